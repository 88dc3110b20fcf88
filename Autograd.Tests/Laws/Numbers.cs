using System.Globalization;
using Autograd.Core;

namespace Autograd.Tests.Laws;

/// <summary>Reading and comparing numbers, whatever their type.</summary>
internal static class Numbers
{
    public static double[] Of(Tensor tensor) => tensor.DType switch
    {
        DType.Float32 => Array.ConvertAll(tensor.ToArray<float>(), x => (double)x),
        DType.Float64 => tensor.ToArray<double>(),
        DType.Int64 => Array.ConvertAll(tensor.ToArray<long>(), x => (double)x),
        _ => Array.ConvertAll(tensor.ToArray<bool>(), x => x ? 1.0 : 0),
    };

    public static byte[] Bits(Tensor tensor) => tensor.Bytes.ToArray();

    /// <summary>A tensor of the given type; towards Float32 the numbers are rounded.</summary>
    public static Tensor Make(double[] data, int[] sizes, DType dtype) => dtype switch
    {
        DType.Float32 => Tensor.From(Array.ConvertAll(data, x => (float)x), Shape.Of(sizes)),
        DType.Float64 => Tensor.From(data, Shape.Of(sizes)),
        DType.Int64 => Tensor.From(Array.ConvertAll(data, x => (long)x), Shape.Of(sizes)),
        _ => Tensor.From(Array.ConvertAll(data, x => x != 0), Shape.Of(sizes)),
    };

    /// <summary>An upstream gradient of irregular numbers that is not a multiple of any sample.</summary>
    public static Tensor Upstream(Shape shape, DType dtype, int phase = 0) => OpSamples.Spread(shape, dtype, -1.5, 2, phase: 1000 + phase);

    /// <summary>Whether two numbers are as near as asked; NaN is near NaN and an infinity near itself.</summary>
    public static bool AreNear(double a, double b, double relative, double absolute) =>
        a.Equals(b)
            || (double.IsFinite(a) && double.IsFinite(b) && Math.Abs(a - b) <= absolute + (relative * Math.Max(Math.Abs(a), Math.Abs(b))));

    /// <summary>A sentence about the first element that differs, if any.</summary>
    public static IEnumerable<string> Differences(string what, double[] actual, double[] expected, double relative, double absolute = 0)
    {
        if (actual.Length != expected.Length)
        {
            yield return $"{what}: {actual.Length} elements, expected {expected.Length}.";
            yield break;
        }

        for (int i = 0; i < actual.Length; i++)
        {
            if (!AreNear(actual[i], expected[i], relative, absolute))
            {
                yield return string.Create(CultureInfo.InvariantCulture,
                    $"{what}: element {i} is {actual[i]:R}, expected {expected[i]:R}.");
                yield break;
            }
        }
    }
}
