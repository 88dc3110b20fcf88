using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Schedules;

/// <summary>What schedules keep to, tried on one of each kind; a new kind is a line of the list.</summary>
public sealed class ScheduleTests
{
    private static readonly (Schedule Schedule, double Least, double Most)[] s_all =
    [
        (Schedule.Constant(0.1), 0.1, 0.1),
        (Schedule.Step(0.1, every: 7, factor: 0.5), 0, 0.1),
        (Schedule.MultiStep(0.1, [30, 12, 30]), 0, 0.1),
        (Schedule.Exponential(0.1, 0.97), 0, 0.1),
        (Schedule.Geometric(1, 16, steps: 20), 1, 16),
        (Schedule.Geometric(-16, -1, steps: 20), -16, -1),
        (Schedule.Linear(0, 2, steps: 20), 0, 2),
        (Schedule.Polynomial(0.1, 0.01, steps: 20, power: 2.5), 0.01, 0.1),
        (Schedule.Cosine(0.1, -0.2, steps: 20), -0.2, 0.1),
        (Schedule.CosineRestarts(0.1, 0.01, steps: 5, factor: 3), 0.01, 0.1),
        (Schedule.Cyclic(0.1, 0.5, up: 3, down: 8, perCycle: 0.5, perStep: 0.99), 0.1, 0.5),
        (Schedule.OneCycle(1, steps: 200), 0, 1),
        (Schedule.OneCycle(0.85, steps: 200, start: 0.95, end: 0.95, isLinear: true, isThreePhase: true), 0.85, 0.95),
        (Schedule.OneCycle(1, steps: 200, rising: 0), 0, 1),
        (Schedule.OneCycle(1, steps: 200, rising: 1), 0, 1),
        (new Schedule(step => 1 / Math.Sqrt(1 + step)), 0, 1),
    ];

    // What is in the middle of a sum or a product may be more than a double holds, and what comes of it not.
    private static readonly (Schedule Schedule, double Least, double Most)[] s_extreme =
    [
        (Schedule.Step(0, every: 1, factor: 2), 0, 0),
        (Schedule.Step(-1, every: 1, factor: 2), double.NegativeInfinity, -1),
        (Schedule.Exponential(0, factor: 2), 0, 0),
        (Schedule.Exponential(1e300, factor: 0.1), 0, 1e300),
        (Schedule.MultiStep(0, [1, 1, 2], factor: 1e300), 0, 0),
        (Schedule.Geometric(1e-300, 1e300, steps: 20), 1e-300, 1e300),
        (Schedule.Geometric(-1e300, -1e-300, steps: 20), -1e300, -1e-300),
        (Schedule.Linear(-1.7e308, 1.7e308, steps: 20), -1.7e308, 1.7e308),
        (Schedule.Polynomial(1.7e308, -1.7e308, steps: 20, power: 1e9), -1.7e308, 1.7e308),
        (Schedule.Cosine(-1.7e308, 1.7e308, steps: 1L << 53), -1.7e308, 1.7e308),
        (Schedule.CosineRestarts(-1.7e308, 1.7e308, steps: 1, factor: int.MaxValue), -1.7e308, 1.7e308),
        (Schedule.Cyclic(-1.7e308, 1.7e308, up: 3), -1.7e308, 1.7e308),
        (Schedule.Cyclic(0, 1, up: 1, perStep: 2), 0, double.PositiveInfinity),
        (Schedule.Cyclic(2, 2, up: 1, perStep: 2), 2, 2),
        (Schedule.Cyclic(1, 2, up: 1, perCycle: 0, perStep: 3), 1, 4),
        (Schedule.Cyclic(0, 1, up: 1, perCycle: 0.25, perStep: 2), 0, 2),
        (Schedule.OneCycle(1.7e308, steps: 200, start: -1.7e308, end: -1.7e308, isLinear: true), -1.7e308, 1.7e308),
    ];

    public static IEnumerable<string> Extremes => s_extreme.Select(row => row.Schedule.ToString());

    public static IEnumerable<string> Names => s_all.Select(row => row.Schedule.ToString());

    [TestCaseSource(nameof(Names)), TestCaseSource(nameof(Extremes))]
    public void It_stays_within_its_bounds_and_is_a_function_of_the_step(string name)
    {
        (Schedule schedule, double least, double most) = s_all.Concat(s_extreme).Single(row => row.Schedule.ToString() == name);
        Violations(schedule, least, most).ShouldBeEmpty();
        Should.Throw<ArgumentOutOfRangeException>(() => schedule.At(-1)).Message.ShouldContain("step is -1; expected 0 or more");
    }

    [Test]
    public void What_a_double_holds_is_right_however_large_its_parts_are()
    {
        Near(Schedule.Step(1e-300, every: 1, factor: 2).At(1030), Math.ScaleB(1e-300, 1030));
        Near(Schedule.Exponential(1e300, factor: 0.5).At(1100), Math.ScaleB(1e300, -1100));
        Near(Schedule.Geometric(1e-300, 1e300, steps: 3).At(2), 1e100);
        Near(Schedule.Linear(-1.6e308, 1.6e308, steps: 4).At(3), 0.8e308);
        Near(Schedule.Cyclic(1, 3, up: 1, perCycle: 0.25, perStep: 2).At(3001), 5);
        Schedule.Exponential(1, factor: 2).At(1030).ShouldBe(double.PositiveInfinity);

        static void Near(double actual, double expected) => (actual / expected).ShouldBe(1, 1e-12);
    }

    [Test]
    public void The_law_rejects_what_remembers_and_what_leaves_its_bounds()
    {
        long calls = 0;
        Violations(new Schedule(_ => 1.0 / ++calls), 0, 1).ShouldContain("it remembers");
        Violations(Schedule.Linear(0, 1.001, 1000), 0, 1).ShouldBe(["step 5000: 1.001", "step 9007199254740992: 1.001"]);
        Violations(new Schedule(step => 0 * Math.Pow(2, step)), 0, 1).ShouldBe(["step 5000: NaN", "step 9007199254740992: NaN"]);
    }

    [TestCaseSource(nameof(Names))]
    public void A_warm_up_rises_to_its_first_number_and_then_it_runs_as_alone(string name)
    {
        Schedule schedule = s_all.Single(row => row.Schedule.ToString() == name).Schedule, warm = schedule.WarmUp(9);
        double first = schedule.At(0);
        for (int step = 0; step <= 9; step++)
        {
            warm.At(step).ShouldBe(first * (step + 1) / 10, 1e-12);
        }

        Enumerable.Range(0, 150).ShouldAllBe(step => warm.At(9 + step) == schedule.At(step));
        warm.Steps.ShouldBe(schedule.Steps + 9);
        schedule.WarmUp(9, from: -1).At(0).ShouldBe(-1);
    }

    [TestCaseSource(nameof(Names))]
    public void What_follows_starts_at_its_own_first_step(string name)
    {
        Schedule schedule = s_all.Single(row => row.Schedule.ToString() == name).Schedule, next = Schedule.Linear(5, 6, 10);
        Schedule both = schedule.Then(next, at: 33);
        Enumerable.Range(0, 33).ShouldAllBe(step => both.At(step) == schedule.At(step));
        Enumerable.Range(0, 33).ShouldAllBe(step => both.At(33 + step) == next.At(step));
        both.Steps.ShouldBe(43);
        if (schedule.Steps is { } end)
        {
            schedule.Then(next).At(end).ShouldBe(5);
        }
        else
        {
            Should.Throw<ArgumentException>(() => schedule.Then(next)).Message.ShouldContain("has no end; say at which step");
        }
    }

    [Test]
    public void Where_one_ends_and_the_next_begins_with_the_same_number_there_is_no_jump()
    {
        Schedule schedule =
            Schedule.Cosine(0.1, 0.02, 40).WarmUp(10, from: 0).Then(Schedule.Linear(0.02, 0, 20)).Then(Schedule.Constant(0));
        double[] numbers = [.. Enumerable.Range(0, 100).Select(step => schedule.At(step))];
        numbers.Zip(numbers.Skip(1)).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) <= 0.01 + 1e-12);
        (numbers[0], numbers[10], numbers[50], numbers[70], numbers[99]).ShouldBe((0, 0.1, 0.02, 0, 0));
    }

    [Test]
    public void Beyond_their_ends_some_stay_the_cosine_rises_again_and_one_cycle_has_nothing_to_say()
    {
        Schedule.Linear(1, 3, 10).At(1000).ShouldBe(3);
        Schedule.Geometric(1, 3, 10).At(1000).ShouldBe(3);
        Schedule.Polynomial(1, 3, 10, 2).At(1000).ShouldBe(3);
        Schedule.MultiStep(1, [3]).At(1000).ShouldBe(0.1);
        Schedule.Cosine(1, 0, 10).At(20).ShouldBe(1);
        Schedule.Cosine(1, 0, 10).Then(Schedule.Constant(0)).At(20).ShouldBe(0);
        Schedule.Cosine(1, 0, 3).At((1L << 53) - 2).ShouldBe(Schedule.Cosine(1, 0, 3).At(((1L << 53) - 2) % 6));
        Schedule cycle = Schedule.OneCycle(1, steps: 40);
        cycle.At(39).ShouldBe(1 / 25.0 / 1e4, 1e-15);
        Should.Throw<ArgumentOutOfRangeException>(() => cycle.At(40)).Message.ShouldContain("step is 40, and 39 is the last");
        cycle.Then(Schedule.Constant(2)).At(40).ShouldBe(2);
    }

    [Test]
    public void One_cycle_peaks_where_its_share_ends_and_a_momentum_runs_against_it()
    {
        Schedule rate = Schedule.OneCycle(1, steps: 100), momentum = Schedule.OneCycle(0.85, steps: 100, start: 0.95, end: 0.95);
        Enumerable.Range(0, 100).MaxBy(step => rate.At(step)).ShouldBe(29);
        Enumerable.Range(0, 100).MinBy(step => momentum.At(step)).ShouldBe(29);
        (momentum.At(0), momentum.At(99)).ShouldBe((0.95, 0.95));
    }

    [Test]
    public void Any_number_is_annealed()
    {
        // From a β that gives all elements their share to one where the largest takes all.
        var softmax = new Softmax(0);
        var dropout = new Dropout(0.5);
        Schedule beta = Schedule.Geometric(1, 16, steps: 4);
        double[] betas = new double[6];
        for (int step = 0; step < betas.Length; step++)
        {
            softmax.Beta = beta.At(step);
            betas[step] = softmax.Beta;
            dropout.P = Schedule.Linear(0.5, 0, steps: 5).At(step);
        }

        betas.ShouldBe([1, 2, 4, 8, 16, 16], 1e-12);
        dropout.Forward(Tensor.Ones([100])).ToArray<float>().ShouldAllBe(x => x == 1);
        Should.Throw<ArgumentOutOfRangeException>(() => dropout.P = 1.5).Message.ShouldContain("Dropout: P is 1.5");
        Enumerable.Range(0, 6).Select(step => Schedule.Linear(0, 2, steps: 4).At(step)).ShouldBe([0, 0.5, 1, 1.5, 2, 2], 1e-12);
    }

    [Test]
    public void What_it_says_is_the_call_that_makes_it()
    {
        Schedule.Cosine(0.1, 0.001, 50).WarmUp(4).ToString().ShouldBe(
            "Schedule.Linear(0.02, 0.1, 4).Then(Schedule.Cosine(0.1, 0.001, 50), at: 4)");
        new Schedule(step => 1.5 * step).ToString().ShouldBe("step => 1.5 * step");
    }

    [Test]
    public void Settings_out_of_range_are_refused_by_name()
    {
        Refused(() => Schedule.Constant(double.NaN), "Schedule.Constant: value is NaN");
        Refused(() => Schedule.Step(1, 0), "Schedule.Step: every is 0; expected 1 or more");
        Refused(() => Schedule.Step(1, 1, -0.5), "Schedule.Step: factor is -0.5");
        Refused(() => Schedule.MultiStep(1, [4, -1]), "Schedule.MultiStep: milestones is -1; expected 0 or more");
        Refused(() => Schedule.Exponential(double.PositiveInfinity, 1), "Schedule.Exponential: from is Infinity");
        Refused(() => Schedule.Geometric(0, 2, 4), "Schedule.Geometric: to is 2; expected a number to which a factor leads from 0");
        Refused(() => Schedule.Linear(0, 1, 0), "Schedule.Linear: steps is 0; expected 1 or more");
        Refused(() => Schedule.Linear(0, 1, long.MaxValue), "steps is 9223372036854775807; expected 1 or more, up to 9007");
        Refused(() => Schedule.Polynomial(0, 1, 1, 0), "Schedule.Polynomial: power is 0");
        Refused(() => Schedule.Cosine(0, double.NaN, 1), "Schedule.Cosine: to is NaN");
        Refused(() => Schedule.CosineRestarts(0, 1, 1, 0), "Schedule.CosineRestarts: factor is 0");
        Refused(() => Schedule.Cyclic(0, 1, 1, 0), "Schedule.Cyclic: down is 0");
        Refused(() => Schedule.Cyclic(0, 1, 1, perCycle: -1), "Schedule.Cyclic: perCycle is -1");
        Refused(() => Schedule.OneCycle(double.NaN, 4, 0, 0), "Schedule.OneCycle: peak is NaN");
        Refused(() => Schedule.OneCycle(1, 4, rising: 0.6, isThreePhase: true), "Schedule.OneCycle: rising is 0.6; expected 0 to 0.5");
        Refused(() => Schedule.Linear(0, 1, 4).WarmUp(0), "WarmUp: steps is 0");
        Refused(() => Schedule.Linear(0, 1, 4).Then(Schedule.Constant(1), at: -1), "Then: at is -1");
        Refused(() => new ReduceOnPlateau(-1), "ReduceOnPlateau: value is -1");
        Refused(() => new ReduceOnPlateau(1, factor: 1), "ReduceOnPlateau: factor is 1; expected 0 to below 1");
        Should.Throw<ArgumentNullException>(() => Schedule.Constant(1).Then(null!));

        static void Refused(Func<object> make, string message) =>
            Should.Throw<ArgumentOutOfRangeException>(make).Message.ShouldContain(message);
    }

    [Test]
    public void A_state_that_does_not_fit_a_plateau_is_refused_whole()
    {
        var plateau = new ReduceOnPlateau(0.5);
        plateau.Step(3);
        var state = new Dictionary<string, Tensor>(plateau.StateDict())
        {
            ["bad_epochs"] = Tensor.Full([], -1, DType.Int64),
            ["best"] = Tensor.Zeros([2]),
            ["more"] = Tensor.Zeros([]),
        };
        state.Remove("value");
        string message = Should.Throw<ArgumentException>(() => plateau.LoadState(state)).Message;
        foreach (string part in new[] { "'bad_epochs' is -1", "'best' is Float32 [2]", "'more' is nothing", "'value' is missing" })
        {
            message.ShouldContain(part);
        }

        (plateau.Value, plateau.Best).ShouldBe((0.5, 3));
        foreach (double wrong in new[] { -0.1, double.NaN, double.PositiveInfinity })
        {
            Refused("value", wrong, FormattableString.Invariant($"'value' is {wrong}; expected a finite number of 0 or more"));
        }

        Refused("best", double.NaN, "'best' is NaN; expected a number");
        var first = new ReduceOnPlateau(0.25);
        plateau.LoadState(first.StateDict());
        (plateau.Value, plateau.Best).ShouldBe((0.25, double.PositiveInfinity));

        void Refused(string key, double wrong, string error)
        {
            var state = new Dictionary<string, Tensor>(plateau.StateDict()) { [key] = Tensor.Full([], wrong, DType.Float64) };
            Should.Throw<ArgumentException>(() => plateau.LoadState(state)).Message.ShouldContain(error);
            (plateau.Value, plateau.Best, plateau.BadEpochs).ShouldBe((0.5, 3, 0));
        }
    }

    [Test]
    public void A_plateau_bears_as_many_epochs_as_its_patience_says_and_reduces_in_the_next()
    {
        var plateau = new ReduceOnPlateau(1, factor: 0.5, patience: 2);
        double[] values = [.. Enumerable.Range(0, 7).Select(_ => plateau.Step(3))];
        values.ShouldBe([1, 1, 1, 0.5, 0.5, 0.5, 0.25]);
    }

    private static List<string> Violations(Schedule schedule, double least, double most)
    {
        long[] steps = [.. Enumerable.Range(0, 200), .. schedule.ToString().StartsWith("Schedule.OneCycle", StringComparison.Ordinal)
            ? default(ReadOnlySpan<long>) : [5000, 1L << 53]];
        double[] numbers = [.. steps.Select(schedule.At)];
        List<string> violations = [.. steps.Zip(numbers).Where(pair => !(pair.Second >= least && pair.Second <= most))
            .Select(pair => FormattableString.Invariant($"step {pair.First}: {pair.Second}"))];
        return steps.Zip(numbers).Reverse().All(pair => schedule.At(pair.First).Equals(pair.Second))
            ? violations
            : [.. violations, "it remembers"];
    }
}
