using System.Runtime.CompilerServices;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>
    /// The negative log-likelihood ½·(log v + (x − t)² / v) of targets t under normal distributions of means x and variances v.
    /// </summary>
    /// <param name="target">The targets t, of this tensor's shape; differentiable too.</param>
    /// <param name="variance">
    /// The variances v, of this tensor's shape, or one for all of the last axis (that axis of size 1, or left out).
    /// </param>
    /// <param name="full">Whether to add the constant ½·log 2π.</param>
    /// <param name="epsilon">
    /// What the variances are held at or above. A variance below it learns as if it were there, as in PyTorch.
    /// </param>
    /// <param name="reduction">How the losses of the elements become one number. The mean of no elements is NaN.</param>
    /// <remarks>Nix and Weigend, 1994.</remarks>
    /// <exception cref="ArgumentException">
    /// The shapes or types differ, a variance is negative, or ε is not above 0 or not finite.
    /// </exception>
    public Tensor GaussianNllLoss(Tensor target, Tensor variance, bool full = false, double epsilon = GaussianNllLossOp.DefaultEpsilon,
        Reduction reduction = Reduction.Mean)
    {
        ArgumentNullException.ThrowIfNull(variance);
        bool isShared = variance.Rank == Rank - 1 && variance.Shape.Sizes.SequenceEqual(Shape.Sizes[..^1]);
        return GaussianNllLossOp.Make(full, epsilon, reduction).Apply(this, target, isShared ? variance.Unsqueeze(-1) : variance);
    }
}

internal static class GaussianNllLossOp
{
    public const double DefaultEpsilon = 1e-6;

    private const string Name = "gaussian_nll_loss";

    public static Op Make(bool full, double epsilon, Reduction reduction) => new LossOp<Formula>(
        Name,
        new(full, Expect.Positive(epsilon, Name), Math.Log(epsilon)),
        reduction,
        Layout,
        (op, at) => Expect.Values<Allowed.NotNegative>(op, "variance", at.Z!),
        full,
        epsilon).WithCoefficient(nameof(epsilon), epsilon);

    private static LossArguments Layout(Op op, ReadOnlySpan<Tensor> inputs)
    {
        op.ExpectInputs(inputs, 3);
        op.ExpectFloats(inputs);
        Tensor x = inputs[0], variance = inputs[2];
        LossLayouts.ExpectEqual(op, x, inputs[1]);
        if (x.Rank > 0 && variance.Shape != x.Shape)
        {
            Shape shared = [.. x.Shape.Sizes[..^1], 1];
            if (variance.Shape != shared)
            {
                throw new ArgumentException(
                    $"{op.Name}: the variance is {variance.Shape} and the input {x.Shape}; expected equal shapes, or {shared} for one " +
                        "variance over the last axis.");
            }

            variance = variance.BroadcastTo(x.Shape);
        }

        LossLayouts.ExpectEqual(op, x, variance, second: "variance");
        return new(x, inputs[1], variance);
    }

    private readonly record struct Formula(bool Full, Coefficient Epsilon, Coefficient LogEpsilon) : ITernaryFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R Apply<R>(R x, R t, R variance) where R : struct, IReal<R>
        {
            // A variance below the limit counts as the limit and still moves, though the limit be zero in the precision at hand.
            R error = x - t, v = variance + R.Detach(R.IfGreater(Epsilon, variance, Epsilon - variance, 0));
            R log = Epsilon.Single == 0 ? R.IfGreaterOrEqual(0, v, LogEpsilon + R.ChainOver(v, v), R.Log(v)) : R.Log(v);
            return 0.5 * (log + R.ChainOver(error * error, v) + (Full ? Math.Log(2 * Math.PI) : 0));
        }
    }

    public static OpDefinition Definition => new()
    {
        Name = Name,
        Category = OpCategory.Loss,
        Formula = @"\frac{1}{2} \left(\log v + \frac{(x - t)^2}{v}\right)",
        Source = "Nix and Weigend, Estimating the mean and variance of the target probability distribution, 1994",
        Derivative =
            @"\frac{\partial}{\partial x} = \frac{x - t}{v}, \quad " +
            @"\frac{\partial}{\partial t} = -\frac{x - t}{v}, \quad " +
            @"\frac{\partial}{\partial v} = \frac{1}{2 v} - \frac{(x - t)^2}{2 v^2}",
        Usage = "For regression that also says how sure it is, its noise differing from sample to sample. With one fixed variance it is " +
            "mse_loss.",
        Example = new(() => Tensor.From([1.0, 2.0]).GaussianNllLoss(Tensor.From([0.5, 4.0]), variance: Tensor.From([1.0, 4.0]))),
        Curve = new("target 0, variance 1",
            x => Make(false, DefaultEpsilon, Reduction.None)
                .Apply(x, Tensor.Zeros(x.Shape, x.DType), Tensor.Ones(x.Shape, x.DType)), -3, 3),
        Parameters =
        [
            new("full", false, "Whether to add the constant that does not depend on the inputs."),
            new("epsilon", DefaultEpsilon, "What the variances are held at or above."),
            Reductions.Parameter,
        ],
        Make = attributes => Make(attributes.Flag("full"), attributes.Number("epsilon"), Reductions.Of(attributes, Name)),
        Samples =
        [
            .. Normals(shape => shape),
            .. Normals(shape => shape).Select(sample => sample.With(new() { ["full"] = true, ["epsilon"] = 0.1 })),
            .. Normals(shape => shape.Rank == 0 ? shape : [.. shape.Sizes[..^1], 1]),
        ],
        Errors =
        [
            new(
                $"{Name}: the input is [2, 3] and the target [3]; expected equal shapes",
                () => [Tensor.Ones([2, 3]), Tensor.Ones([3]), Tensor.Ones([3])]),
            new(
                $"{Name}: the variance is [3] and the input [2, 3]; expected equal shapes, or [2, 1]",
                () => [Tensor.Ones([2, 3]), Tensor.Ones([2, 3]), Tensor.Ones([3])]),
            new($"{Name}: the input is [] and the variance [1]; expected equal shapes",
                () => [Tensor.Ones([]), Tensor.Ones([]), Tensor.Ones([1])]),
            new($"{Name}: the variance at [1] is -0.5; expected 0 or more",
                () => [Tensor.Ones([2]), Tensor.Ones([2]), Tensor.From([1f, -0.5f])]),
            new(
                $"{Name}: the inputs are Float32 and Float64; expected one type",
                () => [Tensor.Ones([2]), Tensor.Ones([2]), Tensor.Ones([2], DType.Float64)]),
            new($"{Name}: expected 3 inputs, got 2", () => [Tensor.Ones([2]), Tensor.Ones([2])]),
            new(
                $"{Name}: epsilon is -1; expected a positive number",
                () => [Tensor.Ones([2]), Tensor.Ones([2]), Tensor.Ones([2])],
                new() { ["epsilon"] = -1 }),
        ],
    };

    private static IEnumerable<OpSample> Normals(Func<Shape, Shape> variance) => OpSamples.Loss(0.2, 3).Select(sample => sample with
    {
        Inputs = dtype =>
            sample.Inputs(dtype) is [var x, var t] ? [x, t, OpSamples.Spread(variance(x.Shape), dtype, 0.3, 2, phase: 2)] : [],
    });
}
