using Autograd.Core;

namespace Autograd.Tests.Numerics;

/// <summary>The functions in double precision against values computed with 60 digits (mpmath), and at the ends of the line.</summary>
[TestFixture]
public sealed class DoubleAccuracyTests
{
    [TestCase("Exp", 1e-300, 1.0000000000000000000)]
    [TestCase("Exp", 1e-17, 1.0000000000000000100)]
    [TestCase("Exp", 1e-09, 1.0000000010000000005)]
    [TestCase("Exp", -1e-09, 0.99999999900000000050)]
    [TestCase("Exp", 0.1, 1.1051709180756476309)]
    [TestCase("Exp", -0.3, 0.74081822068171787429)]
    [TestCase("Exp", 1.0, 2.7182818284590452354)]
    [TestCase("Exp", -1.0, 0.36787944117144232160)]
    [TestCase("Exp", 10.25, 28282.541920334979090)]
    [TestCase("Exp", -37.5, 5.1755550058018685349e-17)]
    [TestCase("Exp", 709.75, 1.7398368732641605577e+308)]
    [TestCase("Exp", -708.25, 2.5759248692837693828e-308)]
    [TestCase("Exp", -740.5, 2.5405991628101601162e-322)]
    [TestCase("Expm1", 5e-324, 4.9406564584124654418e-324)]
    [TestCase("Expm1", -1e-310, -9.9999999999999694493e-311)]
    [TestCase("Expm1", 1e-17, 1.0000000000000000765e-17)]
    [TestCase("Expm1", -1e-09, -9.9999999950000006245e-10)]
    [TestCase("Expm1", 1e-05, 1.0000050000166667901e-5)]
    [TestCase("Expm1", 0.07241679003807566, 0.075103343059858195204)]
    [TestCase("Expm1", -0.3, -0.25918177931828212571)]
    [TestCase("Expm1", 0.6931, 0.99990564110607970903)]
    [TestCase("Expm1", 1.0, 1.7182818284590452354)]
    [TestCase("Expm1", -1.5, -0.77686983985157017107)]
    [TestCase("Expm1", 10.25, 28281.541920334979090)]
    [TestCase("Expm1", -37.5, -0.99999999999999994824)]
    [TestCase("Expm1", 709.75, 1.7398368732641605577e+308)]
    [TestCase("Log", 5e-324, -744.44007192138126231)]
    [TestCase("Log", 1e-310, -713.80137882815416510)]
    [TestCase("Log", 1e-300, -690.77552789821370518)]
    [TestCase("Log", 1e-09, -20.723265836946411094)]
    [TestCase("Log", 0.1, -2.3025850929940456285)]
    [TestCase("Log", 0.5, -0.69314718055994530942)]
    [TestCase("Log", 0.7071, -0.34658318037194200028)]
    [TestCase("Log", 0.9999999, -1.0000000494736474329e-7)]
    [TestCase("Log", 1.0000001, 9.9999995058387045178e-8)]
    [TestCase("Log", 1.5, 0.40546510810816438198)]
    [TestCase("Log", 3.0, 1.0986122886681096914)]
    [TestCase("Log", 1000000000.0, 20.723265836946411156)]
    [TestCase("Log", 1.7e+308, 709.72683689322824104)]
    [TestCase("Log1p", 5e-324, 4.9406564584124654418e-324)]
    [TestCase("Log1p", -1e-310, -9.9999999999999694493e-311)]
    [TestCase("Log1p", 1e-17, 1.0000000000000000665e-17)]
    [TestCase("Log1p", -1e-09, -1.0000000005000000626e-9)]
    [TestCase("Log1p", 1e-05, 9.9999500003333316514e-6)]
    [TestCase("Log1p", -0.0020475493602574216, -0.0020496484552719803317)]
    [TestCase("Log1p", 0.1, 0.095310179804324865090)]
    [TestCase("Log1p", -0.5, -0.69314718055994530942)]
    [TestCase("Log1p", -0.9999999, -16.118095651484675636)]
    [TestCase("Log1p", 1.0, 0.69314718055994530942)]
    [TestCase("Log1p", 3.5, 1.5040773967762740734)]
    [TestCase("Log1p", 1000000000.0, 20.723265837946411156)]
    [TestCase("Log1p", 1.7e+308, 709.72683689322824104)]
    [TestCase("Tanh", 5e-324, 4.9406564584124654418e-324)]
    [TestCase("Tanh", -1e-310, -9.9999999999999694493e-311)]
    [TestCase("Tanh", 1e-17, 1.0000000000000000715e-17)]
    [TestCase("Tanh", -1e-09, -1.0000000000000000619e-9)]
    [TestCase("Tanh", 1e-05, 9.9999999996666674847e-6)]
    [TestCase("Tanh", 0.1, 0.099667994624955822614)]
    [TestCase("Tanh", -0.5, -0.46211715726000975850)]
    [TestCase("Tanh", 0.9, 0.71629787019902443162)]
    [TestCase("Tanh", -1.5, -0.90514825364486643824)]
    [TestCase("Tanh", 3.5, 0.99817789761119870928)]
    [TestCase("Tanh", -9.25, -0.99999998152510084672)]
    [TestCase("Tanh", 18.5, 0.99999999999999982934)]
    [TestCase("Tanh", 40.0, 1.0000000000000000000)]
    [TestCase("Sigmoid", -745.0, 2.8223507304719370764e-324)]
    [TestCase("Sigmoid", -700.25, 7.6787238131108722116e-305)]
    [TestCase("Sigmoid", -100.0, 3.7200759760208359630e-44)]
    [TestCase("Sigmoid", -37.5, 5.1755550058018682670e-17)]
    [TestCase("Sigmoid", -5.5, 0.0040701377158961273252)]
    [TestCase("Sigmoid", -1.0, 0.26894142136999512075)]
    [TestCase("Sigmoid", -1e-09, 0.49999999975000000000)]
    [TestCase("Sigmoid", 0.0, 0.50000000000000000000)]
    [TestCase("Sigmoid", 1e-17, 0.50000000000000000250)]
    [TestCase("Sigmoid", 0.5, 0.62245933120185456464)]
    [TestCase("Sigmoid", 3.5, 0.97068776924864368113)]
    [TestCase("Sigmoid", 20.25, 0.99999999839477194739)]
    [TestCase("Sigmoid", 40.0, 0.99999999999999999575)]
    [TestCase("Softplus", -745.0, 2.8223507304719370764e-324)]
    [TestCase("Softplus", -700.25, 7.6787238131108722116e-305)]
    [TestCase("Softplus", -100.0, 3.7200759760208359630e-44)]
    [TestCase("Softplus", -37.5, 5.1755550058018684009e-17)]
    [TestCase("Softplus", -18.0, 1.5229979628736488102e-8)]
    [TestCase("Softplus", -5.5, 0.0040784432705707208915)]
    [TestCase("Softplus", -1.0, 0.31326168751822283405)]
    [TestCase("Softplus", -1e-09, 0.69314718005994530954)]
    [TestCase("Softplus", 0.0, 0.69314718055994530942)]
    [TestCase("Softplus", 0.5, 0.97407698418010668087)]
    [TestCase("Softplus", 3.5, 3.5297504182726205652)]
    [TestCase("Softplus", 20.25, 20.250000001605228054)]
    [TestCase("Softplus", 1000000000.0, 1.0000000000000000000e+9)]
    [TestCase("Erf", 5e-324, 5.5749338194485227127e-324)]
    [TestCase("Erf", -1e-310, -1.1283791670955091266e-310)]
    [TestCase("Erf", 1e-17, 1.1283791670955126546e-17)]
    [TestCase("Erf", -1e-09, -1.1283791670955126438e-9)]
    [TestCase("Erf", 1e-05, 1.1283791670579000273e-5)]
    [TestCase("Erf", 0.1, 0.11246291601828489840)]
    [TestCase("Erf", -0.5045222702922869, -0.52446497073419703425)]
    [TestCase("Erf", 0.85, 0.77066805760835252021)]
    [TestCase("Erf", -1.0, -0.84270079294971486934)]
    [TestCase("Erf", 1.25, 0.92290012825645823014)]
    [TestCase("Erf", 2.5, 0.99959304798255504106)]
    [TestCase("Erf", -3.5, -0.99999925690162765859)]
    [TestCase("Erf", 5.75, 0.99999999999999957679)]
    [TestCase("NormalCdf", -6.5, 4.0160005838591178083e-11)]
    [TestCase("NormalCdf", -3.5, 0.00023262907903552503635)]
    [TestCase("NormalCdf", -1.0, 0.15865525393145705141)]
    [TestCase("NormalCdf", -0.25, 0.40129367431707627576)]
    [TestCase("NormalCdf", 1e-09, 0.50000000039894228040)]
    [TestCase("NormalCdf", 0.5, 0.69146246127401310364)]
    [TestCase("NormalCdf", 2.5, 0.99379033467422386483)]
    [TestCase("NormalCdf", 7.75, 0.99999999999999540537)]
    [TestCase("Sin", -1e-310, -9.9999999999999694493e-311)]
    [TestCase("Sin", 1e-09, 1.0000000000000000621e-9)]
    [TestCase("Sin", 0.5, 0.47942553860420300027)]
    [TestCase("Sin", -2.0, -0.90929742682568169540)]
    [TestCase("Sin", 3.141592653589793, 1.2246467991473531772e-16)]
    [TestCase("Sin", 100.25, -0.27728285645485130335)]
    [TestCase("Sin", 1000000000000000.0, 0.85827279317023583552)]
    [TestCase("Cos", 1e-09, 0.99999999999999999950)]
    [TestCase("Cos", 0.5, 0.87758256189037271612)]
    [TestCase("Cos", -2.0, -0.41614683654714238700)]
    [TestCase("Cos", 1.5707963267948966, 6.1232339957367658861e-17)]
    [TestCase("Cos", 100.25, 0.96078833127606120344)]
    [TestCase("Cos", 1000000000000000.0, -0.51319373778697025223)]
    public void Values_are_right_to_fifteen_digits(string function, double x, double expected) => Check(function, x, expected);

    private const double Infinity = double.PositiveInfinity;
    private const double NaN = double.NaN;

    [TestCase("Exp", 1, 0, Infinity)]
    [TestCase("Expm1", -0.0, -1, Infinity)]
    [TestCase("Log", -Infinity, NaN, Infinity)]
    [TestCase("Log1p", -0.0, NaN, Infinity)]
    [TestCase("Tanh", -0.0, -1, 1)]
    [TestCase("Sigmoid", 0.5, 0, 1)]
    [TestCase("Softplus", 0.69314718055994530942, 0, Infinity)]
    [TestCase("Erf", -0.0, -1, 1)]
    [TestCase("NormalCdf", 0.5, 0, 1)]
    [TestCase("Sin", -0.0, NaN, NaN)]
    [TestCase("Cos", 1, NaN, NaN)]
    public void Values_are_right_at_negative_zero_the_infinities_and_NaN(
        string function, double atNegativeZero, double atMinusInfinity, double atInfinity)
    {
        Check(function, -0.0, atNegativeZero);
        Check(function, -Infinity, atMinusInfinity);
        Check(function, Infinity, atInfinity);
        Check(function, NaN, NaN);
    }

    [TestCase(-12.75, 1.5587262888811992081e-37)]
    [TestCase(-20.5, 1.0764673258790960335e-93)]
    [TestCase(-37.25, 5.2978887799272688403e-304)]
    public void The_far_tail_of_the_normal_distribution_is_right_to_twelve_digits(double x, double expected) =>
        Primitive.All.Single(p => p.Name == "NormalCdf").At(x).ShouldBe(expected, 1e-12 * expected);

    [TestCase("Log", -0.0, -Infinity)]
    [TestCase("Log", -1, NaN)]
    [TestCase("Log1p", -1, -Infinity)]
    [TestCase("Log1p", -1.5, NaN)]
    [TestCase("Exp", 710, Infinity)]
    [TestCase("Exp", -746, 0)]
    [TestCase("Expm1", 710, Infinity)]
    public void Values_are_right_at_poles_and_beyond_the_range(string function, double x, double expected) => Check(function, x, expected);

    [TestCase(2.5, 1.25, 3.1435835742073385208)]
    [TestCase(-2.0, 3.0, -8.0)]
    [TestCase(-2.0, 0.5, NaN)]
    [TestCase(0.0, 0.0, 1.0)]
    [TestCase(NaN, 0.0, 1.0)]
    [TestCase(-0.0, -1.0, -Infinity)]
    [TestCase(Infinity, -1.0, 0.0)]
    public void Power_follows_the_framework(double x, double y, double expected) =>
        ShouldBeClose(Power(new Scalar<double>(x), y).Value, expected, $"{x}^{y}");

    private static R Power<R>(R x, R y) where R : struct, IReal<R> => R.Pow(x, y);

    private static void Check(string function, double x, double expected) =>
        ShouldBeClose(Primitive.All.Single(p => p.Name == function).At(x), expected, $"{function}({x:R})");

    private static void ShouldBeClose(double actual, double expected, string what)
    {
        if (double.IsNaN(expected) || double.IsInfinity(expected))
        {
            actual.ShouldBe(expected, what);
            return;
        }

        double.IsNegative(actual).ShouldBe(double.IsNegative(expected), what);
        // A subnormal is right to its last bit.
        double tolerance = Math.Max(1e-15 * Math.Abs(expected), double.Epsilon);
        Math.Abs(actual - expected).ShouldBeLessThanOrEqualTo(tolerance, $"{what}: {actual:R} for {expected:R}");
    }
}
