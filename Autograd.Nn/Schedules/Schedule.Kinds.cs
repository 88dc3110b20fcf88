using System.Runtime.CompilerServices;
using Autograd.Core;

namespace Autograd.Nn;

public sealed partial class Schedule
{
    /// <summary>The same number always.</summary>
    /// <param name="value">The number.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is not finite.</exception>
    public static Schedule Constant(double value)
    {
        Expect.Finite(value, Name());
        return new(_ => value, text: Text(Name(), $"{value:R}"));
    }

    /// <summary>
    /// Multiplied by a factor after each so many steps: from · factor^⌊step / every⌋. It has no end, and is infinite where no double holds
    /// it.
    /// </summary>
    /// <param name="from">The number at first.</param>
    /// <param name="every">After how many steps it changes.</param>
    /// <param name="factor">The factor.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A number is not finite, the factor is negative, or there is less than one step.
    /// </exception>
    public static Schedule Step(double from, long every, double factor = 0.1)
    {
        Expect.Finite(from, Name());
        AtLeast(1, every, Name(), nameof(every));
        Expect.NotNegative(factor, Name());
        return new(step => Grown(from, factor, step / every), text: Text(Name(), $"{from:R}, every: {every}, {factor:R}"));
    }

    /// <summary>
    /// Multiplied by a factor at each milestone, and at one that is given twice, twice. Its end is the last milestone, and the last number
    /// stays.
    /// </summary>
    /// <param name="from">The number at first.</param>
    /// <param name="milestones">The steps from which on a further factor counts, in any order.</param>
    /// <param name="factor">The factor.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A number is not finite, the factor is negative, or a milestone is.
    /// </exception>
    public static Schedule MultiStep(double from, ReadOnlySpan<long> milestones, double factor = 0.1)
    {
        Expect.Finite(from, Name());
        Expect.NotNegative(factor, Name());
        long[] all = milestones.ToArray();
        Array.Sort(all);
        AtLeast(0, all.Length > 0 ? all[0] : 0, Name(), nameof(milestones));
        return new(
            step =>
            {
                int passed = 0;
                while (passed < all.Length && all[passed] <= step)
                {
                    passed++;
                }

                return Grown(from, factor, passed);
            },
            all.Length > 0 ? all[^1] : 0, Text(Name(), $"{from:R}, [{string.Join(", ", all)}], {factor:R}"));
    }

    /// <summary>
    /// Multiplied by a factor in every step: from · factor^step. It has no end, and is infinite where no double holds it.
    /// </summary>
    /// <param name="from">The number at first.</param>
    /// <param name="factor">The factor.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not finite, or the factor is negative.</exception>
    public static Schedule Exponential(double from, double factor)
    {
        Expect.Finite(from, Name());
        Expect.NotNegative(factor, Name());
        return new(step => Grown(from, factor, step), text: Text(Name(), $"{from:R}, {factor:R}"));
    }

    /// <summary>From one number to another by equal factors: from · (to / from)^(step / steps). Then it stays.</summary>
    /// <param name="from">The number at first, not 0.</param>
    /// <param name="to">The number after all steps, of the same sign.</param>
    /// <param name="steps">How many steps it takes.</param>
    /// <exception cref="ArgumentException">
    /// A number is not finite, no factor leads from one to the other, or there is less than one step.
    /// </exception>
    public static Schedule Geometric(double from, double to, long steps)
    {
        Expect.Finite(from, Name());
        Expect.That(double.IsFinite(to) && from != 0 && to != 0 && from > 0 == to > 0, to, Name(), FormattableString.Invariant(
            $"a number to which a factor leads from {from:R}: both not 0 and of one sign. For equal steps take Linear"));
        double ratio = to / from;
        return Between(from, to, steps, Name(), share => double.IsNormal(ratio)
            ? from * Math.Pow(ratio, share)
            : Math.Sign(from) * Math.Pow(Math.Abs(from), 1 - share) * Math.Pow(Math.Abs(to), share));
    }

    /// <summary>From one number to another in equal steps; then it stays.</summary>
    /// <param name="from">The number at first.</param>
    /// <param name="to">The number after all steps.</param>
    /// <param name="steps">How many steps it takes.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not finite, or there is less than one step.</exception>
    public static Schedule Linear(double from, double to, long steps) =>
        Between(from, to, steps, Name(), share => Mixed(from, to, share));

    /// <summary>From one number to another along a power: to + (from − to) · (1 − step / steps)^power. Then it stays.</summary>
    /// <param name="from">The number at first.</param>
    /// <param name="to">The number after all steps.</param>
    /// <param name="steps">How many steps it takes.</param>
    /// <param name="power">The power: 1 for equal steps, more for large ones at first.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not finite, the power is not positive, or there is less than one
    /// step.</exception>
    public static Schedule Polynomial(double from, double to, long steps, double power)
    {
        Expect.Positive(power, Name());
        return Between(from, to, steps, Name(), share => Mixed(to, from, Math.Pow(1 - share, power)), $", {power:R}");
    }

    /// <summary>
    /// Half a wave of the cosine from one number to another: to + ½ · (from − to) · (1 + cos(π · step / steps)) (Loshchilov and Hutter,
    /// 2016, arXiv:1608.03983). Beyond the end the wave goes on, up again, as PyTorch's does; <c>.Then(Schedule.Constant(to))</c> stays.
    /// </summary>
    /// <param name="from">The number at first.</param>
    /// <param name="to">The number after all steps.</param>
    /// <param name="steps">How many steps it takes.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not finite, or there is less than one step.</exception>
    public static Schedule Cosine(double from, double to, long steps)
    {
        ExpectEnds(from, to, steps, Name());

        // The rest of the division is exact, where the cosine of a large number is not.
        return new(step => Wave(from, to, (double)(step % (2 * steps)) / steps), steps,
            Text(Name(), $"{from:R}, {to:R}, {steps}"));
    }

    /// <summary>
    /// The same again and again, each time from the start and longer by a factor (Loshchilov and Hutter, 2016, arXiv:1608.03983). It has no
    /// end.
    /// </summary>
    /// <param name="from">The number at first, and at every restart.</param>
    /// <param name="to">The number that it comes to before a restart.</param>
    /// <param name="steps">How many steps the first time takes.</param>
    /// <param name="factor">How many times as long each next one takes, a whole number.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not finite, or there is less than one step, or the factor is less.
    /// </exception>
    public static Schedule CosineRestarts(double from, double to, long steps, int factor = 1)
    {
        ExpectEnds(from, to, steps, Name());
        Expect.AtLeast(1, factor, Name());
        return new(
            step =>
            {
                long length = steps, at = factor == 1 ? step % steps : step;
                while (at >= length)
                {
                    (at, length) = (at - length, length > long.MaxValue / factor ? long.MaxValue : length * factor);
                }

                return Wave(from, to, (double)at / length);
            },
            text: Text(Name(), $"{from:R}, {to:R}, {steps}, {factor}"));
    }

    /// <summary>
    /// To and fro in equal steps (Smith, 2015, arXiv:1506.01186). It has no end. What goes against it, as a momentum, is the same with both
    /// numbers exchanged.
    /// </summary>
    /// <param name="from">The number at first and after each cycle.</param>
    /// <param name="to">The number in the middle of the first.</param>
    /// <param name="up">How many steps it takes there.</param>
    /// <param name="down">How many it takes back; as many, unless given.</param>
    /// <param name="perCycle">By what the height is multiplied after each cycle: ½ for PyTorch's <c>triangular2</c>.</param>
    /// <param name="perStep">By what it is multiplied in each step: γ for PyTorch's <c>exp_range</c>.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A number is not finite, a factor is negative, or there is less than one step.
    /// </exception>
    public static Schedule Cyclic(double from, double to, long up, long? down = null, double perCycle = 1, double perStep = 1)
    {
        ExpectEnds(from, to, up, Name(), nameof(up));
        long back = AtLeast(1, down ?? up, Name(), nameof(down)), cycle = up + back;
        Expect.NotNegative(perCycle, Name());
        Expect.NotNegative(perStep, Name());
        return new(
            step =>
            {
                long at = step % cycle;
                double share = at <= up ? (double)at / up : (double)(cycle - at) / back;
                return Risen(from, Grown(Half(from, to) * share, perCycle, step / cycle, perStep, step));
            },
            text: Text(Name(), $"{from:R}, {to:R}, {up}, {back}, {perCycle:R}, {perStep:R}"));
    }

    /// <summary>
    /// One cycle: up from a start to a peak, and down to an end far below (Smith and Topin, 2017, arXiv:1708.07120). A step beyond the
    /// last, <paramref name="steps"/> − 1, is an error. A momentum (or Adam's β₁) that goes against it is another one:
    /// <c>Schedule.OneCycle(peak: 0.85, steps, start: 0.95, end: 0.95)</c>.
    /// </summary>
    /// <param name="peak">The number at the peak.</param>
    /// <param name="steps">How many steps there are in all.</param>
    /// <param name="start">The number at first; the peak divided by 25, unless given.</param>
    /// <param name="end">The number in the last step; the start divided by 10,000, unless given.</param>
    /// <param name="rising">The share of the steps in which it rises; the peak is at step rising · steps − 1.</param>
    /// <param name="isLinear">Whether it goes in equal steps instead of along half a wave of the cosine.</param>
    /// <param name="isThreePhase">Whether it falls to the start as fast as it rose, and then to the end.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A number is not finite, the share is not from 0 to 1 (½ with three phases), or there is less than one step.
    /// </exception>
    public static Schedule OneCycle(double peak, long steps, double? start = null, double? end = null, double rising = 0.3,
        bool isLinear = false, bool isThreePhase = false)
    {
        double low = Expect.Finite(start ?? peak / 25, Name(), nameof(start));
        double last = Expect.Finite(end ?? low / 1e4, Name(), nameof(end)), most = isThreePhase ? 0.5 : 1;
        ExpectEnds(low, peak, steps, Name(), nameof(steps), nameof(peak));
        Expect.That(rising >= 0 && rising <= most, rising, Name(), isThreePhase ? "0 to 0.5 with three phases" : "0 to 1");
        double top = (rising * steps) - 1, valley = isThreePhase ? (2 * rising * steps) - 2 : top;
        string text = Text(Name(), $"{peak:R}, {steps}, {low:R}, {last:R}, {rising:R}");
        return new(
            step => step >= steps
                ? throw new ArgumentOutOfRangeException(nameof(step), FormattableString.Invariant(
                    $"{text}: step is {step}, and {steps - 1} is the last. Give it more steps, or say what follows: .Then(next)."))
                : step <= top ? Phase(low, peak, step, 0, top)
                : step <= valley ? Phase(peak, low, step, top, valley)
                : Phase(isThreePhase ? low : peak, last, step, valley, steps - 1),
            steps, text);

        double Phase(double a, double b, double step, double first, double to)
        {
            double share = first < to ? (step - first) / (to - first) : 1;
            return isLinear ? Mixed(a, b, share) : Wave(a, b, share);
        }
    }

    // The ends are met exactly: the arithmetic between them would miss them by a rounding.
    private static Schedule Between(double from, double to, long steps, string name, Func<double, double> at, string more = "")
    {
        ExpectEnds(from, to, steps, name);
        return new(step => step >= steps ? to : at((double)step / steps), steps, Text(name, $"{from:R}, {to:R}, {steps}{more}"));
    }

    private static void ExpectEnds(
        double from, double to, long steps, string name, string stepsName = "steps", string toName = "to")
    {
        Expect.Finite(from, name);
        Expect.Finite(to, name, toName);
        AtLeast(1, steps, name, stepsName);
    }

    // from · factor^power · other^times, by logarithms where a part of it is more or less than a double holds.
    private static double Grown(double from, double factor, double power, double other = 1, double times = 0)
    {
        double first = Math.Pow(factor, power), second = Math.Pow(other, times), both = first * second;
        return from == 0 ? from
            : double.IsNormal(first) && double.IsNormal(second) && double.IsNormal(both) ? from * both
            : Math.Sign(from) * Math.Exp(Math.Log(Math.Abs(from)) + Exponent(factor, power) + Exponent(other, times));

        static double Exponent(double of, double power) => power == 0 ? 0 : power * Math.Log(of);
    }

    private static double Mixed(double from, double to, double share) => Risen(from, Half(from, to) * share);

    // From one end to the other it may be more than a double holds, and half of it never is.
    private static double Half(double from, double to) => (to / 2) - (from / 2);

    private static double Risen(double from, double half) => Math.FusedMultiplyAdd(2, half, from);

    // A mean of both, which meets them exactly.
    private static double Wave(double from, double to, double share)
    {
        double weight = (1 + Math.Cos(Math.PI * share)) / 2;
        return (from * weight) + (to * (1 - weight));
    }

    private static string Name([CallerMemberName] string kind = "") => $"{nameof(Schedule)}.{kind}";

    private static string Text(string name, FormattableString settings) => $"{name}({FormattableString.Invariant(settings)})";
}
