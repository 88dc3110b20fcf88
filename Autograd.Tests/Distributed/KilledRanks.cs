using Autograd.Distributed;
using Autograd.Tests.Nn.Serialization;

namespace Autograd.Tests.Distributed;

/// <summary>
/// A training on several ranks, of which one is killed at a random moment; it goes on from its checkpoints on another number of ranks, and
/// ends with the bits of one that nobody disturbed.
/// </summary>
[Parallelizable]
public sealed class KilledRanks
{
    private const int MostMilliseconds = 400;

    [Test]
    public void Killed_at_any_moment_it_goes_on_with_any_number_of_ranks_to_the_same_bits() => Kill(3);

    [Test, Explicit("It takes a minute."), Category("Long")]
    public void Killed_fifty_times_it_goes_on_with_any_number_of_ranks_to_the_same_bits() => Kill(50);

    private static void Kill(int kills)
    {
        using var alone = MpiWorld.Initialize();
        string expected = SharedTraining.Run(alone);
        var random = new Random(kills);
        while (kills > 0)
        {
            using var folder = new TemporaryFolder();
            for (bool isOver = false; !isOver;)
            {
                int ranks = 1 << random.Next(3), killed = kills > 0 ? random.Next(ranks) : -1;
                MpiOutcome outcome = Mpirun.Run(
                    ranks, "train", folder.Path, FormattableString.Invariant($"{killed}"), $"{random.Next(MostMilliseconds)}");
                isOver = outcome.ExitCode == 0;
                if (isOver)
                {
                    outcome.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order()
                        .ShouldBe(Enumerable.Range(0, ranks).Select(rank => $"rank {rank} of {ranks} trained {expected}"), outcome.Error);
                }
                else
                {
                    // One alone has nobody who would tell.
                    outcome.Words.Length.ShouldBe(ranks == 1 ? 0 : 1, outcome.Error);
                    killed.ShouldBeGreaterThanOrEqualTo(0, outcome.Error);
                    kills--;
                }
            }
        }
    }
}
