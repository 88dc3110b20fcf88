using Autograd.Core;

namespace Autograd.Tests.Numerics;

/// <summary>The derivatives of duals: at ordinary points against differences, at kinks and poles against what they should be.</summary>
[TestFixture]
public sealed class DualTests
{
    private const double Infinity = double.PositiveInfinity;
    private const double NaN = double.NaN;
    private static readonly double[] Points = [-3.1, -0.8, -0.3, 0.2, 0.7, 1.9];
    private static readonly double[] PositivePoints = [0.3, 0.9, 1.7, 6];

    private static readonly TestCaseData[] Functions =
    [
        .. Primitive.All.Select(p => Case(p.Formula, p.Name, p.Name == "Log" ? PositivePoints : p.Name == "Log1p" ? Points[1..] : Points)),
        Case(new SqrtOf(), "Sqrt", PositivePoints),
        Case(new AbsOf(), "Abs", Points),
        Case(new Rational(), "arithmetic", Points),
        Case(new PowerOfBase(2.5), "x^2.5", PositivePoints),
        Case(new PowerOfBase(3), "x^3", Points),
        Case(new PowerOfBase(-2), "x^-2", Points),
        Case(new PowerOfExponent(1.7), "1.7^x", Points),
        Case(new PowerOfBoth(), "x^x", PositivePoints),
        Case(new Clipped(), "Min, Max and selects", Points),
    ];

    [TestCaseSource(nameof(Functions))]
    public void First_and_second_derivatives_agree_with_differences(IUnaryFormula formula, double[] points)
    {
        const double step = 1e-5;
        foreach (double x in points)
        {
            double first = First(formula, x), second = Second(formula, x);
            double firstDifference = (Value(formula, x + step) - Value(formula, x - step)) / (2 * step);
            double secondDifference = (First(formula, x + step) - First(formula, x - step)) / (2 * step);
            first.ShouldBe(firstDifference, 2e-8 * Math.Max(1, Math.Abs(firstDifference)), $"slope at {x}");
            second.ShouldBe(secondDifference, 2e-8 * Math.Max(1, Math.Abs(secondDifference)), $"curvature at {x}");
        }
    }

    [Test]
    public void A_factor_of_zero_takes_nothing_of_an_infinite_slope_beside_it()
    {
        First(new TimesRoot(), 0).ShouldBe(0);
        First(new TimesLogarithm(), 0).ShouldBe(-Infinity);
        First(new TimesRoot(), NaN).ShouldBe(NaN);
    }

    [TestCase("Exp", -Infinity)]
    [TestCase("Expm1", -Infinity)]
    [TestCase("Log", Infinity)]
    [TestCase("Log1p", Infinity)]
    [TestCase("Tanh", -Infinity)]
    [TestCase("Tanh", Infinity)]
    [TestCase("Sigmoid", -Infinity)]
    [TestCase("Sigmoid", Infinity)]
    [TestCase("Softplus", -Infinity)]
    [TestCase("Erf", -Infinity)]
    [TestCase("Erf", Infinity)]
    [TestCase("NormalCdf", -Infinity)]
    [TestCase("NormalCdf", Infinity)]
    [TestCase("Gelu", -Infinity)]
    [TestCase("Cos", 0)]
    [TestCase("Sqrt", Infinity)]
    [TestCase("Abs", 0)]
    [TestCase("x²", 0)]
    [TestCase("1 / x", Infinity)]
    public void A_slope_of_zero_takes_nothing_of_an_infinite_tangent(string name, double x)
    {
        IUnaryFormula formula = Named(name);
        foreach (double tangent in new[] { Infinity, -Infinity })
        {
            formula.Apply(Along(x, tangent)).Tangent.Value.ShouldBe(0);
            Lane256<float>.Largest(formula.Apply(new Dual<Lane256<float>>((float)x, (float)tangent)).Tangent).ShouldBe(0);
            Dual<Dual<Scalar<double>>> twice = formula.Apply(new Dual<Dual<Scalar<double>>>(Along(x, tangent), Along(tangent, 0)));
            (twice.Value.Tangent.Value, twice.Tangent.Value.Value).ShouldBe((0, 0));
            twice.Tangent.Tangent.Value.ShouldNotBe(NaN);
        }
    }

    [TestCase("Exp", Infinity)]
    [TestCase("Expm1", Infinity)]
    [TestCase("Log", 0)]
    [TestCase("Log1p", -1)]
    [TestCase("Sqrt", 0)]
    [TestCase("1 / x", 0)]
    [TestCase("Sin", Infinity)]
    [TestCase("Cos", Infinity)]
    [TestCase("Tanh", NaN)]
    [TestCase("Abs", NaN)]
    public void A_tangent_of_zero_takes_nothing_of_an_infinite_slope_or_of_none(string name, double x)
    {
        IUnaryFormula formula = Named(name);
        formula.Apply(Along(x, 0)).Tangent.Value.ShouldBe(0);
        formula.Apply(new Dual<Dual<Scalar<double>>>(Along(x, 0), Along(0, 0))).Tangent.Tangent.Value.ShouldBe(0);
    }

    [Test]
    public void One_formula_has_the_slope_of_its_parts_one_after_the_other()
    {
        First(new AbsOfSqrt(), 0).ShouldBe(0);
        First(new TanhOfReciprocal(), 0).ShouldBe(0);
        First(new AbsOfSqrt(), 4).ShouldBe(0.25);
        First(new TanhOfReciprocal(), NaN).ShouldBe(NaN);
    }

    [Test]
    public void The_slope_of_the_absolute_value_is_zero_at_zero_and_NaN_at_NaN()
    {
        foreach (double zero in new[] { 0.0, -0.0 })
        {
            First(new AbsOf(), zero).ShouldBe(0);
            Second(new AbsOf(), zero).ShouldBe(0);
        }

        First(new AbsOf(), NaN).ShouldBe(NaN);
        First(new AbsOf(), -Infinity).ShouldBe(-1);
    }

    [TestCase(1, 2, 1, 0)]
    [TestCase(2, 1, 0, 1)]
    [TestCase(1, 1, 0.5, 0.5)]
    [TestCase(0.0, -0.0, 0.5, 0.5)]
    [TestCase(Infinity, Infinity, 0.5, 0.5)]
    [TestCase(NaN, 1, 1, 1)]
    [TestCase(1, NaN, 1, 1)]
    public void A_tie_of_Min_or_Max_shares_the_slope(double x, double y, double byX, double byY)
    {
        Dual<Scalar<double>>.Min(Along(x, 1), Along(y, 0)).Tangent.Value.ShouldBe(byX);
        Dual<Scalar<double>>.Min(Along(x, 0), Along(y, 1)).Tangent.Value.ShouldBe(byY);
        Dual<Scalar<double>>.Max(Along(-x, 1), Along(-y, 0)).Tangent.Value.ShouldBe(byX);
        Dual<Scalar<double>>.Max(Along(-x, 0), Along(-y, 1)).Tangent.Value.ShouldBe(byY);
    }

    [TestCase(0, 0, 0, 0)]
    [TestCase(0, 1, 1, 0)]
    [TestCase(0, 2, 0, 0)]
    [TestCase(0, 0.5, Infinity, 0)]
    [TestCase(-2, 3, 12, 0)]
    [TestCase(-2, 0, 0, 0)]
    [TestCase(2, 0, 0, 0.69314718055994530942)]
    [TestCase(NaN, 2, NaN, NaN)]
    public void The_slopes_of_a_power_are_right_at_its_edges(double x, double y, double byBase, double byExponent)
    {
        Dual<Scalar<double>>.Pow(Along(x, 1), Along(y, 0)).Tangent.Value.ShouldBe(byBase);
        Dual<Scalar<double>>.Pow(Along(x, 0), Along(y, 1)).Tangent.Value.ShouldBe(byExponent);
    }

    [Test]
    public void Curvature_of_a_power_is_right_at_zero()
    {
        Second(new PowerOfBase(2), 0).ShouldBe(2);
        Second(new PowerOfBase(3), 0).ShouldBe(0);
        Second(new PowerOfBase(1), 0).ShouldBe(0);
    }

    [TestCase("Exp", 0, Infinity)]
    [TestCase("Expm1", 0, Infinity)]
    [TestCase("Tanh", 0, 0)]
    [TestCase("Sigmoid", 0, 0)]
    [TestCase("Softplus", 0, 1)]
    [TestCase("Erf", 0, 0)]
    [TestCase("NormalCdf", 0, 0)]
    [TestCase("Gelu", 0, 1)]
    public void Slopes_are_right_at_the_infinities_and_NaN(string name, double atMinusInfinity, double atInfinity)
    {
        IUnaryFormula formula = Primitive.All.Single(p => p.Name == name).Formula;
        First(formula, -Infinity).ShouldBe(atMinusInfinity);
        First(formula, Infinity).ShouldBe(atInfinity);
        First(formula, NaN).ShouldBe(NaN);
    }

    [Test]
    public void Slopes_are_infinite_where_the_tangent_is_upright()
    {
        First(new SqrtOf(), 0).ShouldBe(Infinity);
        First(Primitive.All.Single(p => p.Name == "Log").Formula, 0).ShouldBe(Infinity);
        First(Primitive.All.Single(p => p.Name == "Log1p").Formula, -1).ShouldBe(Infinity);
        First(Primitive.All.Single(p => p.Name == "Log").Formula, Infinity).ShouldBe(0);
    }

    [TestCaseSource(nameof(Functions))]
    public void Lanes_of_floats_carry_the_slopes_of_double_precision(IUnaryFormula formula, double[] points)
    {
        foreach (double x in points)
        {
            double slope = First(formula, (float)x);
            float lane = Lane256<float>.Largest(formula.Apply(new Dual<Lane256<float>>((float)x, 1)).Tangent);
            ((double)lane).ShouldBe(slope, 1e-6 * Math.Max(1, Math.Abs(slope)), $"slope at {x}");
        }
    }

    private static IUnaryFormula Named(string name) => name switch
    {
        "Sqrt" => new SqrtOf(),
        "Abs" => new AbsOf(),
        "x²" => new PowerOfBase(2),
        "1 / x" => new ReciprocalOf(),
        _ => Primitive.All.Single(p => p.Name == name).Formula,
    };

    private static TestCaseData Case(IUnaryFormula formula, string name, double[] points) =>
        new TestCaseData(formula, points).SetArgDisplayNames(name);

    private static Dual<Scalar<double>> Along(double value, double tangent) => new(value, tangent);

    private static double Value(IUnaryFormula formula, double x) => formula.Apply(new Scalar<double>(x)).Value;

    private static double First(IUnaryFormula formula, double x) => formula.Apply(Along(x, 1)).Tangent.Value;

    private static double Second(IUnaryFormula formula, double x) =>
        formula.Apply(new Dual<Dual<Scalar<double>>>(Along(x, 1), 1)).Tangent.Tangent.Value;

    [Test]
    public void What_is_detached_has_no_slope_and_the_slope_stated_with_it_has_one()
    {
        First(new SquareWithSlope(), 3).ShouldBe(6);
        Second(new SquareWithSlope(), 3).ShouldBe(2);
        First(new DetachedSquare(), 3).ShouldBe(0);
    }

    private readonly record struct AbsOfSqrt : IUnaryFormula
    {
        public R Apply<R>(R x) where R : struct, IReal<R> => R.Abs(R.Sqrt(x));
    }

    private readonly record struct TanhOfReciprocal : IUnaryFormula
    {
        public R Apply<R>(R x) where R : struct, IReal<R> => R.Tanh(1 / x);
    }

    private readonly record struct ReciprocalOf : IUnaryFormula
    {
        public R Apply<R>(R x) where R : struct, IReal<R> => 1 / x;
    }

    private readonly record struct TimesRoot : IUnaryFormula
    {
        public R Apply<R>(R x) where R : struct, IReal<R> => x * R.Sqrt(x);
    }

    private readonly record struct TimesLogarithm : IUnaryFormula
    {
        public R Apply<R>(R x) where R : struct, IReal<R> => x * R.Log(x);
    }

    private readonly record struct DetachedSquare : IUnaryFormula
    {
        public R Apply<R>(R x) where R : struct, IReal<R> => R.Detach(x) * R.Detach(x);
    }

    // The value of a constant and the slope 2x stated beside it.
    private readonly record struct SquareWithSlope : IUnaryFormula
    {
        public R Apply<R>(R x) where R : struct, IReal<R> => (R.Detach(x) * R.Detach(x)) + (2 * R.Detach(x) * (x - R.Detach(x)));
    }

    private readonly record struct SqrtOf : IUnaryFormula
    {
        public R Apply<R>(R x) where R : struct, IReal<R> => R.Sqrt(x);
    }

    private readonly record struct AbsOf : IUnaryFormula
    {
        public R Apply<R>(R x) where R : struct, IReal<R> => R.Abs(x);
    }

    private readonly record struct Rational : IUnaryFormula
    {
        public R Apply<R>(R x) where R : struct, IReal<R> => ((x * x * x) - (2 * x) + 1) / (3 + (x * x)) * -x;
    }

    private readonly record struct PowerOfBase(double Exponent) : IUnaryFormula
    {
        public R Apply<R>(R x) where R : struct, IReal<R> => R.Pow(x, Exponent);
    }

    private readonly record struct PowerOfExponent(double Base) : IUnaryFormula
    {
        public R Apply<R>(R x) where R : struct, IReal<R> => R.Pow(Base, x);
    }

    private readonly record struct PowerOfBoth : IUnaryFormula
    {
        public R Apply<R>(R x) where R : struct, IReal<R> => R.Pow(x, x);
    }

    private readonly record struct Clipped : IUnaryFormula
    {
        public R Apply<R>(R x) where R : struct, IReal<R> =>
            R.Min(x * x, 2) + (3 * R.Max(R.Sin(x), 0.5 * x))
            + R.IfGreater(x, 0.5, x * x * x, R.Cos(x)) + R.IfGreaterOrEqual(x, -0.5, x * x, x);
    }
}
