using System.Text.Json;
using Autograd.Nn;
using Autograd.Tests.Laws;

namespace Autograd.Tests.Conformance;

/// <summary>The closed forms of schedules are PyTorch's recursions. A new schedule is a line of the table.</summary>
public sealed class GoldenScheduleTests
{
    private const string NegativeMetrics = "reduce_on_plateau 12";

    private static readonly Dictionary<string, Func<JsonElement, double, Schedule>> s_schedules = new()
    {
        ["step"] = (of, rate) => Schedule.Step(rate, Integer(of, "stepSize"), Number(of, "gamma")),
        ["multi_step"] = (of, rate) => Schedule.MultiStep(rate, Milestones(of), Number(of, "gamma")),
        ["exponential"] = (of, rate) => Schedule.Exponential(rate, Number(of, "gamma")),
        ["cosine_annealing"] = (of, rate) => Schedule.Cosine(rate, Number(of, "etaMin"), Integer(of, "tMax")),
        ["cosine_annealing_warm_restarts"] = (of, rate) =>
            Schedule.CosineRestarts(rate, Number(of, "etaMin"), Integer(of, "t0"), (int)Integer(of, "tMult")),
        ["linear"] = (of, rate) =>
            Schedule.Linear(rate * Number(of, "startFactor"), rate * Number(of, "endFactor"), Integer(of, "totalIterations")),
        ["constant"] = (of, rate) =>
            Schedule.Constant(rate * Number(of, "factor")).Then(Schedule.Constant(rate), at: Integer(of, "totalIterations")),
        ["polynomial"] = (of, rate) => Schedule.Polynomial(rate, 0, Integer(of, "totalIterations"), Number(of, "power")),
        ["one_cycle"] = (of, _) => OneCycle(of, Number(of, "maxLearningRate"), null, null),
        ["cyclic"] = (of, _) => Cyclic(of, Number(of, "baseLearningRate"), Number(of, "maxLearningRate")),
        ["sequential"] = (of, rate) => of.GetProperty("schedules").EnumerateArray().Skip(1).Zip(Milestones(of)).Aggregate(
            Make(of.GetProperty("schedules")[0], rate), (before, next) => before.Then(Make(next.First, rate), at: next.Second)),
    };

    private static readonly Dictionary<string, Func<JsonElement, Schedule>> s_momenta = new()
    {
        ["one_cycle"] = of => OneCycle(of, Number(of, "baseMomentum"), Number(of, "maxMomentum"), Number(of, "maxMomentum")),
        ["cyclic"] = of => Cyclic(of, Number(of, "maxMomentum"), Number(of, "baseMomentum")),
    };

    private static readonly GoldenCase[] s_all = [.. GoldenCase.All.Where(golden => golden.Kind == "scheduler")];

    public static IEnumerable<string> Cases =>
        s_all.Where(golden => golden.Name != "reduce_on_plateau").Select(golden => golden.Id);

    public static IEnumerable<string> Plateaus =>
        s_all.Where(golden => golden.Name == "reduce_on_plateau").Select(golden => golden.Id);

    [TestCaseSource(nameof(Cases))]
    public void Numbers_agree(string id)
    {
        GoldenCase golden = s_all.Single(golden => golden.Id == id);
        JsonElement of = golden["attributes"];
        Compare(id, s_schedules[golden.Name](of, Number(of, "learningRate")), golden["rates"]);
        if (golden.Has("momenta") && golden.Flag("cycleMomentum"))
        {
            Compare(id, s_momenta[golden.Name](of), golden["momenta"]);
        }
    }

    // PT#47513, google-deepmind/optax#1767: where PyTorch takes a flat negative metric for better, the right rates are below.
    [TestCaseSource(nameof(Plateaus))]
    public void A_plateau_reduces_as_there(string id)
    {
        GoldenCase golden = s_all.Single(golden => golden.Id == id);
        if (id == NegativeMetrics)
        {
            golden["note"].GetString()!.ShouldContain("negative metrics");
            return;
        }

        Rates(golden, 0).ShouldBe(golden["rates"].EnumerateArray().Select(rate => rate.GetDouble()), 1e-14);
    }

    [Test]
    public void A_plateau_of_a_negative_metric_is_one_too()
    {
        GoldenCase golden = s_all.Single(golden => golden.Id == NegativeMetrics);
        double first = golden.Number("learningRate"), factor = golden.Number("factor");
        double[] there = [.. golden["rates"].EnumerateArray().Select(rate => rate.GetDouble())], here = Rates(golden, 0);
        there.ShouldAllBe(rate => rate == first);

        // With a threshold of a hundredth −1.01 is not better than −1: after three such epochs the rate falls, and again and again.
        here.ShouldBe(Enumerable.Range(0, here.Length).Select(step => first * Math.Pow(factor, Math.Max(0, step - 1) / 3)), 1e-12);
    }

    [Test]
    public void A_plateau_that_goes_on_from_its_state_goes_on_as_if_it_had_never_stopped() =>
        s_all.Where(golden => golden.Name == "reduce_on_plateau").ShouldAllBe(golden => Rates(golden, 7).SequenceEqual(Rates(golden, 0)));

    // The rates before each call; every so many calls another plateau goes on.
    private static double[] Rates(GoldenCase golden, int renewEvery)
    {
        ReduceOnPlateau plateau = Make();
        List<double> rates = [plateau.Value];
        foreach (double metric in golden["metrics"].EnumerateArray().Select(Metric))
        {
            rates.Add(plateau.Step(metric));
            if (renewEvery > 0 && rates.Count % renewEvery == 0)
            {
                IReadOnlyDictionary<string, Autograd.Core.Tensor> state = plateau.StateDict();
                plateau = Make();
                plateau.LoadState(state);
            }
        }

        return [.. rates];

        ReduceOnPlateau Make() => new(
            golden.Number("learningRate"), golden.Number("factor"), golden.Integer("patience"), golden.Number("threshold"),
            golden.Word("thresholdMode") == "rel", golden.Integer("cooldown"), golden.Number("minLearningRate"),
            golden.Word("mode") == "max", golden.Number("eps"));
    }

    private static void Compare(string id, Schedule schedule, JsonElement expected)
    {
        double[] numbers = [.. expected.EnumerateArray().Select(number => number.GetDouble())];
        Numbers.Differences(id, [.. numbers.Select((_, step) => schedule.At(step))], numbers, 1e-12, 1e-16).ShouldBeEmpty();
    }

    private static Schedule Make(JsonElement of, double rate) => s_schedules[of.GetProperty("name").GetString()!](of, rate);

    private static Schedule OneCycle(JsonElement of, double peak, double? start, double? end)
    {
        double low = peak / Number(of, "divFactor", 25);
        return Schedule.OneCycle(peak, Integer(of, "totalSteps"), start ?? low, end ?? low / Number(of, "finalDivFactor", 1e4),
            Number(of, "pctStart", 0.3), of.TryGetProperty("annealStrategy", out JsonElement kind) && kind.GetString() == "linear",
            of.TryGetProperty("threePhase", out JsonElement three) && three.GetBoolean());
    }

    private static Schedule Cyclic(JsonElement of, double from, double to) => Schedule.Cyclic(
        from, to, Integer(of, "stepSizeUp"), Integer(of, "stepSizeDown"),
        perCycle: of.GetProperty("mode").GetString() == "triangular2" ? 0.5 : 1,
        perStep: of.GetProperty("mode").GetString() == "exp_range" ? Number(of, "gamma") : 1);

    private static long[] Milestones(JsonElement of) => [.. of.GetProperty("milestones").EnumerateArray().Select(step => step.GetInt64())];

    private static long Integer(JsonElement of, string name) => (long)Number(of, name);

    private static double Number(JsonElement of, string name, double? otherwise = null) =>
        of.TryGetProperty(name, out JsonElement number) ? number.GetDouble() : otherwise ?? throw new KeyNotFoundException(name);

    private static double Metric(JsonElement metric) => metric.ValueKind == JsonValueKind.Number ? metric.GetDouble()
        : metric.GetString() == "nan" ? double.NaN : double.PositiveInfinity;
}
