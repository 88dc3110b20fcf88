using RareDisease;

namespace Autograd.Tests.Samples;

public sealed class TrainerTests
{
    private static readonly Clinic s_clinic = ClinicGenerator.Make();
    private static readonly Options s_short = new() { Epochs = 1, FineTuneEpochs = 1, Seeds = [0, 1] };

    [Test]
    public void Same_seed_same_bits_with_1_and_2_threads()
    {
        TrainingResult[] one = Run(s_short), two = Run(s_short with { Threads = 2 });
        two.Select(Key).ShouldBe(one.Select(Key));
        one.Select(r => r.Digest).Distinct().Count().ShouldBe(one.Length, "each strategy and seed comes to weights of its own");
        one.Select(r => (r.Strategy, r.Seed)).ShouldBe(StrategyNames.All.SelectMany(s => new[] { (s, 0), (s, 1) }));

        static (Strategy, int, double, double, string) Key(TrainingResult r) =>
            (r.Strategy, r.Seed, r.Evaluation.Accuracy, r.Loss, r.Digest);
    }

    [Test]
    public void A_result_does_not_depend_on_what_else_is_trained()
    {
        TrainingResult alone = Run(s_short with { Seeds = [1], Strategies = [Strategy.Balanced] }).ShouldHaveSingleItem();
        alone.Digest.ShouldBe(Run(s_short).Single(r => r is { Seed: 1, Strategy: Strategy.Balanced }).Digest);
    }

    [Test]
    public void Strategies_make_about_the_same_number_of_updates()
    {
        var trainer = new Trainer(s_clinic, new Options());
        long balanced = trainer.Updates(Strategy.Balanced);
        balanced.ShouldBe(10 * 229);
        Math.Abs(trainer.Updates(Strategy.Plain) - balanced).ShouldBeLessThanOrEqualTo(84 / 2);
        trainer.Updates(Strategy.Weighted).ShouldBe(trainer.Updates(Strategy.Plain));
        trainer.Updates(Strategy.FineTuned).ShouldBe(balanced + (5 * 84));
    }

    [Test]
    public void Class_weights_make_all_classes_weigh_the_same()
    {
        float[] weights = new Trainer(s_clinic, s_short).ClassWeights;
        for (int c = 0; c < 3; c++)
        {
            (weights[c] * s_clinic.Train.ClassSizes[c]).ShouldBe(4000f / 3, 0.001f);
        }
    }

    [Test]
    public void The_ledger_tells_what_was_drawn()
    {
        TrainingResult result = Run(s_short with { Seeds = [0], Strategies = [Strategy.FineTuned] }).ShouldHaveSingleItem();
        int[] sizes = s_clinic.Train.ClassSizes;
        result.Updates.ShouldBe(229 + 84);
        result.Ledger.Select(draws => draws.Samples).ShouldBe(sizes);
        result.Ledger.Select(draws => draws.Draws).ShouldBe(sizes.Select(size => (long)(sizes[0] + size)));
    }

    [Test]
    public void Fine_tuning_the_output_layer_leaves_the_slopes_alone()
    {
        TrainingResult balanced = Run(s_short with { Seeds = [0], Strategies = [Strategy.Balanced] })[0];
        Options fineTuned = s_short with { Seeds = [0], Strategies = [Strategy.FineTuned] };
        TrainingResult output = Run(fineTuned with { FineTuning = FineTuning.Output })[0], all = Run(fineTuned)[0];
        output.SlopesAfter.ShouldBeEquivalentTo(balanced.SlopesAfter);
        output.Digest.ShouldNotBe(balanced.Digest);
        all.SlopesAfter[0].ShouldNotBe(balanced.SlopesAfter[0]);
    }

    [Test]
    public void Training_learns()
    {
        TrainingResult result = Run(new Options { Epochs = 3, Strategies = [Strategy.Balanced] })[0];
        result.Evaluation.BalancedAccuracy.ShouldBeGreaterThan(0.8);
        result.SlopesBefore.SelectMany(slopes => slopes).ShouldAllBe(slope => slope == 0.25f);
        result.SlopesAfter.SelectMany(slopes => slopes).ShouldContain(slope => slope != 0.25f);
        result.SlopesAfter.Select(slopes => slopes.Length).ShouldBe([32, 16]);
    }

    private static TrainingResult[] Run(Options options) => Trainings.Run(new Trainer(s_clinic, options), options, new Silence());

    private sealed class Silence : IProgressReport
    {
        public void Updated(Strategy strategy)
        {
        }

        public void Finished(TrainingResult result)
        {
        }
    }
}
