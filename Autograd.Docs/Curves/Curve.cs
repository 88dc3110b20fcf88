using Autograd.Core;

namespace Autograd.Docs;

/// <summary>An op as a function of one number, with its first and second derivative, all computed by the engine.</summary>
internal sealed class Curve
{
    private readonly Func<Tensor, Tensor> _function;
    private readonly Dictionary<(double Low, double High), Jump[]> _jumps = [];

    private Curve(OpCurve curve)
    {
        _function = curve.Of;
        (Fixed, Low, High) = (curve.Fixed, curve.Low, curve.High);
    }

    /// <summary>What is fixed beside the one number.</summary>
    internal string Fixed { get; }

    /// <summary>The lower end of what is drawn.</summary>
    internal double Low { get; }

    /// <summary>The upper end of what is drawn.</summary>
    internal double High { get; }

    /// <summary>
    /// The curve that the definition states, or the op itself if it works element by element; null where there is no such curve.
    /// </summary>
    internal static Curve? Of(OpDefinition op)
    {
        if (op.Curve is not null)
        {
            return new(op.Curve);
        }

        try
        {
            return op.Category switch
            {
                _ when op.Create() is ElementwiseOp { Arity: 1 } => new(new("", x => op.Create().Apply(x))),
                OpCategory.Loss when op.Parameters.Any(parameter => parameter.Name == "reduction") =>
                    Loss(op.Create(new() { ["reduction"] = "none" })),
                _ => null,
            };
        }
        catch (ArgumentException)
        {
            // The op takes other inputs than one, or than an input and a target of its shape.
            return null;
        }
    }

    /// <summary>The function (order 0), its derivative (1) and its second derivative (2) at some points.</summary>
    /// <exception cref="ArgumentException">The op refuses one of the points.</exception>
    internal double[][] At(double[] points)
    {
        Tensor x = Tensor.From(points);
        using var tape = new Tape();
        tape.Watch(x);
        Tensor value = _function(x);
        Tensor slope = tape.Gradient(value.Sum(), [x], createGraph: true)[0];

        // A constant slope is on no tape; adding nothing puts it there.
        Tensor curvature = tape.Gradient((slope + (0 * x)).Sum(), [x])[0];
        return [value.ToArray<double>(), slope.ToArray<double>(), curvature.ToArray<double>()];
    }

    /// <summary>Whether the op refuses a point, as a loss of probabilities does outside of 0 to 1.</summary>
    internal bool Refuses(double point)
    {
        try
        {
            return At([point]).Length == 0;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }

    /// <summary>
    /// As <see cref="At"/>, but NaN where the op refuses the point, and with derivatives that are NaN where the function is not finite;
    /// formulas such as 1/x give one all the same.
    /// </summary>
    internal double[][] WhereFinite(double[] points)
    {
        double[] taken = [.. points.Select(point => (point < Low || point > High) && Refuses(point) ? double.NaN : point)];
        double[][] at = At([.. taken.Select(point => double.IsNaN(point) ? (Low + High) / 2 : point)]);
        at[0] = [.. at[0].Zip(taken, (value, point) => double.IsNaN(point) ? double.NaN : value)];
        return [.. at.Select(values => values.Zip(at[0], (value, function) => double.IsFinite(function) ? value : double.NaN).ToArray())];
    }

    /// <summary>Where the function, its derivative or its second derivative jumps, or ceases to be finite.</summary>
    /// <param name="low">The lower end of where to look.</param>
    /// <param name="high">The upper end.</param>
    internal Jump[] Jumps(double low, double high)
    {
        if (!_jumps.TryGetValue((low, high), out Jump[]? jumps))
        {
            _jumps[(low, high)] = jumps = Jump.Find(this, low, high);
        }

        return jumps;
    }

    private static Curve? Loss(Op loss)
    {
        var curve = new Curve(new("target 0", x => loss.Apply(x, Tensor.Zeros(x.Shape, x.DType)), -3, 3));
        double[] values = curve.At([-1, 0, 0.5, 1])[0];

        // Some losses make one number of a whole row.
        return values.Length == 4 && values.All(double.IsFinite) ? curve : null;
    }
}
