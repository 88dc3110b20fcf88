using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// A nonlinearity that is learned: a linear spline whose knots are spread evenly over an interval and fixed, and whose values there are
/// parameters (Bohra et al., 2020). Outside of the interval the first and the last piece go on.
/// </summary>
public sealed class LinearSpline : Activation
{
    /// <summary>A spline of a given number of knots.</summary>
    /// <param name="knots">The number of knots, 2 or more.</param>
    /// <param name="low">The first knot.</param>
    /// <param name="high">The last knot.</param>
    /// <param name="start">The function to start from, taken at the knots; the identity where not given.</param>
    /// <exception cref="ArgumentException">There are fewer than two knots, or the ends are not finite and in order.</exception>
    public LinearSpline(int knots, double low = LinearSplineOp.DefaultLow, double high = LinearSplineOp.DefaultHigh,
        Func<double, double>? start = null)
    {
        Expect.AtLeast(2, knots, nameof(LinearSpline));
        Expect.Ordered(low, high, nameof(LinearSpline), nameof(low), nameof(high), mayBeEqual: false);
        (Low, High) = (low, high);
        double[] values = [.. Enumerable.Range(0, knots).Select(i => low + ((high - low) * i / (knots - 1))).Select(start ?? (x => x))];
        Values = new Parameter([knots], new Given(Tensor.From(values)), decays: false);
    }

    /// <summary>The first knot.</summary>
    public double Low { get; }

    /// <summary>The last knot.</summary>
    public double High { get; }

    /// <summary>The values at the knots, first to last.</summary>
    public Parameter Values { get; private init => field = Register(value); }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => input.LinearSpline(Values, Low, High);

    /// <inheritdoc/>
    protected override string Describe() => FormattableString.Invariant($"LinearSpline({Values.Shape[0]} knots, {Low} to {High})");
}
