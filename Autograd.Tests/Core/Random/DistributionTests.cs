using Autograd.Core;
using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace Autograd.Tests.Core.Random;

/// <summary>
/// The numbers have the distributions they claim, by fixed seeds. A right generator fails a check for one seed in a thousand or fewer, so
/// a seed that passes once passes always; a wrong one fails by many orders of magnitude.
/// </summary>
public sealed class DistributionTests
{
    private const int Count = 200_000;

    [TestCase(1UL)]
    [TestCase(2UL)]
    [TestCase(ulong.MaxValue)]
    public void Uniform_doubles(ulong seed)
    {
        double[] values = new double[Count];
        new Generator(seed).Fill(values);
        ShouldBeUniform(values);
    }

    [TestCase(1UL)]
    [TestCase(0UL)]
    public void Uniform_singles(ulong seed)
    {
        float[] values = new float[Count];
        new Generator(seed).Fill(values);
        ShouldBeUniform(Array.ConvertAll(values, value => (double)value));
    }

    [TestCase(1UL)]
    [TestCase(2UL)]
    [TestCase(3UL)]
    public void Normals(ulong seed)
    {
        double[] values = new double[Count];
        new Generator(seed).FillNormal(values, 5, 2);
        double[] standard = Array.ConvertAll(values, value => (value - 5) / 2);
        Math.Abs(standard.Average()).ShouldBeLessThan(3.3 / Math.Sqrt(Count));
        Math.Abs(standard.Average(z => z * z) - 1).ShouldBeLessThan(3.3 * Math.Sqrt(2.0 / Count));
        Math.Abs(standard.Average(z => z * z * z)).ShouldBeLessThan(3.3 * Math.Sqrt(15.0 / Count));
        Math.Abs(standard.Average(z => z * z * z * z) - 3).ShouldBeLessThan(3.3 * Math.Sqrt(96.0 / Count));
        ShouldBeUniform(Array.ConvertAll(standard, z => Normal.CDF(0, 1, z)));
    }

    // Quantiles of the standard normal distribution; the outermost are those of 2^-53 and 1 - 2^-53.
    [TestCase(0UL, -8.2095361516013874)]
    [TestCase(ulong.MaxValue, 8.2095361516013874)]
    [TestCase(0xF999_9999_9999_9999UL, 1.9599639845400542)] // 0.975
    [TestCase(0x0666_6666_6666_6666UL, -1.9599639845400542)] // 0.025
    [TestCase(0xD762_5E89_069B_E9A4UL, 1.0)] // Φ(1) = 0.84134474606854295
    public void Normals_are_quantiles_of_the_upper_52_bits(ulong words, double expected) =>
        Generator.ToNormal(words).ShouldBe(expected, 1e-14 * Math.Abs(expected));

    [Test]
    public void Quantiles_are_those_of_the_inverse_error_function()
    {
        for (int exponent = 1; exponent <= 52; exponent++)
        {
            for (int eighth = 0; eighth < 8; eighth++)
            {
                double share = Math.ScaleB(0.5 + (eighth / 16.0), 1 - exponent),
                    expected = -Math.Sqrt(2) * SpecialFunctions.ErfcInv(2 * share);
                NormalQuantile.At(share).ShouldBe(expected, 4e-15 * (1 + Math.Abs(expected)), $"{share}");
                NormalQuantile.At(1 - share)
                    .ShouldBe(-Math.Sqrt(2) * SpecialFunctions.ErfcInv(2 * (1 - share)), 4e-15 * (1 + Math.Abs(expected)), $"1 - {share}");
            }
        }
    }

    [Test]
    public void Neighbours_are_uncorrelated()
    {
        double[] values = new double[Count];
        new Generator(4).FillNormal(values);
        foreach (int lag in new[] { 1, 2, 3, 4 })
        {
            double correlation = Enumerable.Range(0, Count - lag).Average(i => values[i] * values[i + lag]);
            Math.Abs(correlation).ShouldBeLessThan(3.3 / Math.Sqrt(Count));
        }
    }

    [Test]
    public void Forks_are_uncorrelated()
    {
        double[] a = new double[Count], b = new double[Count];
        new Generator(4).Fork(0).FillNormal(a);
        new Generator(4).Fork(1).FillNormal(b);
        Math.Abs(a.Zip(b, (x, y) => x * y).Average()).ShouldBeLessThan(3.3 / Math.Sqrt(Count));
    }

    // Without the rejection a bound of 3·2^29 would give every third number one word in four where it should have one in three.
    [TestCase(3 << 29, 3)]
    [TestCase(7, 7)]
    [TestCase(1, 1)]
    [TestCase(1 << 30, 64)]
    [TestCase(int.MaxValue, 10)]
    public void Bounded_integers(int bound, int cells)
    {
        var generator = new Generator(6);
        long[] found = new long[cells];
        for (int i = 0; i < Count; i++)
        {
            int value = generator.NextInt32(bound);
            value.ShouldBeInRange(0, bound - 1);
            found[value % cells]++;
        }

        ShouldBeEven(found);
    }

    [Test]
    public void Shuffles_give_every_order_alike()
    {
        var generator = new Generator(7);
        long[] found = new long[24];
        for (int i = 0; i < 24 * 2000; i++)
        {
            int[] order = [0, 1, 2, 3];
            generator.Shuffle<int>(order);
            int rank = (order[0] * 6) + (order.Skip(1).Count(value => value < order[1]) * 2) + (order[3] < order[2] ? 1 : 0);
            found[rank]++;
        }

        ShouldBeEven(found);
    }

    private static void ShouldBeUniform(double[] values)
    {
        values.ShouldAllBe(value => value >= 0 && value < 1);
        Math.Abs(values.Average() - 0.5).ShouldBeLessThan(3.3 * Math.Sqrt(1.0 / 12 / Count));
        double mean = values.Average();
        Math.Abs(values.Average(value => (value - mean) * (value - mean)) - (1.0 / 12))
            .ShouldBeLessThan(3.3 * Math.Sqrt(1.0 / 180 / Count));
        long[] found = new long[100];
        foreach (double value in values)
        {
            found[(int)(value * found.Length)]++;
        }

        ShouldBeEven(found);
    }

    // Pearson's chi-square test at the thousandth from both ends: too even is as wrong as too uneven.
    private static void ShouldBeEven(long[] found)
    {
        if (found.Length == 1)
        {
            return;
        }

        double expected = (double)found.Sum() / found.Length;
        double statistic = found.Sum(n => (n - expected) * (n - expected) / expected);
        ChiSquared.CDF(found.Length - 1, statistic).ShouldBeInRange(0.001, 0.999, string.Join(' ', found));
    }
}
