using Autograd.Nn;

namespace Autograd.Tests.Nn.Serialization;

/// <summary>
/// A training that is stopped again and again, at any batch and in either way, and goes on in fresh objects each time ends with the bits
/// and the reports of one that nobody disturbed: trainings drawn at random, of all that a trainer can do.
/// </summary>
public sealed class ResumingLaw
{
    [TestCaseSource(nameof(Seeds))]
    public void A_training_that_was_stopped_and_resumed_ends_as_one_that_was_not(int seed)
    {
        TrainingOutcome undisturbed = new DrawnTraining((ulong)seed).Run();
        TrainingOutcome resumed = StoppedAndResumed(seed, training => training);
        resumed.Weights.ShouldBe(undisturbed.Weights);
        resumed.Text.ShouldBe(undisturbed.Text);
    }

    [TestCaseSource(nameof(Seeds))]
    public void From_each_of_its_checkpoints_it_ends_the_same(int seed)
    {
        using var folder = new TemporaryFolder();
        TrainingOutcome undisturbed = new DrawnTraining((ulong)seed) { Keep = int.MaxValue }.Run(folder.Path, 1, int.MaxValue);
        var random = new Random(seed);
        foreach (string file in Directory.GetFiles(folder.Path, "*.safetensors").Where(_ => random.Next(6) == 0))
        {
            TrainingOutcome resumed = new DrawnTraining((ulong)seed) { From = file }.Run();
            resumed.Weights.ShouldBe(undisturbed.Weights, Path.GetFileName(file));
            resumed.Text.ShouldBe(undisturbed.Text, Path.GetFileName(file));
        }
    }

    // Each of these is something that a checkpoint might lack.
    [TestCase("random")]
    [TestCase("state/optimizer/")]
    [TestCase("sampler.generator")]
    [TestCase("run/best.")]
    [TestCase("run/watched.")]
    [TestCase("run/tally.")]
    [TestCase("run/is_trained")]
    [TestCase("run/phase_epochs")]
    [TestCase("run/history.")]
    [TestCase("gradient.")]
    [TestCase("trainer/steps")]
    [TestCase("plateau/value")]
    [TestCase("run/learning_rates")]
    [TestCase("run/settings.rate_factors")]
    [TestCase("run/settings.in_training")]
    [TestCase("batches.0/place")]
    public void It_sees_what_is_forgotten(string forgotten)
    {
        bool isSeen = false;
        foreach (int seed in Seeds())
        {
            if (isSeen)
            {
                break;
            }

            TrainingOutcome undisturbed = new DrawnTraining((ulong)seed).Run();
            TrainingOutcome resumed = StoppedAndResumed(seed, training => training with { Forgotten = forgotten });
            isSeen = !resumed.Weights.SequenceEqual(undisturbed.Weights) || resumed.Text != undisturbed.Text;
        }

        isSeen.ShouldBeTrue();
    }

    private static IEnumerable<int> Seeds() => Enumerable.Range(1, 30);

    private static TrainingOutcome StoppedAndResumed(int seed, Func<DrawnTraining, DrawnTraining> changed)
    {
        using var folder = new TemporaryFolder();
        var random = new Random(seed);
        for (int attempt = 0; attempt < 100; attempt++)
        {
            DrawnTraining training = changed(new DrawnTraining((ulong)seed));
            TrainingOutcome outcome = training.Run(
                folder.Path, random.Next(1, 6), random.Next(2, 12), isKilled: random.Next(2) == 0, threads: random.Next(1, 3));
            if (outcome.IsOver)
            {
                return outcome;
            }
        }

        return new(false, [], "It got nowhere.");
    }
}
