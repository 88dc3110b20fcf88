using System.Diagnostics;
using System.Runtime.InteropServices;
using Autograd.Core;
using Autograd.Nn;
using Autograd.Tests.Nn.Serialization;
using SampleTools;

namespace Autograd.Tests.Samples;

/// <summary>A sample that is stopped, again and again, and goes on ends with what an undisturbed run shows.</summary>
public sealed class ResumedSampleTests
{
    private const int Stopped = 130, Terminate = 15;

    private static readonly string[] s_rare = ["--strategy", "finetuned", "--epochs", "60", "--threads", "1"];

    [TestCase("Digits", "--epochs 3 --data DATA", 2)]
    [TestCase("EdgePolarity", "--epochs 5", 70)]
    [TestCase("LargeVocabulary", "--classes 500 --features 8 --steps 12", 5)]
    [TestCase("MeanOrMedian", "--epochs 2", 33)]
    [TestCase("NextCharacter", "--steps 5 --units 8 --length 20 --text DATA", 2)]
    [TestCase("PhysicsInformed", "--places 16 --steps 30", 7)]
    [TestCase("RareDisease", "--epochs 2 --finetune-epochs 2 --strategy plain,finetuned --threads 2", 300)]
    [TestCase("SkinnyNetwork", "--seeds 2 --steps 5 --depth 3", 17)]
    [TestCase("Spirals", "--points 40 --epochs 5", 3)]
    public void Stopped_again_and_again_it_ends_with_what_an_undisturbed_run_shows(string sample, string options, int steps)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllLines(folder.File("DATA"), Enumerable.Range(0, 120).Select(i =>
            string.Join(',', Enumerable.Range(0, 64).Select(square => square * i % 17).Append(i % 10))));
        options = options.Replace("DATA", folder.File("DATA"), StringComparison.Ordinal);
        string[] expected = Settled(EverySampleTests.Run(sample, options.Split(' ')).Output);
        string[] args = [.. options.Split(' '), "--checkpoint", folder.File("run")];
        int stops = 0;
        while (true)
        {
            Session.StopsAfter.Value = steps;
            (int code, string output, string error) = EverySampleTests.Run(sample, stops == 0 ? args : [.. args, "--resume"]);
            Session.StopsAfter.Value = 0;
            if (code == 0)
            {
                (error, stops).ShouldBe(("", stops), "an end without a word");
                Settled(output).ShouldBe(expected);
                break;
            }

            code.ShouldBe(Stopped, error);
            error.ShouldStartWith("Stopped after ");
            error.TrimEnd().ShouldEndWith($" -- {options} --checkpoint {folder.File("run")} --resume");
            stops++;
        }

        stops.ShouldBeGreaterThan(1);

        // What is over is over.
        Settled(EverySampleTests.Run(sample, [.. args, "--resume"]).Output).ShouldBe(expected);
        (int refused, string nothing, string reason) = EverySampleTests.Run(sample, args);
        (refused, nothing).ShouldBe((1, ""));
        reason.TrimEnd().ShouldEndWith("has checkpoints already; go on from them with --resume, or choose another folder");
    }

    [TestCase("EdgePolarity", "--epochs 2", 3)]
    [TestCase("RareDisease", "--epochs 2 --strategy plain --threads 1", 5)]
    [TestCase("Spirals", "--points 80 --epochs 2", 1)]
    public void It_stops_within_an_epoch(string sample, string options, int steps)
    {
        using var folder = new TemporaryFolder();
        Session.StopsAfter.Value = steps;
        (int code, _, string error) = EverySampleTests.Run(sample, [.. options.Split(' '), "--checkpoint", folder.File("run")]);
        Session.StopsAfter.Value = 0;
        code.ShouldBe(Stopped, error);

        // That step, and perhaps the one that was under way.
        error.ShouldMatch($"^Stopped after ({steps}|{steps + 1}) training steps");
    }

    [Test, Platform(Exclude = "Win", Reason = "There a signal cannot be sent to another process.")]
    public void Ended_by_the_system_and_killed_it_ends_with_what_an_undisturbed_run_shows()
    {
        string[] expected = Settled(EverySampleTests.Run("RareDisease", s_rare).Output);
        using var folder = new TemporaryFolder();
        string[] args = [.. s_rare, "--checkpoint", folder.File("run")];
        using (Process process = Start(args))
        {
            Send(process.Id, Terminate).ShouldBe(0);
            process.WaitForExit();
            process.StandardError.ReadToEnd().ShouldContain("--resume");
            process.ExitCode.ShouldBe(Stopped);
        }

        using (Process process = Start([.. args, "--resume"]))
        {
            process.Kill();
            process.WaitForExit();
        }

        (int code, string output, string error) = EverySampleTests.Run("RareDisease", [.. args, "--resume"]);
        (code, error).ShouldBe((0, ""));
        Settled(output).ShouldBe(expected);
    }

    [TestCase("", "Stopped after 3 training steps; with --checkpoint <folder> one can go on.", Stopped)]
    [TestCase("--resume", "--resume: expected --checkpoint with it, the folder to go on from", 1)]
    [TestCase("--checkpoint FILE", "FILE", 1)]
    [TestCase("--checkpoint OTHER --resume", "'OTHER/checkpoint-00000001.safetensors'", 1)]
    [TestCase("--checkpoint LARGER --resume", "weight", 1)]
    public void What_is_wrong_is_one_line(string options, string expected, int code)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("OTHER"));
        folder.File("FILE", [1]);
        folder.File("OTHER/checkpoint-00000001.safetensors", [1]);
        if (options.Contains("LARGER", StringComparison.Ordinal))
        {
            EverySampleTests.Run(
                "NextCharacter", "--steps", "1", "--units", "16", "--length", "0", "--checkpoint", folder.File("LARGER"));
        }

        string In(string text) => new[] { "FILE", "OTHER", "LARGER" }.Aggregate(
            text, (all, name) => all.Replace(name, folder.File(name), StringComparison.Ordinal));
        Session.StopsAfter.Value = 3;
        string[] given = In(options).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        (int actual, _, string error) = EverySampleTests.Run("NextCharacter", ["--units", "8", "--length", "0", .. given]);
        Session.StopsAfter.Value = 0;
        error.ShouldContain(In(expected));
        error.TrimEnd().ShouldNotContain('\n');
        actual.ShouldBe(code);
    }

    [Test]
    public void A_checkpoint_that_cannot_be_written_is_told_and_the_training_goes_on()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("run/solver.safetensors"));
        (int code, string output, string error) =
            EverySampleTests.Run("PhysicsInformed", "--places", "16", "--steps", "2", "--checkpoint", folder.File("run"));
        output.ShouldContain("The largest error at ");
        error.ShouldStartWith("The last checkpoint could not be written: ");
        error.TrimEnd().ShouldNotContain('\n');
        code.ShouldBe(0);

        folder.File("FILE", [1]);
        (code, _, error) = EverySampleTests.Run("PhysicsInformed", "--places", "16", "--steps", "2", "--checkpoint", folder.File("FILE"));
        error.ShouldContain(folder.File("FILE"));
        code.ShouldBe(1);
    }

    [TestCase("PhysicsInformed", "--places 16 --steps 2", "run")]
    [TestCase("Spirals", "--points 40 --epochs 1", "run")]
    [TestCase("EdgePolarity", "--epochs 1", "run/Magnitude")]
    public void Two_runs_do_not_share_a_folder(string sample, string options, string held)
    {
        using var folder = new TemporaryFolder();
        string own = folder.File(held);
        Directory.CreateDirectory(own);
        string[] args = [.. options.Split(' '), "--checkpoint", folder.File("run")];
        using (new FileStream(Path.Combine(own, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
        {
            (int code, _, string error) = EverySampleTests.Run(sample, args);
            code.ShouldBe(1);
            error.ShouldContain("another ");
            error.ShouldContain($"'{own}'");
            error.TrimEnd().ShouldNotContain('\n');
        }

        // Whoever held it has ended, and what is left of the lock hinders nobody.
        EverySampleTests.Run(sample, args).Code.ShouldBe(0);
    }

    [Test]
    public void The_trainer_knows_how_many_batches_are_followed()
    {
        using var session = new Session();
        var loader = new DataLoader(new TensorDataset(Tensor.Zeros([7, 1]), Tensor.Zeros([7, 1])), batchSize: 2);
        IEnumerable<Batch> followed = session.Follow(loader);
        followed.TryGetNonEnumeratedCount(out int count).ShouldBeTrue();
        (count, followed.Select(_ => 1).Sum()).ShouldBe((4, 4));
        session.Follow(followed.Take(3), count: 3).TryGetNonEnumeratedCount(out count).ShouldBeTrue();
        (count, session.Steps).ShouldBe((3, 4));
    }

    [Test]
    public void Arguments_are_quoted_as_a_shell_takes_them()
    {
        using var folder = new TemporaryFolder();
        string strange = folder.File("it's a folder");
        Session.StopsAfter.Value = 1;
        string error = EverySampleTests.Run("Spirals", "--epochs", "2", "--checkpoint", strange).Error;
        Session.StopsAfter.Value = 0;
        error.ShouldContain($"--checkpoint '{strange.Replace("'", "'\\''", StringComparison.Ordinal)}' --resume");
    }

    // Once it has begun to train.
    private static Process Start(string[] args)
    {
        Process process = Process.Start(new ProcessStartInfo(
            Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet",
            [typeof(RareDisease.Program).Assembly.Location, .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        while (process.StandardOutput.ReadLine() is { Length: > 0 })
        {
        }

        return process;
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Send(int process, int signal);

    // What does not depend on the clock.
    private static string[] Settled(string output) =>
    [
        .. output.Split('\n').Select(line => line.TrimEnd('\r')).Where(line => EverySampleTests.IsSettled(line)
            && !line.EndsWith(" s", StringComparison.Ordinal) && !line.StartsWith("No training step", StringComparison.Ordinal)),
    ];
}
