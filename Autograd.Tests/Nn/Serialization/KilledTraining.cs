using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Autograd.Nn;
using Autograd.Tests.Distributed;

namespace Autograd.Tests.Nn.Serialization;

/// <summary>
/// A training in a process of its own, which is killed at random moments with a signal that nobody can catch, and started again: it finds a
/// whole checkpoint each time, and ends with the weights of one that nobody disturbed.
/// </summary>
public sealed class KilledTraining
{
    private const int MostMilliseconds = 450;

    [Test]
    public void Killed_at_any_moment_it_ends_with_the_weights_of_an_undisturbed_one() => Kill(20);

    [Test, Explicit("It takes minutes."), Category("Long")]
    public void Killed_two_hundred_times_it_ends_with_the_weights_of_an_undisturbed_one() => Kill(200);

    /// <summary>
    /// Trains from the last checkpoint to the end, slowly enough to be killed, and prints what became of it; or is a rank of several.
    /// </summary>
    /// <param name="args">The seed of the training, and the folder of its checkpoints; or what the ranks do.</param>
    public static void Main(string[] args)
    {
        if (args[0] == RankProgram.Name)
        {
            RankProgram.Run(args[1..]);
            return;
        }

        var training = new DrawnTraining(ulong.Parse(args[0], CultureInfo.InvariantCulture)) { MillisecondsPerBatch = 4 };
        Console.WriteLine(Digest(training.Run(args[1], everyBatches: 1, stopAfter: int.MaxValue)));
    }

    private static void Kill(int kills)
    {
        // Two at a time, one for each processor of a small machine.
        int left = kills;
        Parallel.For(0, 2, new ParallelOptions { MaxDegreeOfParallelism = 2 }, lane =>
        {
            var random = new Random(lane);
            for (int seed = lane + 1; Volatile.Read(ref left) > 0; seed += 2)
            {
                string expected = Digest(new DrawnTraining((ulong)seed).Run());
                using var folder = new TemporaryFolder();
                string? digest = null;
                while (digest is null)
                {
                    int milliseconds = Volatile.Read(ref left) > 0 ? random.Next(MostMilliseconds) : Timeout.Infinite;
                    digest = Start(seed, folder.Path, milliseconds, ref left);
                }

                digest.ShouldBe(expected, $"training {seed}");
            }
        });
    }

    // What it printed, or null where it was killed before.
    private static string? Start(int seed, string folder, int milliseconds, ref int left)
    {
        using var process = Process.Start(new ProcessStartInfo(
            Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet",
            [typeof(KilledTraining).Assembly.Location, seed.ToString(CultureInfo.InvariantCulture), folder])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        if (!process.WaitForExit(milliseconds))
        {
            process.Kill();
            process.WaitForExit();
            Interlocked.Decrement(ref left);
            return null;
        }

        string output = process.StandardOutput.ReadToEnd(), error = process.StandardError.ReadToEnd();
        process.ExitCode.ShouldBe(0, error);
        return output.Trim();
    }

    private static string Digest(TrainingOutcome outcome) =>
        Convert.ToHexString(SHA256.HashData([.. outcome.Weights, .. System.Text.Encoding.UTF8.GetBytes(outcome.Text)]));
}
