namespace Autograd.Core;

/// <summary>
/// Tells whether an element of an input lies so near to a point without derivative that moving it by a radius might cross it.
/// </summary>
/// <param name="inputs">The op's inputs, in Float64.</param>
/// <param name="input">Which input.</param>
/// <param name="element">Which element of it, row by row.</param>
/// <param name="radius">How far the element is moved.</param>
public delegate bool Kink(IReadOnlyList<Tensor> inputs, int input, int element, double radius);

/// <summary>The kinks that ops have.</summary>
public static class Kinks
{
    /// <summary>Differentiable everywhere.</summary>
    public static Kink None { get; } = (_, _, _, _) => false;

    /// <summary>Where two elements, of the same or of different inputs, are equal, as in a maximum.</summary>
    public static Kink WhereEqual { get; } = (inputs, input, element, radius) =>
    {
        double x = inputs[input].AsSpan<double>()[element];
        for (int i = 0; i < inputs.Count; i++)
        {
            ReadOnlySpan<double> others = inputs[i].DType == DType.Float64 ? inputs[i].AsSpan<double>() : [];
            for (int j = 0; j < others.Length; j++)
            {
                if ((i != input || j != element) && Math.Abs(others[j] - x) <= 2 * radius)
                {
                    return true;
                }
            }
        }

        return false;
    };

    /// <summary>Where the same elements of the first two inputs lie so far apart, in either direction.</summary>
    /// <param name="distances">The distances.</param>
    public static Kink Apart(params double[] distances) => (inputs, input, element, radius) =>
        input < 2 && distances.Any(distance =>
            Math.Abs(Math.Abs(inputs[0].AsSpan<double>()[element] - inputs[1].AsSpan<double>()[element]) - distance) <= radius);

    /// <summary>At given values of the first input.</summary>
    /// <param name="values">The values.</param>
    public static Kink At(params double[] values) => (inputs, input, element, radius) =>
        input == 0 && values.Any(value => Math.Abs(inputs[0].AsSpan<double>()[element] - value) <= radius);
}
