using System.Numerics;
using System.Runtime.CompilerServices;
using MathNet.Numerics;

namespace Autograd.Core;

/// <summary>
/// The functions of <see cref="IReal{R}"/> number by number in double precision, rounded to the lane's type. Double precision serves
/// checks, where being right matters and speed does not.
/// </summary>
internal static class DoubleFunctions<L, T>
    where L : struct, ILane<L, T>, IReal<L>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const double OneOverSqrtTwoPi = 0.39894228040143268;

    public static L Exp(L x) => Each<ExpFunction>(x, default);

    public static L Log(L x) => Each<LogFunction>(x, default);

    public static L Expm1(L x) => Each<Expm1Function>(x, default);

    public static L Log1p(L x) => Each<Log1pFunction>(x, default);

    public static L Tanh(L x) => Each<TanhFunction>(x, default);

    public static L Sigmoid(L x) => SigmoidTimes(x, 1);

    public static L Softplus(L x) => Each<SoftplusFunction>(x, default);

    public static L Erf(L x) => Each<ErfFunction>(x, default);

    public static L Sin(L x) => Each<SinFunction>(x, default);

    public static L Cos(L x) => Each<CosFunction>(x, default);

    public static L ExpTimes(L x, L y) => Each<ExpTimesFunction>(x, y);

    public static L SigmoidTimes(L x, L y) => Each<SigmoidTimesFunction>(x, y);

    public static L NormalCdfTimes(L x, L y) => Each<NormalCdfTimesFunction>(x, y);

    // Beyond ±40 the distribution function is 0 or 1, and an infinite x would spoil the products.
    public static L Gelu(L x, out L slope)
    {
        L share = L.NormalCdf(x), within = L.AtMost(L.AtLeast(x, -40), 40);
        slope = share + (within * (OneOverSqrtTwoPi * Exp(-0.5 * within * within)));
        return L.IfGreater(x, 40, x, NormalCdfTimes(within, within));
    }

    public static L Pow(L x, L y) => Each<PowFunction>(x, y);

    // Not inlined: a formula's loop stays small, and the buffers live for one call only.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static L Each<F>(L x, L y) where F : struct, IFunction
    {
        Numbers xs = default, ys = default;
        L.Store(x, ref xs.First, 0);
        L.Store(y, ref ys.First, 0);
        for (int i = 0; i < L.Count; i++)
        {
            xs[i] = T.CreateTruncating(F.Apply(double.CreateTruncating(xs[i]), double.CreateTruncating(ys[i])));
        }

        return L.Load(ref xs.First, 0);
    }

    // Kahan: what exp(x) lost by rounding, log(exp(x)) has lost too, so that their quotient is right (Higham, Accuracy and Stability of
    // Numerical Algorithms, 1.14.1); log1p likewise. MathNet's Expm1 is off by 2e-7 at 0.07.
    private static double Expm1(double x)
    {
        double exp = Math.Exp(x);
        return exp == 1 ? x : exp - 1 == -1 || double.IsPositiveInfinity(exp) ? exp - 1 : (exp - 1) * (x / Math.Log(exp));
    }

    private static double Log1p(double x)
    {
        double sum = 1 + x;
        return sum == 1 || double.IsPositiveInfinity(x) ? x : Math.Log(sum) * (x / (sum - 1));
    }

    private interface IFunction
    {
        static abstract double Apply(double x, double y);
    }

    [InlineArray(16)]
    private struct Numbers
    {
        public T First;
    }

    private readonly struct ExpFunction : IFunction
    {
        public static double Apply(double x, double y) => Math.Exp(x);
    }

    private readonly struct LogFunction : IFunction
    {
        public static double Apply(double x, double y) => Math.Log(x);
    }

    private readonly struct Expm1Function : IFunction
    {
        public static double Apply(double x, double y) => Expm1(x);
    }

    private readonly struct Log1pFunction : IFunction
    {
        public static double Apply(double x, double y) => Log1p(x);
    }

    private readonly struct TanhFunction : IFunction
    {
        public static double Apply(double x, double y) => Math.Tanh(x);
    }

    private readonly struct SigmoidTimesFunction : IFunction
    {
        public static double Apply(double x, double y) => x < 0 ? ExpTimesFunction.Apply(x, y / (1 + Math.Exp(x))) : y / (1 + Math.Exp(-x));
    }

    private readonly struct SoftplusFunction : IFunction
    {
        public static double Apply(double x, double y) => Math.Max(x, 0) + Log1p(Math.Exp(-Math.Abs(x)));
    }

    private readonly struct ErfFunction : IFunction
    {
        public static double Apply(double x, double y) => Math.CopySign(SpecialFunctions.Erf(x), x);
    }

    // e¹⁰⁰ ahead keeps the exponential normal where y brings the product back.
    private readonly struct ExpTimesFunction : IFunction
    {
        public static double Apply(double x, double y) => x < -700 ? y * Math.Exp(x + 100) * 3.7200759760208356e-44 : y * Math.Exp(x);
    }

    // The tail is steep, so what t = −x/√2 lost by rounding is made up for by the slope.
    private readonly struct NormalCdfTimesFunction : IFunction
    {
        private const double SqrtHalf = 0.70710678118654752, SqrtHalfRest = -4.8336466567264567e-17, OneOverSqrtPi = 0.56418958354775628;

        public static double Apply(double x, double y)
        {
            if (x > 0)
            {
                return y * (1 - Apply(-x, 1));
            }

            double t = -x * SqrtHalf;
            double lost = Math.FusedMultiplyAdd(-x, SqrtHalf, -t) - (x * SqrtHalfRest);
            return double.IsNaN(x) ? x : y * ((0.5 * SpecialFunctions.Erfc(t)) - (t > 30 ? 0 : OneOverSqrtPi * Math.Exp(-t * t) * lost));
        }
    }

    private readonly struct SinFunction : IFunction
    {
        public static double Apply(double x, double y) => Math.Sin(x);
    }

    private readonly struct CosFunction : IFunction
    {
        public static double Apply(double x, double y) => Math.Cos(x);
    }

    private readonly struct PowFunction : IFunction
    {
        public static double Apply(double x, double y) => Math.Pow(x, y);
    }
}
