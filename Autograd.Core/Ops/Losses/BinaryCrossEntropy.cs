using System.Runtime.CompilerServices;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>The cross-entropy −t·log x − (1 − t)·log(1 − x) between these probabilities x and targets t.</summary>
    /// <param name="target">The targets t, of this tensor's shape: 0, 1 or between; differentiable too.</param>
    /// <param name="weight">A factor for each element that broadcasts to this shape, or null for 1. A mean does not divide by it.</param>
    /// <param name="reduction">How the losses of the elements become one number. The mean of no elements is NaN.</param>
    /// <remarks>
    /// Logarithms are held at −100 or more, so that a certain and wrong answer costs 100 and not ∞; the gradient by x is that of PyTorch,
    /// (x − t) / max(x(1 − x), 10⁻¹²). From scores before a sigmoid <see cref="BinaryCrossEntropyWithLogits"/> is more precise.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// The shapes or types differ, for nothing but the weight is broadcast, or an input is no probability.
    /// </exception>
    public Tensor BinaryCrossEntropy(Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean) =>
        weight is null
            ? BinaryCrossEntropyOp.Make(reduction).Apply(this, target)
            : BinaryCrossEntropyOp.Make(reduction).Apply(this, target, weight);
}

internal static class BinaryCrossEntropyOp
{
    private const string Name = "binary_cross_entropy";

    public static Op Make(Reduction reduction) => new LossOp<TwoOfThree<Formula>>(
        Name, new(default), reduction, LossLayouts.WeightedPair, (op, at) =>
            Expect.Values<Allowed.Probabilities>(op, "input", at.X));

    private readonly record struct Formula : IBinaryFormula
    {
        // PyTorch's limit is a constant in single precision.
        private const double Epsilon = 1e-12f;

        // Where a logarithm is held the value does not move with x, yet x shall learn: the value is that of a constant, the slope stated.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R Apply<R>(R x, R t) where R : struct, IReal<R>
        {
            R p = R.Detach(x);
            R loss = ((t - 1) * R.Max(R.Log1p(-p), -100)) - (t * R.Max(R.Log(p), -100));
            return loss + ((p - t) / R.Max(p * (1 - p), Epsilon) * (x - p));
        }
    }

    public static OpDefinition Definition => new()
    {
        Name = Name,
        Category = OpCategory.Loss,
        Formula = @"-t \max(\log x, -100) - (1 - t) \max(\log(1 - x), -100)",
        Source = "Good, Rational decisions, 1952",
        Derivative =
            @"\frac{\partial}{\partial x} = \frac{x - t}{\max(x (1 - x), 10^{-12})}, \quad " +
            @"\frac{\partial}{\partial t} = \log(1 - x) - \log x",
        Usage =
            "For yes-or-no answers that are probabilities already, as of an autoencoder's pixels. From scores take " +
            "binary_cross_entropy_with_logits, which saturates nowhere.",
        Example = new(() => Tensor.From([0.25, 0.75]).BinaryCrossEntropy(Tensor.From([0.0, 1.0]))),
        Curve = new("target 1", x => Make(Reduction.None).Apply(x, Tensor.Ones(x.Shape, x.DType)), 0, 1),
        Parameters = [Reductions.Parameter],
        Make = attributes => Make(Reductions.Of(attributes, Name)),
        Samples = [.. OpSamples.Loss(0.05, 0.95, 0, 1), .. OpSamples.WeightedLoss(0.05, 0.95, 0, 1)],
        Errors =
        [
            .. OpErrors.Loss(Name),
            new($"{Name}: the input at [1] is 1.5; expected 0 to 1", () => [Tensor.From([0.5f, 1.5f]), Tensor.Ones([2])]),
            new(
                $"{Name}: the weight is [3] and the input [2]; expected a shape that broadcasts",
                () => [Tensor.Ones([2]), Tensor.Ones([2]), Tensor.Ones([3])]),
        ],
    };
}
