using Autograd.Core;

namespace Autograd.Tests.Numerics;

/// <summary>The functions in single precision against those in double, in units in the last place.</summary>
[TestFixture]
public sealed class FloatAccuracyTests
{
    [TestCaseSource(typeof(Primitive), nameof(Primitive.All))]
    public void Every_float_is_within_the_stated_bound(Primitive primitive) =>
        Worst(primitive, Floats.Batches(stride: 2579)).ShouldBeWithin(primitive.Ulp);

    [Explicit, Category("Long")] // All 2³² floats take minutes.
    [TestCaseSource(typeof(Primitive), nameof(Primitive.All))]
    public void All_floats_are_within_the_stated_bound(Primitive primitive)
    {
        const ulong part = 1ul << 26;
        (double Ulp, float At)[] worst = new (double, float)[64];
        Parallel.For(0, 64, i => worst[i] = Worst(primitive, Floats.Batches(1, (uint)((ulong)i * part), ((ulong)i + 1) * part)));
        (double Ulp, float At) overall = worst.MaxBy(w => w.Ulp);
        TestContext.Out.WriteLine($"{primitive}: {overall.Ulp:F4} ulp at {overall.At:R}");
        overall.ShouldBeWithin(primitive.Ulp);
    }

    private static (double Ulp, float At) Worst(Primitive primitive, IEnumerable<float[]> batches)
    {
        (double Ulp, float At) worst = (0, 0);
        float[] results = new float[16];
        foreach (float[] batch in batches)
        {
            Lanes.Apply<Lane512<float>, float>(primitive.Formula, batch, results);
            for (int i = 0; i < 16; i++)
            {
                double ulp = Floats.Ulp(results[i], primitive.At(batch[i]));
                if (ulp > worst.Ulp)
                {
                    worst = (ulp, batch[i]);
                }
            }
        }

        return worst;
    }
}

file static class Bounds
{
    public static void ShouldBeWithin(this (double Ulp, float At) worst, double bound) =>
        worst.Ulp.ShouldBeLessThanOrEqualTo(bound, $"at {worst.At:R}, bits {BitConverter.SingleToUInt32Bits(worst.At):x8}");
}
