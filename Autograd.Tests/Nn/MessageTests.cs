using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn;

/// <summary>Slips that everybody makes once are answered by what to do.</summary>
public sealed class MessageTests
{
    [Test]
    public void Scores_and_targets_that_are_swapped_are_said_to_be() =>
        Should.Throw<ArgumentException>(() => new CrossEntropyLoss().Forward(Tensor.Zeros([5], DType.Int64), Tensor.Zeros([5, 3])))
            .Message.ShouldStartWith(
                "cross_entropy: the input is Int64 [5] and the targets Float32 [5, 3]; expected scores and then targets. " +
                "Are they swapped?");

    [Test]
    public void An_initializer_that_draws_nothing_is_named() =>
        Should.Throw<InvalidOperationException>(() => new Parameter([2, 3], new Nothing()).Value).Message
            .ShouldBe("Nothing: its Draw returned null for the parameter of shape [2, 3]; expected Float32 [2, 3].");

    [Test]
    public void Sizes_that_multiply_to_more_than_a_tensor_holds_are_refused_by_layer_and_argument_before_anything_is_made()
    {
        const int Huge = int.MaxValue;
        (string Message, Func<object> Make)[] cases =
        [
            ("BatchNorm1d: features", () => new BatchNorm1d(Huge)), ("BatchNorm2d: features", () => new BatchNorm2d(Huge)),
            ("InstanceNorm1d: features", () => new InstanceNorm1d(Huge)), ("InstanceNorm2d: features", () => new InstanceNorm2d(Huge)),
            ("GroupNorm: channels", () => new GroupNorm(1, Huge)), ("LayerNorm: normalizedShape", () => new LayerNorm(Huge)),
            ("RmsNorm: normalizedShape", () => new RmsNorm(Huge)), ("Linear: inFeatures", () => new Linear(Huge, 2)),
            ("Linear: outFeatures", () => new Linear(1 << 10, 1 << 20)), ("Embedding: count", () => new Embedding(Huge, 1)),
            ("Conv1d: kernelSize", () => new Conv1d(2, 1, Huge)), ("Conv1d: outChannels", () => new Conv1d(1, Huge, 1)),
            ("Conv2d: kernelSize", () => new Conv2d(1, 1, (1 << 15, 1 << 16))),
            ("ConvTranspose1d: inChannels", () => new ConvTranspose1d(Huge, 1, 1)),
            ("ConvTranspose2d: outChannels", () => new ConvTranspose2d(1, Huge, 1)),
            ("Rnn: hiddenSize", () => new Rnn(1, Huge)), ("Gru: hiddenSize", () => new Gru(1, 1_000_000_000)),
            ("Lstm: hiddenSize", () => new Lstm(1, Huge)), ("Lstm: hiddenSize", () => new Lstm(1, 20_000)),
            ("Lstm: hiddenSize", () => new Lstm(1, 1 << 30, bidirectional: true)), ("Lstm: layers", () => new Lstm(1, 1, layers: Huge)),
            ("LstmCell: hiddenSize", () => new LstmCell(1, Huge)), ("GruCell: inputSize", () => new GruCell(Huge, 1)),
            ("MultiHeadAttention: embedDim", () => new MultiHeadAttention(1 << 30, 1)),
            ("MultiHeadAttention: kDim", () => new MultiHeadAttention(4, 1, kDim: Huge)),
            ("MultiHeadAttention: embedDim", () => new TransformerEncoderLayer(1 << 30, 1)),
            ("SinusoidalPositions: length", () => SinusoidalPositions.Table(1 << 30, 1)),
            ("SinusoidalPositions: embedDim", () => SinusoidalPositions.Table(1, Huge)),
        ];
        long before = GC.GetAllocatedBytesForCurrentThread();
        foreach ((string message, Func<object> make) in cases)
        {
            ArgumentOutOfRangeException error = Should.Throw<ArgumentOutOfRangeException>(make, message);
            error.Message.ShouldStartWith(message + " is ");
            error.ParamName.ShouldBe(message[(message.IndexOf(' ') + 1)..]);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(10_000_000);
        SinusoidalPositions.Table(0, Huge).Shape.ShouldBe([0, Huge]);
    }

    [Test]
    public void An_optimizer_without_parameters_is_named()
    {
        Should.Throw<ArgumentException>(() => new Adam([])).Message.ShouldStartWith("Adam: there are no parameters; did the module");
        Should.Throw<ArgumentException>(() => new ParameterGroup([])).Message.ShouldStartWith("ParameterGroup: there are no parameters;");
    }

    [Test]
    public void A_matrix_product_that_would_fit_transposed_says_so()
    {
        Tensor a = Tensor.Zeros([2, 3]), b = Tensor.Zeros([4, 3]), c = Tensor.Zeros([2, 5]), d = Tensor.Zeros([7, 8]);
        Should.Throw<ArgumentException>(() => a.MatMul(b)).Message.ShouldEndWith("expected them equal. Transpose the right one?");
        Should.Throw<ArgumentException>(() => a.MatMul(c)).Message.ShouldEndWith("expected them equal. Transpose the left one?");
        Should.Throw<ArgumentException>(() => a.MatMul(d)).Message.ShouldEndWith("expected them equal.");
    }

    [Test]
    public void A_layer_or_loss_that_is_given_null_is_named()
    {
        Should.Throw<ArgumentNullException>(() => new Linear(2, 3).Forward(null!)).Message.ShouldContain("(in Linear(2 → 3))");
        ArgumentNullException error = Should.Throw<ArgumentNullException>(() => new MseLoss().Forward(Tensor.Zeros([2]), null!));
        (error.ParamName, error.Message.Contains("(in MseLoss)", StringComparison.Ordinal)).ShouldBe(("target", true));
        Should.Throw<ArgumentNullException>(() => new GaussianNllLoss().Forward(Tensor.Zeros([2]), Tensor.Zeros([2]), null!))
            .ParamName.ShouldBe("third");
    }

    private sealed record Nothing : Initializer
    {
        public override Tensor Draw(Shape shape, DType dtype, Generator generator, double gain) => null!;
    }
}
