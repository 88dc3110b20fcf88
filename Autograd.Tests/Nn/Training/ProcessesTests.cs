using Autograd.Core;
using Autograd.Nn;
using Autograd.Tests.Nn.Serialization;

namespace Autograd.Tests.Nn.Training;

/// <summary>What a trainer does together with other processes.</summary>
public sealed class ProcessesTests
{
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(4)]
    public void Evaluation_is_shared_out_to_the_bits_of_one(int processes)
    {
        string[] evaluations = ProcessesOfThreads.Run(processes, Evaluated);
        string expected = Evaluated(null);
        evaluations.ShouldAllBe(text => text == expected);

        static string Evaluated(ChunkExchange? exchange)
        {
            Trainer trainer = Trainer(exchange, [Metric.Accuracy, Metric.RocAuc, Metric.LogLoss]);
            TensorDataset data = TrainerProblem.Data(50);
            return $"{Text(trainer.Evaluate(new DataLoader(data, 7)))}\n{Text(trainer.Evaluate([data.BatchOf(3, 1, 4, 5, 6)]))}";
        }

        static string Text(Evaluation evaluation) => string.Join(' ', evaluation.Metrics.Select(measured => measured.Value)
            .Append(evaluation.Loss).Append(evaluation.Count).Select(number => BitConverter.DoubleToInt64Bits(number)));
    }

    [TestCase("chunks", "the settings of the trainer: it is '")]
    [TestCase("steps", "where the training begins or goes on, as of checkpoints that are not the same: it is 'step 0,")]
    [TestCase("seed", "the model: its structure, seed, weights or buffers: it is '")]
    [TestCase("rate", "the settings of the optimizer: it is 'Adam(learning rate 0.001,")]
    [TestCase("sampler", "the sampler of the batches.0: its seed, place or size of batches: it is '")]
    [TestCase("data", "the data: it is '")]
    [TestCase("batch", "the first batch of an epoch: it is '")]
    [TestCase("none", null)]
    public void Processes_that_differ_are_refused_by_what_differs(string what, string? told)
    {
        string?[] refusals = ProcessesOfThreads.Run(2, exchange =>
        {
            bool isOther = exchange!.Rank == 1;
            bool Differs(string part) => isOther && what == part;
            Trainer trainer = Trainer(
                exchange, [], seed: Differs("seed") ? 6UL : 5, rate: Differs("rate") ? 0.002 : 0.001, chunks: Differs("chunks") ? 4 : 2);
            if (Differs("steps"))
            {
                trainer.LoadState(new Dictionary<string, Tensor> { ["steps"] = Tensor.From([3L]) });
            }

            TensorDataset data = TrainerProblem.Data(20, seed: Differs("data") || Differs("batch") ? 2UL : 1);
            IEnumerable<Batch> batches = what == "batch" ? [data.BatchOf(1, 2, 3)]
                : new DataLoader(data, 7, seed: Differs("sampler") ? 2UL : 1);
            try
            {
                trainer.Fit(batches, epochs: 1);
                return null;
            }
            catch (InvalidOperationException refusal)
            {
                return refusal.Message;
            }
        });
        foreach (string? refusal in refusals)
        {
            if (told is null)
            {
                refusal.ShouldBeNull();
            }
            else
            {
                refusal.ShouldStartWith($"DataParallel: the ranks differ in {told}");
            }
        }
    }

    [TestCase("seed", "the model: its structure, seed, weights or buffers: it is '")]
    [TestCase("rate", "the settings of the optimizer: it is 'Adam(learning rate 0.001,")]
    [TestCase("statistics", "the settings of world.Parallel, or the loss: it is '2 chunks, perChunkStatistics: False, divisor: none, ")]
    [TestCase("batch", "the first batch, of which each takes its part: it is '")]
    [TestCase("later", "the weights, which were the same before: a step was another there: it is '")]
    [TestCase("none", null)]
    public void A_loop_of_the_users_own_is_compared_likewise(string what, string? told)
    {
        string?[] refusals = ProcessesOfThreads.Run(2, exchange =>
        {
            bool Differs(string part) => exchange!.Rank == 1 && what == part;
            Sequential model = new Sequential(new Linear(4, 3)).Initialize(Differs("seed") ? 6UL : 5);
            var optimizer = new Adam(model.Parameters(), Differs("rate") ? 0.002 : 0.001);
            var parallel = new DataParallel(model, optimizer, 2, exchange) { PerChunkStatistics = Differs("statistics") };
            TensorDataset data = TrainerProblem.Data(20, seed: Differs("batch") ? 2UL : 1);
            try
            {
                for (int i = 0; i < 9; i++)
                {
                    parallel.Step(data.AsBatch(), new CrossEntropyLoss());
                    optimizer.LearningRate = i == 2 && Differs("later") ? 0.1 : optimizer.LearningRate;
                }

                return null;
            }
            catch (InvalidOperationException refusal)
            {
                return refusal.Message;
            }
        });
        refusals.ShouldAllBe(refusal => told == null ? refusal == null
            : refusal!.StartsWith($"DataParallel: the ranks differ in {told}", StringComparison.Ordinal));
    }

    [Test]
    public void Cancelled_in_one_all_end_after_the_same_batch_and_the_first_alone_writes_and_reports()
    {
        using var folder = new TemporaryFolder();
        (long Steps, TrainingEnd End, bool IsTold)[] ends = ProcessesOfThreads.Run(2, exchange =>
        {
            using var stop = new CancellationTokenSource();
            Trainer trainer = Trainer(exchange, []);
            trainer.CheckpointTo(folder.Path, everyBatches: 2);
            var told = new Told(progress => Cancel(progress.Batch >= 0 && exchange!.Rank == 0));
            TensorDataset data = TrainerProblem.Data(20);
            var batches = new DataLoader(data, 2, seed: 1) { Augment = (batch, _) => Slowly(batch) };
            TrainingResult result = trainer.Fit(batches, progress: told, epochs: 2, cancellationToken: stop.Token);
            return (trainer.Steps, result.End, told.IsTold);

            void Cancel(bool isAsked)
            {
                if (isAsked)
                {
                    stop.Cancel();
                }
            }
        });
        ends.Select(end => (end.Steps, end.End)).Distinct().ShouldHaveSingleItem().End.ShouldBe(TrainingEnd.Cancelled);
        ends.Select(end => end.IsTold).ShouldBe([true, false]);
        folder.Names.Count(name => name.EndsWith(".safetensors", StringComparison.Ordinal)).ShouldBeGreaterThan(0);

        // So that progress, which is told ten times a second, is told within the first epoch.
        static Batch Slowly(Batch batch)
        {
            Thread.Sleep(15);
            return batch;
        }
    }

    private static Trainer Trainer(ChunkExchange? exchange, Metric[] metrics, ulong seed = 5, double rate = 0.001, int chunks = 4)
    {
        Sequential model = new Sequential(new Linear(4, 8), new Relu(), new Linear(8, 3)).Initialize(seed);
        var optimizer = new Adam(model.Parameters(), rate);
        return new(model, new CrossEntropyLoss(), optimizer) { Parallel = new(model, optimizer, chunks, exchange), Metrics = metrics };
    }

    private sealed class Told(Action<TrainingProgress> act) : IProgress<TrainingProgress>
    {
        public bool IsTold { get; private set; }

        public void Report(TrainingProgress value)
        {
            IsTold = true;
            act(value);
        }
    }
}
