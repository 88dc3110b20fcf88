using Autograd.Core;

namespace Autograd.Tests.Numerics;

/// <summary>A primitive function of <see cref="IReal{R}"/>: the rows that the tests of this folder walk.</summary>
/// <param name="Name">Its name in <see cref="IReal{R}"/>.</param>
/// <param name="Formula">The function.</param>
/// <param name="Ulp">The largest error in single precision, in units in the last place, found over all 2³² floats.</param>
public sealed record Primitive(string Name, IUnaryFormula Formula, double Ulp)
{
    public static readonly Primitive[] All =
    [
        new("Exp", new ExpOf(), 1),
        new("ExpOfNegative", new ExpOfNegativeOf(), 1),
        new("Exp2OfNegativeTimes", new Exp2OfNegativeTimesOf(), 1.05),
        new("Expm1", new Expm1Of(), 1.5),
        new("Expm1OfNegative", new Expm1OfNegativeOf(), 0.95),
        new("Log", new LogOf(), 0.95),
        new("Log1p", new Log1pOf(), 1.55),
        new("Tanh", new TanhOf(), 1.95),
        new("Sigmoid", new SigmoidOf(), 2.45),
        new("Softplus", new SoftplusOf(), 2.05),
        new("Erf", new ErfOf(), 1.25),
        new("NormalCdf", new NormalCdfOf(), 3.05),
        new("Gelu", new GeluOf(), 3.6),
        new("Sin", new SinOf(), 0.5001),
        new("Cos", new CosOf(), 0.5001),
    ];

    public override string ToString() => Name;

    public double At(double x) => Formula.Apply(new Scalar<double>(x)).Value;

    private readonly record struct ExpOf : IUnaryFormula
    {
        public R Apply<R>(R x) where R : struct, IReal<R> => R.Exp(x);
    }

    private readonly record struct ExpOfNegativeOf : IUnaryFormula
    {
        public R Apply<R>(R x) where R : struct, IReal<R> => R.ExpOfNegative(-R.Abs(x));
    }

    private readonly record struct Exp2OfNegativeTimesOf : IUnaryFormula
    {
        // Beyond, where powers are subnormal, it may be zero.
        public R Apply<R>(R x) where R : struct, IReal<R> => R.IfGreater(R.Abs(x), 126, 0, R.Exp2OfNegativeTimes(-R.Abs(x), 1));
    }

    private readonly record struct Expm1OfNegativeOf : IUnaryFormula
    {
        public R Apply<R>(R x) where R : struct, IReal<R> => R.Expm1OfNegative(-R.Abs(x));
    }

    private readonly record struct Expm1Of : IUnaryFormula
    {
        public R Apply<R>(R x) where R : struct, IReal<R> => R.Expm1(x);
    }

    private readonly record struct LogOf : IUnaryFormula
    {
        public R Apply<R>(R x) where R : struct, IReal<R> => R.Log(x);
    }

    private readonly record struct Log1pOf : IUnaryFormula
    {
        public R Apply<R>(R x) where R : struct, IReal<R> => R.Log1p(x);
    }

    private readonly record struct TanhOf : IUnaryFormula
    {
        public R Apply<R>(R x) where R : struct, IReal<R> => R.Tanh(x);
    }

    private readonly record struct SigmoidOf : IUnaryFormula
    {
        public R Apply<R>(R x) where R : struct, IReal<R> => R.Sigmoid(x);
    }

    private readonly record struct SoftplusOf : IUnaryFormula
    {
        public R Apply<R>(R x) where R : struct, IReal<R> => R.Softplus(x);
    }

    private readonly record struct ErfOf : IUnaryFormula
    {
        public R Apply<R>(R x) where R : struct, IReal<R> => R.Erf(x);
    }

    private readonly record struct NormalCdfOf : IUnaryFormula
    {
        public R Apply<R>(R x) where R : struct, IReal<R> => R.NormalCdf(x);
    }

    private readonly record struct GeluOf : IUnaryFormula
    {
        public R Apply<R>(R x) where R : struct, IReal<R> => R.Gelu(x, out _);
    }

    private readonly record struct SinOf : IUnaryFormula
    {
        public R Apply<R>(R x) where R : struct, IReal<R> => R.Sin(x);
    }

    private readonly record struct CosOf : IUnaryFormula
    {
        public R Apply<R>(R x) where R : struct, IReal<R> => R.Cos(x);
    }
}
