using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Modules;

public sealed class ModuleStateTests
{
    [Test]
    public void A_state_of_which_nothing_fits_is_refused_although_it_need_not_be_whole()
    {
        Module module = new Linear(2, 3);
        var other = new Dictionary<string, Tensor> { ["body.weight"] = Tensor.Zeros([3, 2]) };
        Should.Throw<ArgumentException>(() => module.LoadState(other, strict: false)).Message
            .ShouldContain("'body.weight' is no part of the module");
        new Relu().LoadState(new Dictionary<string, Tensor>(), strict: false);
    }

    [Test]
    public void Names_in_files_are_those_of_PyTorch()
    {
        Sequential model = new(new Linear(2, 3), new PRelu(3), new Normed(3), new Sequential(new Linear(3, 1, bias: false)));

        model.StateDict().Keys.ShouldBe(
            ["0.weight", "0.bias", "1.weight", "2.inner_scale", "2.weight_ih_l0", "2.running_mean", "2.num_batches_tracked", "3.0.weight"]);
        model.NamedParts().Where(named => named.Part is not Module).Select(named => named.Name).ShouldBe(
            ["0.Weight", "0.Bias", "1.Slope", "2.InnerScale", "2.WeightIhL0", "2.RunningMean", "2.BatchCount", "2.Noise", "3.0.Weight"]);
        new AdaptiveLogSoftmaxWithLoss(8, 20, [4, 7], headBias: true).StateDict().Keys.ShouldBe(
            ["head.weight", "head.bias", "tail.0.0.weight", "tail.0.1.weight", "tail.1.0.weight", "tail.1.1.weight"]);
    }

    [Test]
    public void An_Initialize_that_is_refused_has_drawn_nothing()
    {
        var first = new Linear(2, 2);
        var second = new Linear(2, 2);
        var model = new Sequential(first, second);
        float[] before = first.Weight.Value.ToArray<float>();
        Tensor bias = second.Bias!.Value;
        using ManualResetEventSlim isWatched = new(), isDone = new();
        var other = new Thread(() =>
        {
            using var tape = new Tape();
            tape.Watch(bias);
            isWatched.Set();
            isDone.Wait();
        });
        other.Start();
        isWatched.Wait();

        Should.Throw<InvalidOperationException>(() => model.Initialize(5)).Message
            .ShouldStartWith("Initialize: the parameter '1.Bias' cannot");
        first.Weight.Value.ToArray<float>().ShouldBe(before);
        isDone.Set();
        other.Join();
        model.Initialize(5);
        first.Weight.Value.ToArray<float>().ShouldNotBe(before);
    }

    [Test]
    public void A_state_is_a_copy_that_another_model_takes_over_to_the_bit()
    {
        Normed first = new Normed(3).Initialize(5), second = new Normed(3).Initialize(6);
        first.RunningMean.Assign(Tensor.From([1f, 2f, 3f]));
        IReadOnlyDictionary<string, Tensor> state = first.StateDict();
        first.InnerScale.Assign(Tensor.Zeros([3]));

        second.LoadState(state);

        second.InnerScale.Value.ToArray<float>().ShouldBe([1, 1, 1]);
        second.RunningMean.Value.ToArray<float>().ShouldBe([1, 2, 3]);
        second.WeightIhL0.Value.ElementsEqual(first.WeightIhL0).ShouldBeTrue();
        second.BatchCount.Value.ToArray<long>().ShouldBe([0]);
        state["running_mean"].RequiresGrad.ShouldBeFalse();
    }

    [Test]
    public void A_state_is_loaded_whole_or_not_at_all_though_a_parameter_lost_its_memory()
    {
        var model = new Borrower();
        IReadOnlyDictionary<string, Tensor> state = new Dictionary<string, Tensor>
        {
            ["own"] = Tensor.Full([2], 5),
            ["borrowed"] = Tensor.Full([2], 6),
        };
        Should.Throw<ArgumentException>(() => model.LoadState(state)).Message
            .ShouldContain("'borrowed' cannot be changed in place: ");
        model.Own.Value.ToArray<float>().ShouldBe([1, 1]);
    }

    [Test]
    public void What_does_not_fit_is_named_all_at_once_and_nothing_is_loaded()
    {
        var model = new Sequential(new Linear(2, 3), new PRelu(3));
        float[] before = model.Parameters()[1].Value.ToArray<float>();
        Dictionary<string, Tensor> state = new()
        {
            ["0.weight"] = Tensor.Zeros([3, 1]),
            ["0.bias"] = Tensor.Ones([3]),
            ["1.weight"] = Tensor.Zeros([3], DType.Float64),
            ["head"] = Tensor.Zeros([1]),
        };
        string message = Should.Throw<ArgumentException>(() => model.LoadState(state)).Message;
        message.ShouldContain("'0.weight' is Float32 [3, 1]; expected Float32 [3, 2]");
        message.ShouldContain("'1.weight' is Float64; expected Float32. Convert it with To(DType.Float32), or the module");
        message.ShouldContain("'head' is no part of the module");
        model.Parameters()[1].Value.ToArray<float>().ShouldBe(before);
        Should.Throw<ArgumentException>(() => model.LoadState(new Dictionary<string, Tensor>())).Message
            .ShouldContain("'0.weight' is missing\n  '0.bias' is missing\n  '1.weight' is missing");
    }

    [Test]
    public void A_state_of_which_something_cannot_be_read_any_more_is_loaded_not_even_in_part()
    {
        var model = new Linear(2, 3);
        float[] before = model.Weight.Value.ToArray<float>();
        Tensor closed;
        using (new TensorScope())
        {
            closed = Tensor.Ones([3]) + 1;
        }

        Should.Throw<ArgumentException>(() =>
            model.LoadState(new Dictionary<string, Tensor> { ["weight"] = Tensor.Ones([3, 2]), ["bias"] = closed }))
            .Message.ShouldContain("'bias' cannot be read: ");
        model.Weight.Value.ToArray<float>().ShouldBe(before);
    }

    [Test]
    public void A_part_of_a_state_is_loaded_when_asked_for()
    {
        var model = new Sequential(new Linear(2, 3), new PRelu(3));
        model.LoadState(new Dictionary<string, Tensor> { ["0.bias"] = Tensor.Ones([3]), ["other"] = Tensor.Ones([1]) }, strict: false);
        model.Parameters()[1].Value.ToArray<float>().ShouldBe([1, 1, 1]);
        Should.Throw<ArgumentException>(() =>
            model.LoadState(new Dictionary<string, Tensor> { ["0.bias"] = Tensor.Ones([4]) }, strict: false))
            .Message.ShouldContain("'0.bias' is Float32 [4]; expected Float32 [3]");
    }

    [Test]
    public void A_shared_part_is_saved_once_and_found_under_any_of_its_names()
    {
        var shared = new Linear(2, 2, bias: false);
        Sequential model = new(shared, new Tanh(), shared);
        model.StateDict().Keys.ShouldBe(["0.weight"]);
        model.ParameterCount.ShouldBe(4);

        model.LoadState(new Dictionary<string, Tensor> { ["2.weight"] = Tensor.Ones([2, 2]) });
        shared.Weight.Value.ToArray<float>().ShouldBe([1, 1, 1, 1]);
        model.LoadState(new Dictionary<string, Tensor> { ["0.weight"] = Tensor.Zeros([2, 2]), ["2.weight"] = Tensor.Zeros([2, 2]) });
        shared.Weight.Value.ToArray<float>().ShouldBe([0, 0, 0, 0]);
    }

    [Test]
    public void A_checkpoint_holds_the_random_streams_and_weights_alone_do_not()
    {
        var model = new Sequential(new RRelu(), new RRelu());
        Tensor x = Tensor.Full([50], -1);
        model.Forward(x);
        IReadOnlyDictionary<string, Tensor> checkpoint = model.StateDict(withRandomStreams: true);
        checkpoint.Keys.ShouldBe(["0.random", "1.random"]);
        model.StateDict().ShouldBeEmpty();
        float[] next = model.Forward(x).ToArray<float>();

        Sequential other = new Sequential(new RRelu(), new RRelu()).Initialize(8);
        other.LoadState(checkpoint);
        other.Forward(x).ToArray<float>().ShouldBe(next);
        other.LoadState(new Dictionary<string, Tensor>());
    }

    [Test]
    public void Initialize_takes_buffers_back_to_their_first_values_in_the_type_they_have_now()
    {
        Normed model = new(2);
        float[] first = model.RunningMean.Value.ToArray<float>();
        model.RunningMean.Assign(Tensor.From([4f, 5f]));
        model.Initialize(3);
        model.RunningMean.Value.ToArray<float>().ShouldBe(first);
        model.RunningMean.Assign(Tensor.From([4f, 5f]));
        model.To(DType.Float64).Initialize(3);
        model.RunningMean.Value.ToArray<double>().ShouldBe([.. first.Select(x => (double)x)]);
    }

    [Test]
    public void Buffers_are_converted_but_neither_trained_nor_frozen()
    {
        Normed model = new(2);
        model.RunningMean.Assign(Tensor.From([4f, 5f]));
        model.To(DType.Float64);

        model.RunningMean.Value.ToArray<double>().ShouldBe([4, 5]);
        model.BatchCount.DType.ShouldBe(DType.Int64);
        model.Parameters().Count.ShouldBe(2);
        using var tape = new Tape();
        tape.Backward(model.Forward(Tensor.Ones([1, 2], DType.Float64)).Sum());
        model.RunningMean.Value.Grad.ShouldBeNull();
    }

    [Test]
    public void A_buffer_keeps_what_was_computed_on_a_tape()
    {
        Normed model = new(2);
        using (var tape = new Tape())
        {
            Tensor x = tape.Watch(Tensor.Ones([2]));
            model.RunningMean.Assign(x * 3);
        }

        model.RunningMean.Value.ToArray<float>().ShouldBe([3, 3]);
        Should.Throw<ArgumentException>(() => model.RunningMean.Assign(Tensor.Ones([3])))
            .Message.ShouldContain("The buffer 'RunningMean' is Float32 [2]; got Float32 [3]");
    }

    [Test]
    public void Two_parts_of_one_file_name_are_refused() => Should.Throw<ArgumentException>(() => new Doubled()).Message
        .ShouldContain("Doubled: 'First' and 'Second' would be 'weight' and 'weight' in files");

    private sealed class Normed : Layer
    {
        public Normed(int size)
        {
            InnerScale = new Parameter([size], new Constant(1), decays: false);
            WeightIhL0 = new Parameter([size, size], new KaimingNormal());
            RunningMean = new ModuleBuffer(Tensor.Zeros([size]));
            BatchCount = new ModuleBuffer(Tensor.From([0L]));
            Noise = new RandomStream();
        }

        public Parameter InnerScale { get; private init => field = Register(value); }

        public Parameter WeightIhL0 { get; private init => field = Register(value); }

        public ModuleBuffer RunningMean { get; private init => field = Register(value); }

        public ModuleBuffer BatchCount { get; private init => field = Register(value, fileName: "num_batches_tracked"); }

        public RandomStream Noise { get; private init => field = Register(value); }

        protected override Tensor Compute(Tensor input) => (input - RunningMean) * InnerScale;
    }

    private sealed class Borrower : Module
    {
        public Borrower()
        {
            Own = new Parameter(Tensor.Ones([2]));
            using var scope = new TensorScope();
            Borrowed = Parameter.FromTensor(Tensor.Ones([2]) * 2);
        }

        public Parameter Own { get; private init => field = Register(value); }

        public Parameter Borrowed { get; private init => field = Register(value); }
    }

    private sealed class Doubled : Module
    {
        public Doubled() => (First, Second) = (new([1], new Constant(0)), new([1], new Constant(0)));

        public Parameter First { get; private init => field = Register(value, fileName: "weight"); }

        public Parameter Second { get; private init => field = Register(value, fileName: "weight"); }
    }
}
