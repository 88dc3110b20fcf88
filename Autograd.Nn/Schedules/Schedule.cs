using System.Runtime.CompilerServices;
using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// A number as a function of the step: a learning rate, a momentum, the β of a softmax, the rate of a dropout. It is a value that nothing
/// changes and remembers nothing: its whole state is the step, so whoever knows that goes on to the bit.
/// </summary>
/// <example><code>
/// Schedule rate = Schedule.Cosine(from: 1e-3, to: 1e-5, steps: 10_000).WarmUp(500);
/// optimizer.LearningRate = rate.At(step);
/// </code></example>
public sealed partial class Schedule
{
    private readonly Func<long, double> _at;
    private readonly string _text;

    /// <summary>A schedule of one's own: <c>new Schedule(step => 0.1 / Math.Sqrt(1 + step))</c>.</summary>
    /// <param name="at">The number at a step, which is 0 or more. It must depend on nothing else.</param>
    /// <param name="steps">The step at which it has come to its end, and another may take over; null where it has none.</param>
    /// <param name="text">What the schedule is called in messages; the text of the function, unless given.</param>
    /// <exception cref="ArgumentOutOfRangeException">The end is negative.</exception>
    public Schedule(Func<long, double> at, long? steps = null, [CallerArgumentExpression(nameof(at))] string text = "")
    {
        ArgumentNullException.ThrowIfNull(at);
        (_at, Steps, _text) = (at, steps is { } end ? AtLeast(0, end, nameof(Schedule), nameof(steps)) : null, text);
    }

    /// <summary>The step at which it has come to its end, where <see cref="Then"/> goes on; null where it has none.</summary>
    public long? Steps { get; }

    /// <summary>The number at a step.</summary>
    /// <param name="step">How many steps were taken before: 0 in the first.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The step is negative; or it is beyond the end of a schedule that has nothing to say there, as <see cref="OneCycle"/>.
    /// </exception>
    public double At(long step) => _at(AtLeast(0, step, _text, nameof(step)));

    /// <summary>This schedule, and then another one, which starts at its own step 0.</summary>
    /// <param name="next">What follows.</param>
    /// <param name="at">The step at which it takes over; where this one ends, unless given.</param>
    /// <exception cref="ArgumentException">This schedule has no end, and there is no step given.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The step is negative.</exception>
    public Schedule Then(Schedule next, long? at = null)
    {
        ArgumentNullException.ThrowIfNull(next);
        long start = AtLeast(0, at ?? Steps ?? throw HasNoEnd(), nameof(Then), nameof(at));
        return new(step => step < start ? _at(step) : next._at(step - start), start + next.Steps,
            FormattableString.Invariant($"{this}.Then({next}, at: {start})"));
    }

    /// <summary>
    /// This schedule behind a warm-up: in equal steps up to its first number. The first step has a share already, so none is wasted.
    /// </summary>
    /// <param name="steps">How many steps go before; at this one the schedule itself begins.</param>
    /// <param name="from">
    /// The number at step 0; unless given, the schedule's first number divided by one more than the steps, which makes all rises equal.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">There is less than one step, or the number is not finite.</exception>
    public Schedule WarmUp(long steps, double? from = null) =>
        Linear(from ?? At(0) / (AtLeast(1, steps, nameof(WarmUp), nameof(steps)) + 1.0), At(0), steps).Then(this);

    private ArgumentException HasNoEnd() =>
        new($"Then: {this} has no end; say at which step the next one takes over, as Then(next, at: 1000).", "at");

    /// <summary>The call that makes it.</summary>
    public override string ToString() => _text;

    // As far as a double counts.
    private static long AtLeast(long least, long value, string owner, string name) => value >= least && value <= 1L << 53
        ? value
        : throw new ArgumentOutOfRangeException(name, FormattableString.Invariant(
            $"{owner}: {name} is {value}; expected {least} or more{(value < least ? "" : ", up to 9007199254740992")}."));
}
