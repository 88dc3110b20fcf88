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
