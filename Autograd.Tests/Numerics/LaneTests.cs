using System.Numerics;
using Autograd.Core;

namespace Autograd.Tests.Numerics;

/// <summary>A number's result does not depend on the width of the lane it stands in, to the bit.</summary>
[TestFixture]
public sealed class LaneTests
{
    // Pairs of these are every combination of kinds: signs of zero, NaN on either side, infinities, subnormals.
    private static readonly double[] Numbers =
        [0, -0.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1e-45, -1e-45, 1e-39, 1, -1, 2, -2, 0.5, 2.5, -1.5, 3e38];

    [TestCaseSource(typeof(Primitive), nameof(Primitive.All))]
    public void Functions_of_floats_have_the_same_bits_at_every_width(Primitive primitive)
    {
        float[][] results = [new float[16], new float[16], new float[16], new float[16]];
        foreach (float[] batch in Floats.Batches(stride: 15013))
        {
            Lanes.Apply<Scalar<float>, float>(primitive.Formula, batch, results[0]);
            Lanes.Apply<Lane128<float>, float>(primitive.Formula, batch, results[1]);
            Lanes.Apply<Lane256<float>, float>(primitive.Formula, batch, results[2]);
            Lanes.Apply<Lane512<float>, float>(primitive.Formula, batch, results[3]);
            for (int i = 0; i < 16; i++)
            {
                float expected = results[0][i];
                if (!(Same(results[1][i], expected) && Same(results[2][i], expected) && Same(results[3][i], expected)))
                {
                    Assert.Fail(FormattableString.Invariant($"{primitive}({batch[i]:R}): ") +
                        string.Join(", ", results.Select(r => FormattableString.Invariant($"{r[i]:R}"))));
                }
            }
        }
    }

    [Test]
    public void Arithmetic_has_the_same_bits_at_every_width()
    {
        Compare<float>();
        Compare<double>();
    }

    private static void Compare<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] xs = new T[256], ys = new T[256];
        for (int i = 0; i < 256; i++)
        {
            xs[i] = T.CreateTruncating(Numbers[i / 16]);
            ys[i] = T.CreateTruncating(Numbers[i % 16]);
        }

        (string Name, T[] Results)[] scalars = Arithmetic<Scalar<T>, T>(xs, ys);
        (string Name, T[] Results)[][] widths =
            [Arithmetic<Lane128<T>, T>(xs, ys), Arithmetic<Lane256<T>, T>(xs, ys), Arithmetic<Lane512<T>, T>(xs, ys)];
        foreach ((string Name, T[] Results)[] lanes in widths)
        {
            for (int function = 0; function < scalars.Length; function++)
            {
                for (int i = 0; i < 256; i++)
                {
                    T scalar = scalars[function].Results[i], lane = lanes[function].Results[i];
                    Same(scalar, lane).ShouldBeTrue(
                        $"{scalars[function].Name}({xs[i]}, {ys[i]}) of {typeof(T).Name}: {scalar} alone, {lane} in a lane");
                }
            }
        }
    }

    private static (string Name, T[] Results)[] Arithmetic<L, T>(T[] xs, T[] ys)
        where L : struct, ILane<L, T>, IReal<L>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (string, T[]) Row(string name, Func<L, L, L> function) => (name, Lanes.Apply(function, xs, ys));
        return
        [
            Row("+", (x, y) => x + y),
            Row("-", (x, y) => x - y),
            Row("*", (x, y) => x * y),
            Row("/", (x, y) => x / y),
            Row("negation", (x, _) => -x),
            Row("Abs", (x, _) => L.Abs(x)),
            Row("Sqrt", (x, _) => L.Sqrt(x)),
            Row("Min", L.Min),
            Row("Max", L.Max),
            Row("Pow", L.Pow),
            Row("CopySign", L.CopySign),
            Row("Round", (x, _) => L.Round(x)),
            Row("FusedMultiplyAdd", (x, y) => L.FusedMultiplyAdd(x, y, 0.1)),
            Row("MultiplyAdd", (x, y) => L.MultiplyAdd(x, y, 0.1)),
            Row("AddSign", (x, y) => L.AddSign(L.Abs(x), y)),
            Row("FusedMultiplySubtract", (x, y) => L.FusedMultiplySubtract(x, y, x)),
            Row("AtLeast", (x, _) => L.AtLeast(x, -1)),
            Row("AtMost", (x, _) => L.AtMost(x, 1)),
            Row("IfGreater", (x, y) => L.IfGreater(x, y, x, y)),
            Row("IfGreaterOrEqual", (x, y) => L.IfGreaterOrEqual(x, y, x, y)),
        ];
    }

    [Test]
    public void Powers_of_two_and_exponents_are_exact()
    {
        PowersOf<Scalar<float>, float>(-126, 127, -252, 252);
        PowersOf<Lane128<float>, float>(-126, 127, -252, 252);
        PowersOf<Lane256<float>, float>(-126, 127, -252, 252);
        PowersOf<Lane512<float>, float>(-126, 127, -252, 252);
        PowersOf<Scalar<double>, double>(-1022, 1023, -252, 252);
        PowersOf<Lane128<double>, double>(-1022, 1023, -252, 252);
        PowersOf<Lane256<double>, double>(-1022, 1023, -252, 252);
        PowersOf<Lane512<double>, double>(-1022, 1023, -252, 252);
    }

    private static void PowersOf<L, T>(int least, int most, int leastScale, int mostScale)
        where L : struct, ILane<L, T>, IReal<L>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int n = least; n <= most; n++)
        {
            T power = T.ScaleB(T.One, n);
            L.Largest(L.PowerOfTwo(n)).ShouldBe(power);
            L.Largest(L.PowerOfTwo(n + 0.25)).ShouldBe(power);
            L.Largest(L.PowerOfTwo(n - 40, 40)).ShouldBe(power);
            L.Largest(L.PowerOfTwoOrZero(n)).ShouldBe(power);
            L.Largest(L.PowerOfTwoOrZero(n - 40, 40)).ShouldBe(power);
            L.Largest(L.Exponent(L.Splat(power))).ShouldBe(T.CreateTruncating(n));
            L.Largest(L.Exponent(L.Splat(power * T.CreateTruncating(1.41)))).ShouldBe(T.CreateTruncating(n));
            if (n < most)
            {
                L.Largest(L.Exponent(L.Splat(power * T.CreateTruncating(1.42)))).ShouldBe(T.CreateTruncating(n + 1));
            }
        }

        L.Largest(L.PowerOfTwoOrZero(least - 1)).ShouldBe(T.Zero);
        for (int n = -170; n <= 0; n++)
        {
            // In single precision subnormal below −126, and zero below −149.
            L.Largest(L.SmallPowerOfTwo(n)).ShouldBe(T.ScaleB(T.One, n), $"n = {n}");
        }

        T mantissa = T.CreateTruncating(1.2345678);
        for (int n = leastScale; n <= mostScale; n++)
        {
            L.Largest(L.Scale(L.Splat(mantissa), n)).ShouldBe(T.ScaleB(mantissa, n), $"n = {n}");
        }
    }

    // NaN is NaN, whatever its payload.
    private static bool Same<T>(T a, T b) where T : IBinaryFloatingPointIeee754<T> =>
        (T.IsNaN(a) && T.IsNaN(b)) || (a == b && T.IsNegative(a) == T.IsNegative(b));
}
