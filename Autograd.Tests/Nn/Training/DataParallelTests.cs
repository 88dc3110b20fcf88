using Autograd.Core;
using Autograd.Nn;
using Autograd.Tests.Laws;
using Autograd.Tests.Nn.Serialization;

namespace Autograd.Tests.Nn.Training;

public sealed class DataParallelTests
{
    private static readonly TensorDataset s_data = TrainerProblem.Data(61);

    private static Sequential Plain() => new Sequential(new Linear(4, 8), new Tanh(), new Linear(8, 3)).Initialize(5);

    private static DataParallel Parallel(Module model, int chunks = 2) => new(model, new Sgd(model.Parameters(), 0.1), chunks);

    [Test]
    public void Modules_that_look_at_a_whole_batch_are_refused_unless_they_may_look_at_chunks()
    {
        Sequential model = TrainerProblem.Model();
        Should.Throw<InvalidOperationException>(() => Parallel(model).Step(s_data.AsBatch(), new CrossEntropyLoss()))
            .Message.ShouldStartWith("DataParallel: BatchNorm1d '1' looks at the whole batch (Module.MixesSamples), which is cut");
        Should.Throw<InvalidOperationException>(() => Parallel(new Mixing()).Step(s_data.AsBatch(), new MseLoss()))
            .Message.ShouldStartWith("DataParallel: Mixing looks at the whole batch");
        model[1].Eval();
        Parallel(model).Step(s_data.AsBatch(), new CrossEntropyLoss()).ShouldBeGreaterThan(0);
    }

    [Test]
    public void Running_statistics_take_chunks_as_they_take_batches()
    {
        Sequential expected = TrainerProblem.Model(), model = TrainerProblem.Model();
        long[] all = [.. Enumerable.Range(0, 61).Select(i => (long)i)];
        foreach (long[] part in new[] { all[..15], all[15..30], all[30..45], all[45..] })
        {
            expected.Forward(s_data.BatchOf(part).Inputs);
        }

        new DataParallel(model, new Sgd(model.Parameters(), 0.1), 4) { PerChunkStatistics = true }
            .Backward(s_data.AsBatch(), new CrossEntropyLoss());
        foreach ((BatchNorm1d norm, BatchNorm1d other) in new[] { ((BatchNorm1d)model[1], (BatchNorm1d)expected[1]) })
        {
            norm.RunningMean!.Value.ElementsEqual(other.RunningMean!).ShouldBeTrue();
            norm.RunningVar!.Value.ElementsEqual(other.RunningVar!).ShouldBeTrue();
            norm.NumBatchesTracked!.Value.Item<long>().ShouldBe(4);
        }
    }

    [Test]
    public void What_writes_to_what_chunks_share_is_refused() =>
        Should.Throw<InvalidOperationException>(() => Parallel(new Counting()).Backward(s_data.AsBatch(), new CrossEntropyLoss()))
            .Message.ShouldStartWith("DataParallel: the buffer 'Count' was written to while chunks ran side by side");

    [Test]
    public void A_loss_must_say_what_its_mean_divides_by()
    {
        Sequential model = Plain();
        Should.Throw<InvalidOperationException>(() => Parallel(model).Backward(s_data.AsBatch(), new Silent()))
            .Message.ShouldStartWith("DataParallel: the loss Silent does not say what its mean divides by");
        Should.Throw<InvalidOperationException>(
            () => Parallel(model).Backward(s_data.AsBatch(), part => model.Forward(part.Inputs), (a, t) => a.CrossEntropy(t)))
            .Message.ShouldStartWith("DataParallel: the loss is a function and does not say");
        double value = new DataParallel(model, new Sgd(model.Parameters(), 0.1)) { Divisor = part => part.Count }
            .Backward(s_data.AsBatch(), part => model.Forward(part.Inputs), (a, t) => a.CrossEntropy(t));
        value.ShouldBe(model.Forward(s_data.Inputs).CrossEntropy(s_data.Targets).Item(), 1e-6);
    }

    [Test]
    public void What_a_loss_knows_of_its_divisor_is_not_overridden()
    {
        Sequential model = Plain();
        long[] some = s_data.Targets.ToArray<long>();
        (some[0], some[1]) = (-100, -100);
        TensorDataset ignoring = new(s_data.Inputs, Tensor.From(some));
        foreach (Loss loss in (Loss[])[new CrossEntropyLoss(), new CrossEntropyLoss(reduction: Reduction.Sum)])
        {
            new DataParallel(model, new Sgd(model.Parameters(), 0.1)) { Divisor = part => part.Count }.Backward(ignoring.AsBatch(), loss)
                .ShouldBe(loss.Forward(model.Forward(ignoring.Inputs), ignoring.Targets).Item(), 1e-4);
        }
    }

    [Test]
    public void A_loss_that_is_undefined_for_the_whole_batch_is_so_in_chunks()
    {
        Sequential model = Plain();
        long[] targets = s_data.Targets.ToArray<long>();
        targets.AsSpan(0, targets.Length / 2).Fill(-100);
        TensorDataset data = new(s_data.Inputs, Tensor.From(targets));
        var loss = new CrossEntropyLoss(Tensor.From(new float[3]), emptyMean: EmptyMean.Zero);
        loss.Forward(model.Forward(data.Inputs), data.Targets).Item().ShouldBe(double.NaN);
        Should.Throw<NotFiniteNumberException>(() => Parallel(model).Backward(data.AsBatch(), loss)).Message
            .ShouldStartWith("DataParallel: the loss is NaN");
    }

    [Test]
    public void A_mean_of_something_is_divided_by_something()
    {
        Sequential model = Plain();
        Should.Throw<InvalidOperationException>(() => new DataParallel(model, new Sgd(model.Parameters(), 0.1)) { Divisor = _ => 0 }
            .Backward(s_data.AsBatch(), part => model.Forward(part.Inputs), (a, t) => a.CrossEntropy(t)))
            .Message.ShouldContain("a mean that is divided by 0; expected what it is divided by");
    }

    [Test]
    public void A_part_with_something_in_it_is_divided_by_something()
    {
        Sequential model = Plain();
        Should.Throw<InvalidOperationException>(
            () => new DataParallel(model, new Sgd(model.Parameters(), 0.1)) { Divisor = part => part.Count == 30 ? 30 : 0 }
            .Backward(s_data.AsBatch(), part => model.Forward(part.Inputs), (a, t) => a.CrossEntropy(t)))
            .Message.ShouldStartWith("DataParallel: the loss of a chunk is ");
    }

    // The sums over a batch of 4096, or by weights of 1e30, are beyond Float32, and their means are not.
    [TestCase(1e36, 1f, 2)]
    [TestCase(1e36, 1f, 8)]
    [TestCase(1e20, 1e30f, 4)]
    [TestCase(1e-30, 1e-30f, 4)]
    public void What_is_finite_in_a_plain_step_is_finite_in_chunks(double size, float weight, int chunks)
    {
        TensorDataset data = TrainerProblem.Data(4096);
        Loss loss = new CrossEntropyLoss(Tensor.From([weight, 2 * weight, 0.3f * weight]));
        Sequential Model() => new Sequential(new Lambda(x => x * size), new Linear(4, 3)).Initialize(3);
        Sequential plain = Model(), split = Model();
        using var tape = new Tape();
        tape.Backward(loss.Forward(plain.Forward(data.Inputs), data.Targets));
        new DataParallel(split, new Sgd(split.Parameters(), 0.1), chunks).Backward(data.AsBatch(), loss);
        foreach ((Parameter expected, Parameter actual) in plain.Parameters().Zip(split.Parameters()))
        {
            double[] gradients = Numbers.Of(expected.Grad!);
            gradients.ShouldAllBe(x => double.IsFinite(x));
            double most = gradients.Max(Math.Abs);
            most.ShouldBeGreaterThan(0);
            Numbers.Of(actual.Grad!).Zip(gradients).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) <= 1e-5 * most);
        }
    }

    [Test]
    public void Advice_is_given_by_the_call_that_made_it()
    {
        Sequential model = TrainerProblem.Model();
        DataParallel parallel = new(model, new Sgd(model.Parameters(), 0.1), 2, null, isOfWorld: true);
        Should.Throw<InvalidOperationException>(() => parallel.Backward(s_data.AsBatch(), new CrossEntropyLoss()))
            .Message.ShouldContain("each chunk: world.Parallel(model, optimizer, perChunkStatistics: true).");
        Sequential plain = Plain();
        parallel = new(plain, new Sgd(plain.Parameters(), 0.1), 2, null, isOfWorld: true);
        Should.Throw<InvalidOperationException>(() => parallel.Backward(s_data.AsBatch(), new Silent()))
            .Message.ShouldEndWith("state it, as in world.Parallel(model, optimizer, divisor: part => part.Count).");
        Parallel(plain, 1).ToString().ShouldBe("DataParallel(1 chunk)");
    }

    [Test]
    public void An_optimizer_of_another_model_is_refused_at_once()
    {
        Sequential model = Plain(), other = Plain();
        Should.Throw<ArgumentException>(() => new DataParallel(model, new Sgd(other.Parameters(), 0.1)))
            .Message.ShouldStartWith("DataParallel: the optimizer trains none of the parameters of Sequential: it is of another model");
    }

    [Test]
    public void A_chunk_of_one_row_that_a_norm_cannot_take_is_said_to_be_one()
    {
        Sequential model = TrainerProblem.Model();
        var parallel = new DataParallel(model, new Sgd(model.Parameters(), 0.1), 4) { PerChunkStatistics = true };
        Should.Throw<ArgumentException>(() => parallel.Step(s_data.BatchOf(1, 2, 3), new CrossEntropyLoss())).Message
            .ShouldStartWith("DataParallel: a batch of 3 is cut into 4 chunks, and one of them has a single row: ");
    }

    [Test]
    public void Settings_that_cannot_be_are_refused()
    {
        Sequential model = Plain();
        Should.Throw<ArgumentOutOfRangeException>(() => Parallel(model, 3)).Message.ShouldContain("a power of two from 1 to 1024");
        Should.Throw<ArgumentException>(
            () => new Trainer(model, new CrossEntropyLoss(), new Sgd(model.Parameters(), 0.1)) { Parallel = Parallel(model) })
            .Message.ShouldStartWith("Trainer: Parallel is of another model or optimizer");
        using IDisposable hook = ((Linear)model[0]).Weight.Value.OnGradient(_ => { });
        Should.Throw<InvalidOperationException>(() => Parallel(model).Backward(s_data.AsBatch(), new CrossEntropyLoss()))
            .Message.ShouldStartWith("DataParallel: the parameter '0.Weight' has an OnGradient");
    }

    [Test]
    public void The_error_is_that_of_the_first_chunk_that_fails_and_the_next_step_is_sound()
    {
        Tensor targets = s_data.Targets.Detach();
        (targets.AsWritableSpan<long>()[20], targets.AsWritableSpan<long>()[60]) = (7, 8);
        Sequential model = Plain();
        DataParallel parallel = Parallel(model, 4);
        Should.Throw<ArgumentException>(() => parallel.Step(new(s_data.Inputs, targets), new CrossEntropyLoss())).Message
            .ShouldContain("is 7");
        ((Linear)model[0]).Weight.Grad.ShouldBeNull();
        double first = parallel.Step(s_data.AsBatch(), new CrossEntropyLoss());
        first.ShouldBe(Parallel(Plain(), 4).Step(s_data.AsBatch(), new CrossEntropyLoss()));
    }

    [Test]
    public void A_loss_that_is_not_finite_changes_nothing()
    {
        Tensor inputs = s_data.Inputs.Detach();
        inputs.AsWritableSpan<float>()[^1] = float.NaN;
        Sequential model = Plain();
        byte[] before = TrainerProblem.Bits(model);
        Should.Throw<NotFiniteNumberException>(() => Parallel(model).Step(new(inputs, s_data.Targets), new CrossEntropyLoss()));
        TrainerProblem.Bits(model).ShouldBe(before);
        ((Linear)model[0]).Weight.Grad.ShouldBeNull();
    }

    [Test]
    public void Who_looks_on_sees_the_chunks_in_turn()
    {
        Sequential model = Plain();
        List<int> rows = [];
        using IDisposable hook = model[0].OnForward(output => rows.Add(output.Shape[0]));
        Parallel(model, 4).Backward(s_data.AsBatch(), new CrossEntropyLoss());
        rows.ShouldBe([15, 15, 15, 16]);
    }

    [Test]
    public void A_model_in_use_for_the_caller_is_in_use_for_all_chunks()
    {
        Sequential model = new Sequential(new Linear(4, 8), new Dropout(0.5), new Linear(8, 3)).Initialize(5);
        using var mode = new EvaluationMode(model);
        Parallel(model).Backward(s_data.AsBatch(), new CrossEntropyLoss())
            .ShouldBe(model.Forward(s_data.Inputs).CrossEntropy(s_data.Targets).Item(), 1e-6);
    }

    [Test]
    public void Training_goes_on_to_the_bit_with_as_many_chunks_and_warns_of_others()
    {
        using var folder = new TemporaryFolder();
        (Trainer whole, DataLoader all) = Training(2);
        whole.Fit(all, epochs: 2);
        using var stop = new CancellationTokenSource();
        (Trainer half, DataLoader some) = Training(2);
        half.CheckpointTo(folder.Path, everyBatches: 1);
        half.Fit(some.Select((batch, i) => i == 3 ? Stopping(batch) : batch), epochs: 2, cancellationToken: stop.Token);
        half.Steps.ShouldBe(4);

        (Trainer rest, DataLoader others) = Training(2);
        Checkpoint resumed = rest.Resume(folder.Path)!;
        resumed.Warning.ShouldBeNull();
        resumed.ToString().ShouldStartWith($"checkpoint '{resumed.Path}' of 20");
        using (new ThreadLimit(1))
        {
            rest.Fit(others.Select(batch => batch), epochs: 2);
        }

        TrainerProblem.Bits(rest.Model).ShouldBe(TrainerProblem.Bits(whole.Model));
        Training(4).Trainer.Resume(folder.Path)!.Warning!.ShouldEndWith(
            "Parallel was 2 chunks, and is 4 chunks. Training goes on as it is set here, and may come to other weights than as it was.");

        Batch Stopping(Batch batch)
        {
            stop.Cancel();
            return batch;
        }

        static (Trainer Trainer, DataLoader Loader) Training(int chunks)
        {
            Sequential model = TrainerProblem.Model();
            var optimizer = new Adam(model.Parameters());
            DataParallel parallel = new(model, optimizer, chunks) { PerChunkStatistics = true };
            return (new(model, new CrossEntropyLoss(), optimizer) { Parallel = parallel }, new(s_data, 16));
        }
    }

    private sealed class Mixing : Layer
    {
        public Mixing() => Linear = new(4, 3);

        public Linear Linear { get; private init => field = Register(value); }

        public override bool MixesSamples => true;

        protected override Tensor Compute(Tensor input) => Linear.Forward(input) - input.Mean();
    }

    private sealed class Counting : Layer
    {
        public Counting() => (Linear, Count) = (new(4, 3), new(Tensor.Zeros([1])));

        public Linear Linear { get; private init => field = Register(value); }

        public ModuleBuffer Count { get; private init => field = Register(value); }

        protected override Tensor Compute(Tensor input)
        {
            Count.Assign(Count.Value + 1);
            return Linear.Forward(input);
        }
    }

    private sealed class Silent : Loss
    {
        protected override Tensor Compute(Tensor input, Tensor target) => input.CrossEntropy(target);
    }
}
