using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Modules;

public sealed class ModuleErrorTests
{
    [Test]
    public void A_layer_or_loss_that_computes_nothing_is_named()
    {
        Tensor x = Tensor.Ones([1]);
        Should.Throw<InvalidOperationException>(() => new Sequential(new Tanh(), new Nothing()).Forward(x)).Message
            .ShouldBe("Nothing: its Compute returned null; expected a tensor. (in '1', Nothing)");
        Should.Throw<InvalidOperationException>(() => new NoLoss().Forward(x, x)).Message
            .ShouldStartWith("NoLoss: its Compute returned null; expected a tensor.");
        Should.Throw<InvalidOperationException>(() => new NoTernaryLoss().Forward(x, x, x)).Message
            .ShouldStartWith("NoTernaryLoss: its Compute returned null; expected a tensor.");
    }

    [Test]
    public void An_error_says_in_which_module_it_arose_and_keeps_its_type()
    {
        var model = new Headed { Head = new Linear(2, 3), Tail = new Linear(3, 1) };
        ArgumentException error = Should.Throw<ArgumentException>(() => model.Forward(Tensor.Ones([1, 5]), Tensor.Ones([1])));
        error.Message.ShouldStartWith("linear: ");
        error.Message.ShouldEndWith("(in 'Head', Linear(2 → 3))");
        error.GetType().ShouldBe(typeof(ArgumentException));
        error.InnerException!.Message.ShouldNotContain("(in ");
        error = Should.Throw<ArgumentException>(() => model.Head.Forward(Tensor.Ones([1, 2], DType.Float64)));
        error.Message.ShouldEndWith(" (in 'Head', Linear(2 → 3)) (Parameter 'inputs')");
        error.ParamName.ShouldBe("inputs");
        Should.Throw<ArgumentException>(() => new Sequential(new Tanh(), new Sequential(new Linear(2, 3))).Forward(Tensor.Ones([1, 5])))
            .Message.ShouldEndWith("(in '1.0', Linear(2 → 3))");
        Should.Throw<ArgumentException>(() => model.Forward(Tensor.Ones([1, 2]), Tensor.Ones([7]))).Message.ShouldEndWith("(in Headed)");
        Should.Throw<ArgumentException>(() => new MseLoss().Forward(Tensor.Ones([2]), Tensor.Ones([3])))
            .Message.ShouldEndWith("(in MseLoss)");
        Should.Throw<ArgumentException>(() =>
            new CosineEmbeddingLoss().Forward(Tensor.Ones([2, 3]), Tensor.Ones([2, 4]), Tensor.Ones([2]))).Message
            .ShouldContain("(in CosineEmbeddingLoss");
    }

    [Test]
    public void An_error_from_inside_a_module_keeps_what_it_tells_of_the_argument()
    {
        ArgumentException[] errors =
        [
            new ArgumentOutOfRangeException("count", 3, "count: too few."), new ArgumentOutOfRangeException("count", "count: too few."),
            new ArgumentOutOfRangeException("count"), new ArgumentOutOfRangeException(), new ArgumentNullException("mask"),
            new ArgumentNullException("mask", "mask: there is none."), new ArgumentNullException(),
            new ArgumentException("mask: wrong.", "mask"), new ArgumentException("wrong"),
        ];
        foreach (ArgumentException error in errors)
        {
            ArgumentException named = Should.Throw<ArgumentException>(() => new Sequential(new Failing(error)).Forward(Tensor.Ones([1])));
            named.GetType().ShouldBe(error.GetType());
            named.ParamName.ShouldBe(error.ParamName);
            (named as ArgumentOutOfRangeException)?.ActualValue.ShouldBe(((ArgumentOutOfRangeException)error).ActualValue);
            string whole = named.Message.Replace(" (in '0', Failing)", "", StringComparison.Ordinal);
            whole.ShouldBe(error.Message);
            named.ToString().ShouldContain(nameof(Failing) + ".Compute");
        }
    }

    private sealed class Nothing : Layer
    {
        protected override Tensor Compute(Tensor input) => null!;
    }

    private sealed class NoTernaryLoss : TernaryLoss
    {
        protected override Tensor Compute(Tensor first, Tensor second, Tensor third) => null!;
    }

    private sealed class NoLoss : Loss
    {
        protected override Tensor Compute(Tensor input, Tensor target) => null!;
    }

    private sealed class Failing(Exception error) : Layer
    {
        protected override Tensor Compute(Tensor input) => throw error;
    }

    private sealed class Headed : Module
    {
        public Linear? Head { get; set => field = Register(value); }

        public Linear? Tail { get; set => field = Register(value); }

        public Tensor Forward(Tensor input, Tensor scale) => Enter(() => Tail!.Forward(Head!.Forward(input) * scale));
    }
}
