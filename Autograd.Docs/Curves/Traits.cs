namespace Autograd.Docs;

/// <summary>What the lecture asks of an activation: how many kinks it has, and whether it has a scale of its own.</summary>
/// <param name="Kinks">Where the function or its derivative jumps.</param>
/// <param name="IsScaleEquivariant">Whether f(k·x) = k·f(x) for every k &gt; 0.</param>
internal sealed record Traits(double[] Kinks, bool IsScaleEquivariant)
{
    private const double Reach = 10;

    private static readonly double[] s_points = [-7, -2.5, -1, -0.3, 0, 0.2, 1, 3, 6.5];
    private static readonly double[] s_scales = [0.1, 0.5, 2, 5];

    /// <summary>The number of kinks in words.</summary>
    internal string Smoothness => Kinks.Length switch { 0 => "smooth", 1 => "one kink", 2 => "two kinks", int many => $"{many} kinks" };

    /// <summary>Looks at a curve.</summary>
    internal static Traits Of(Curve curve)
    {
        double[] kinks = [.. curve.Jumps(-Reach, Reach).Where(jump => jump.Order < 2).Select(jump => jump.At).Distinct().Order()];
        double[] values = curve.At(s_points)[0];
        bool isEquivariant = s_scales.All(scale => curve.At([.. s_points.Select(point => scale * point)])[0]
            .Zip(values, (scaled, value) => Math.Abs(scaled - (scale * value)) <= 1e-12 * (1 + Math.Abs(scaled)))
            .All(isEqual => isEqual));
        return new(kinks, isEquivariant);
    }
}
