namespace Autograd.Tests.Numerics;

/// <summary>Floats to test with, and the distance of a float from what it should be.</summary>
internal static class Floats
{
    /// <summary>Zeros, subnormals, infinities, NaN and where the functions overflow, underflow or change their formula.</summary>
    public static readonly float[] Special =
    [
        0f, -0f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.Epsilon, -float.Epsilon, 2 * float.Epsilon,
        float.MaxValue, float.MinValue, 1.17549435e-38f, -1.17549435e-38f, 1.1754942e-38f, -1.1754942e-38f, 1f, -1f, 0.99999994f,
        -0.99999994f, 1.0000001f, -1.0000001f, 0.5f, -0.5f, 2f, -2f, 88.72283f, 88.722839f, 88.37626f, 89f, -87.33654f, -87.33655f,
        -103.27892f, -103.97208f, -103.97209f, -104f, -105f, -106f, -20f, -17.32868f, 20f, 4f, -4f, 10f, 2.98e-8f, -2.98e-8f,
        5.9604645e-8f, -5.9604645e-8f, 1e-30f, 0.70710677f, 0.7071068f, 1.4142135f, 1.4142136f, 0.34657359f, -0.34657359f,
        -0.29289323f, 0.41421354f,
    ];

    /// <summary>The special floats, then every <paramref name="stride"/>th bit pattern, in batches of 16 filled up with zeros.</summary>
    public static IEnumerable<float[]> Batches(uint stride, uint first = 0, ulong end = 1ul << 32)
    {
        foreach (float[] chunk in Special.Chunk(16))
        {
            float[] specials = new float[16];
            chunk.CopyTo(specials, 0);
            yield return specials;
        }

        float[] batch = new float[16];
        int filled = 0;
        for (ulong bits = first; bits < end; bits += stride)
        {
            batch[filled++] = BitConverter.UInt32BitsToSingle((uint)bits);
            if (filled == 16)
            {
                yield return batch;
                filled = 0;
            }
        }

        Array.Clear(batch, filled, 16 - filled);
        yield return batch;
    }

    /// <summary>
    /// The error in units of the last place that a float of the exact value's size has. Wrong as a kind (NaN, sign of zero, infinite where
    /// the exact value rounds to a finite float or the reverse) is infinitely wrong.
    /// </summary>
    public static double Ulp(float actual, double exact)
    {
        float rounded = (float)exact;
        if (float.IsNaN(actual) || float.IsNaN(rounded) || exact == 0)
        {
            bool sameNaN = float.IsNaN(actual) && float.IsNaN(rounded);
            bool sameZero = actual == 0 && exact == 0 && float.IsNegative(actual) == float.IsNegative(rounded);
            return sameNaN || sameZero ? 0 : double.PositiveInfinity;
        }

        if (float.IsInfinity(actual) || float.IsInfinity(rounded))
        {
            return actual == rounded ? 0 : double.PositiveInfinity;
        }

        return Math.Abs(actual - exact) / Math.ScaleB(1, Math.Max(Math.ILogB(exact), -126) - 23);
    }
}
