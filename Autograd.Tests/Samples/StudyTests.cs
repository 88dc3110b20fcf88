using Autograd.Core;
using RareDisease;
using SampleTools;

namespace Autograd.Tests.Samples;

public sealed class StudyTests
{
    private static readonly Clinic s_clinic = ClinicGenerator.Make();
    private static readonly Options s_short = new() { Epochs = 1, FineTuneEpochs = 1, Seeds = [0, 1] };

    [Test]
    public void Same_seed_same_bits_with_1_and_2_threads()
    {
        Outcome[] one = Run(s_short, threads: 1), two = Run(s_short, threads: 2);
        two.Select(Key).ShouldBe(one.Select(Key));
        one.Select(r => (r.Strategy, r.Seed)).ShouldBe(StrategyNames.All.SelectMany(s => new[] { (s, 0), (s, 1) }));

        // To decide by cost changes no weight; every other strategy comes to weights of its own.
        one.Select(r => r.Digest).Distinct().Count().ShouldBe(one.Length - 2);
        Outcome[] tuned = [.. one.Where(r => r.Strategy == Strategy.FineTuned)];
        Outcome[] byCost = [.. one.Where(r => r.Strategy == Strategy.ByCost)];
        byCost.Select(r => r.Digest).ShouldBe(tuned.Select(r => r.Digest));

        static (Strategy, int, double, double, string) Key(Outcome r) =>
            (r.Strategy, r.Seed, r.Recognition.Accuracy, r.Loss, r.Digest);
    }

    [Test]
    public void A_result_does_not_depend_on_what_else_is_trained()
    {
        Outcome alone = Run(s_short with { Seeds = [1], Strategies = [Strategy.Balanced] }).ShouldHaveSingleItem();
        alone.Digest.ShouldBe(Run(s_short).Single(r => r is { Seed: 1, Strategy: Strategy.Balanced }).Digest);
    }

    [Test]
    public void Strategies_make_about_the_same_number_of_updates()
    {
        Outcome[] results = Run(new() { Epochs = 2, FineTuneEpochs = 3 });
        long Updates(Strategy strategy) => results.Single(r => r.Strategy == strategy).Updates;
        long balanced = Updates(Strategy.Balanced);
        balanced.ShouldBe(2 * 229);
        Math.Abs(Updates(Strategy.Plain) - balanced).ShouldBeLessThanOrEqualTo(84 / 2);
        Updates(Strategy.Weighted).ShouldBe(Updates(Strategy.Plain));
        Updates(Strategy.PriorCorrected).ShouldBe(balanced);
        Updates(Strategy.FineTuned).ShouldBe(balanced + (3 * 84));
        new Study(s_clinic, new()).Epochs(Strategy.FineTuned).ShouldBe(15);
    }

    [Test]
    public void Correction_and_costs_do_what_they_are_for()
    {
        Outcome[] results = Run(new());
        Recognition Of(Strategy strategy) => results.Single(r => r.Strategy == strategy).Recognition;
        Of(Strategy.PriorCorrected).LargestGap.ShouldBeLessThan(Of(Strategy.Balanced).LargestGap / 3);
        Of(Strategy.ByCost).BalancedAccuracy.ShouldBeGreaterThan(Of(Strategy.FineTuned).BalancedAccuracy + 0.05);
        Of(Strategy.ByCost).PredictedFrequencies.ShouldBe(Of(Strategy.FineTuned).PredictedFrequencies);
    }

    [Test]
    public void Class_weights_make_all_classes_weigh_the_same()
    {
        float[] weights = new Study(s_clinic, s_short).ClassWeights;
        int[] sizes = Clinic.ClassSizes(s_clinic.Train.Labels);
        for (int c = 0; c < 3; c++)
        {
            (weights[c] * sizes[c]).ShouldBe(4000f / 3, 0.001f);
        }
    }

    [Test]
    public void The_ledger_tells_what_was_drawn()
    {
        Outcome result = Run(s_short with { Seeds = [0], Strategies = [Strategy.FineTuned] }).ShouldHaveSingleItem();
        int[] sizes = Clinic.ClassSizes(s_clinic.Train.Labels);
        result.Updates.ShouldBe(229 + 84);
        result.Ledger.Select(draws => draws.Samples).ShouldBe(sizes);
        result.Ledger.Select(draws => draws.Draws).ShouldBe(sizes.Select(size => (long)(sizes[0] + size)));
    }

    [Test]
    public void Fine_tuning_the_output_layer_leaves_the_slopes_alone()
    {
        Outcome balanced = Run(s_short with { Seeds = [0], Strategies = [Strategy.Balanced] })[0];
        Options fineTuned = s_short with { Seeds = [0], Strategies = [Strategy.FineTuned] };
        Outcome output = Run(fineTuned with { FineTuning = FineTuning.Output })[0], all = Run(fineTuned)[0];
        output.SlopesAfter.ShouldBeEquivalentTo(balanced.SlopesAfter);
        output.Digest.ShouldNotBe(balanced.Digest);
        all.SlopesAfter[0].ShouldNotBe(balanced.SlopesAfter[0]);
    }

    [Test]
    public void Training_learns()
    {
        Outcome result = Run(new Options { Epochs = 3, Strategies = [Strategy.Balanced] })[0];
        result.Recognition.BalancedAccuracy.ShouldBeGreaterThan(0.8);
        result.SlopesBefore.SelectMany(slopes => slopes).ShouldAllBe(slope => slope == 0.25f);
        result.SlopesAfter.SelectMany(slopes => slopes).ShouldContain(slope => slope != 0.25f);
        result.SlopesAfter.Select(slopes => slopes.Length).ShouldBe([32, 16]);
    }

    private static Outcome[] Run(Options options, int threads = 1)
    {
        using var limit = new ThreadLimit(threads);
        return new Study(s_clinic, options).Run(new Session(), _ => { }, _ => { });
    }
}
