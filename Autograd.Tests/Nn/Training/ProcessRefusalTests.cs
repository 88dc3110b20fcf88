using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Training;

/// <summary>Processes that do not do the same: all say so, instead of training on with other weights or reading other bytes.</summary>
public sealed class ProcessRefusalTests
{
    private static readonly TensorDataset s_data = TrainerProblem.Data(24);

    [TestCase("beta", "the settings of the optimizer")]
    [TestCase("schedule", "the schedule")]
    [TestCase("phase", "the phases")]
    [TestCase("metrics", "the metrics")]
    [TestCase("frozen", "the parameters that are frozen")]
    [TestCase("dropout", "the probabilities of the dropouts")]
    [TestCase("weight", "the loss: its weights or buffers")]
    [TestCase("smoothing", "the loss of the same samples")]
    [TestCase("step", "the weights, which were the same before")]
    [TestCase("validation", "the validation")]
    [TestCase("none", "")]
    public void What_is_not_the_same_is_refused_by_name(string what, string words)
    {
        foreach (string told in ProcessesOfThreads.Run(2, exchange => Told(() => Train(what, exchange!))))
        {
            if (words.Length > 0)
            {
                told.ShouldStartWith($"DataParallel: the ranks differ in {words}");
            }
            else
            {
                told.ShouldBe("");
            }
        }
    }

    [TestCase("fewer", "in the exchange of losses, call 3, and rank 1 in the comparison of the weights")]
    [TestCase("caught", "in the exchange of losses, call 4, and rank 1 in the exchange of losses, call 5")]
    [TestCase("evaluates", "in the comparison of the weights, and rank 1 in " +
        "Evaluate, which all ranks must call, with 0 metrics of the trainer")]
    public void Calls_that_are_not_the_same_are_refused_by_name(string what, string words)
    {
        foreach (string told in ProcessesOfThreads.Run(2, exchange => Told(() => Step(what, exchange!))))
        {
            told.ShouldContain("the ranks do not do the same: rank 0 is " + words);
        }
    }

    [Test]
    public void A_token_of_one_process_cancels_all()
    {
        using var stop = new CancellationTokenSource();
        ProcessesOfThreads.Run(2, given =>
        {
            ChunkExchange exchange = given!;
            (Trainer trainer, _) = Training("none", exchange);
            trainer.Fit(new DataLoader(s_data, 8, seed: 1).Select(batch => Stopping(batch)), epochs: 2,
                cancellationToken: exchange.Rank == 0 ? stop.Token : default);
            return trainer.Steps;

            Batch Stopping(Batch batch)
            {
                if (trainer.Steps == 1 && exchange.Rank == 0)
                {
                    stop.Cancel();
                }

                return batch;
            }
        }).ShouldBe([2, 2]);
    }

    private static string Told(Action work)
    {
        try
        {
            work();
            return "";
        }
        catch (InvalidOperationException error)
        {
            return error.Message;
        }
    }

    private static (Trainer Trainer, Sequential Model) Training(string what, ChunkExchange exchange)
    {
        string other = exchange.Rank == 1 ? what : "";
        Sequential model = new Sequential(new Linear(4, 8), new Dropout(other == "dropout" ? 0.1 : 0.1004), new Linear(8, 3)).Initialize(5);
        if (other == "frozen")
        {
            model[0].Freeze();
        }

        var optimizer = new Adam(model.Parameters(), 0.01, other == "beta" ? 0.8 : 0.9);
        var loss = new CrossEntropyLoss(
            Tensor.From([1f, 1f, other == "weight" ? 2f : 1f]), labelSmoothing: other == "smoothing" ? 0.1 : 0);
        return (new(model, loss, optimizer)
        {
            Parallel = new(model, optimizer, 2, exchange),
            Metrics = other == "metrics" ? [Metric.Accuracy] : [],
            Schedule = Schedule.Cosine(other == "schedule" ? 0.1 : 0.01, 0, 20),
        }, model);
    }

    private static void Train(string what, ChunkExchange exchange)
    {
        (Trainer trainer, Sequential model) = Training(what, exchange);
        string other = exchange.Rank == 1 ? what : "";
        var loader = new DataLoader(s_data, 8, seed: 1);
        var plan = new TrainingPhase(what == "step" ? loader.Select(Changed) : loader, 2) { RateFactor = other == "phase" ? 0.5 : 1 };
        foreach (EpochReport _ in trainer.Epochs([plan], other == "validation" ? new DataLoader(s_data, 8) : null))
        {
        }

        // The program changes a weight between two steps.
        Batch Changed(Batch batch, int number)
        {
            if (number == 1 && other == "step")
            {
                ((Linear)model[0]).Bias!.Value.AsWritableSpan<float>()[0] += 1;
            }

            return batch;
        }
    }

    private static void Step(string what, ChunkExchange exchange)
    {
        (Trainer trainer, _) = Training(what, exchange);
        bool isOther = exchange.Rank == 1;
        if (what == "fewer")
        {
            trainer.Fit(new DataLoader(s_data, 8, seed: 1).Select(batch => batch).Take(isOther ? 2 : 3), epochs: 1);
            return;
        }

        Batch batch = s_data.AsBatch(), broken = new(batch.Inputs, Tensor.Full(batch.Targets.Shape, 7, DType.Int64));
        for (int i = 0; i < 6; i++)
        {
            if (i == 3 && isOther && what == "evaluates")
            {
                trainer.Evaluate([batch]);
            }

            if (i == 3 && isOther && what == "caught")
            {
                Should.Throw<ArgumentException>(() => trainer.Step(broken));
            }

            trainer.Step(batch);
        }
    }
}
