using System.Runtime.CompilerServices;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>
    /// The negative log-likelihood of counts t that follow a Poisson distribution, from its rate or the rate's logarithm x: eˣ − t·x.
    /// </summary>
    /// <param name="target">The counts t, of this tensor's shape; differentiable too.</param>
    /// <param name="logInput">Whether this is the logarithm of the rate; if not, the loss is x − t·log(x + ε).</param>
    /// <param name="full">Whether to add Stirling's approximation of log t!, t·log t − t + ½·log 2πt, where t &gt; 1.</param>
    /// <param name="epsilon">The ε that keeps the logarithm of a rate of 0 finite.</param>
    /// <param name="reduction">How the losses of the elements become one number. The mean of no elements is NaN.</param>
    /// <exception cref="ArgumentException">
    /// The shapes or types differ, for nothing is broadcast, or ε is not above 0 or not finite.
    /// </exception>
    public Tensor PoissonNllLoss(Tensor target, bool logInput = PoissonNllLossOp.DefaultLogInput, bool full = false,
        double epsilon = PoissonNllLossOp.DefaultEpsilon,
        Reduction reduction = Reduction.Mean) =>
        PoissonNllLossOp.Make(logInput, full, epsilon, reduction).Apply(this, target);
}

internal static class PoissonNllLossOp
{
    public const bool DefaultLogInput = true;
    public const double DefaultEpsilon = 1e-8;

    private const string Name = "poisson_nll_loss";

    public static Op Make(bool logInput, bool full, double epsilon, Reduction reduction) =>
        Op.Loss(Name, new Formula(logInput, full, Expect.Positive(epsilon, Name), Math.Log(epsilon)), reduction,
            logInput, full, epsilon)
            .WithCoefficient(nameof(epsilon), epsilon);

    private readonly record struct Formula(bool LogInput, bool Full, Coefficient Epsilon, Coefficient LogEpsilon) : IBinaryFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R Apply<R>(R x, R t) where R : struct, IReal<R>
        {
            // A count of 0 costs the rate alone, though its logarithm be infinite; an infinite rate is more than any logarithm takes back.
            R rate = LogInput ? R.Exp(x) : x, logRate = LogInput ? x : LogOf(x);
            R loss = R.IfGreaterOrEqual(logRate, double.PositiveInfinity, rate, rate - R.Chain(logRate, t));
            return Full ? loss + R.IfGreater(t, 1, (t * R.Log(t)) - t + (0.5 * R.Log(2 * Math.PI * t)), 0) : loss;
        }

        // log(x + ε), though ε be zero in the precision at hand.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private R LogOf<R>(R x) where R : struct, IReal<R> => Epsilon.Single == 0
            ? R.IfGreaterOrEqual(0, R.Abs(x), LogEpsilon + R.ChainOver(x, Epsilon), R.Log(x + Epsilon))
            : R.Log(x + Epsilon);
    }

    public static OpDefinition Definition => new()
    {
        Name = Name,
        Category = OpCategory.Loss,
        Formula = "e^x - t x",
        Source = "Poisson, 1837; Nelder and Wedderburn, Generalized linear models, 1972",
        Derivative = @"\frac{\partial}{\partial x} = e^x - t, \quad \frac{\partial}{\partial t} = -x",
        Usage = "For counts, whose spread grows with their mean. Where it grows faster than that another distribution fits better.",
        Example = new(() => Tensor.From([1.0, 2.0]).PoissonNllLoss(Tensor.From([3.0, 7.0]))),
        Curve = new("target 2, logInput",
            x => Make(true, false, DefaultEpsilon, Reduction.None).Apply(x, Tensor.Full(x.Shape, 2, x.DType))),
        Parameters =
        [
            new("logInput", DefaultLogInput, "Whether the input is the logarithm of the rate."),
            new("full", false, "Whether to add Stirling's approximation of the term that does not depend on the input."),
            new("epsilon", DefaultEpsilon, "What keeps the logarithm of a rate of 0 finite."),
            Reductions.Parameter,
        ],
        Make = attributes =>
            Make(attributes.Flag("logInput"), attributes.Flag("full"), attributes.Number("epsilon"), Reductions.Of(attributes, Name)),
        Samples =
        [
            .. OpSamples.Loss(-2, 2, 0, 6),
            .. OpSamples.Loss(-2, 2, 0, 6).Select(sample => sample.With(new() { ["full"] = true })),
            .. OpSamples.Loss(0.3, 6, 0, 6)
                .Select(sample => sample.With(new() { ["logInput"] = false, ["full"] = true, ["epsilon"] = 0.01 })),
        ],
        Kink = (inputs, input, element, radius) => input == 1 && Math.Abs(inputs[1].AsSpan<double>()[element] - 1) <= radius,
        Errors =
        [
            .. OpErrors.Loss(Name),
            new($"{Name}: epsilon is 0; expected a positive number", () => [Tensor.Ones([2]), Tensor.Ones([2])],
                new() { ["epsilon"] = 0 }),
        ],
    };
}
