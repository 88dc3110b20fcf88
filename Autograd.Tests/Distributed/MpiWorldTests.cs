using System.Text;
using Autograd.Distributed;

namespace Autograd.Tests.Distributed;

// The processes wait more than they work.
[Parallelizable(ParallelScope.All)]
public sealed class MpiWorldTests
{
    [Test]
    public void Without_mpirun_there_is_one_rank_and_no_library()
    {
        if (Environment.GetEnvironmentVariable("OMPI_COMM_WORLD_SIZE") is not null)
        {
            Assert.Ignore("The suite runs under mpirun.");
        }

        using var world = MpiWorld.Initialize();
        (world.Rank, world.Size, world.ToString()).ShouldBe((0, 1, "rank 0 of 1"));
        float[] block = [1, 2];
        world.AllReduce(block);
        block.ShouldBe([1, 2]);
        world.AllGather([3, 4]).ShouldHaveSingleItem().ShouldBe([3, 4]);
        world.Broadcast([5]).ShouldBe([5]);
        world.Barrier();
        world.ExpectSame("the seed", "1");
        if (OperatingSystem.IsLinux())
        {
            File.ReadAllText("/proc/self/maps").ShouldNotContain("libmpi.so");
        }

        world.Dispose();
        Should.Throw<ObjectDisposedException>(() => world.AllReduce(block)).Message.ShouldStartWith("MpiWorld: a sum after Dispose");
        Should.Throw<ObjectDisposedException>(world.Barrier).Message.ShouldStartWith("MpiWorld: a barrier after Dispose");

        // One may end, and another begin.
        MpiWorld.Initialize(TimeSpan.FromSeconds(1)).Dispose();
        Should.Throw<ArgumentOutOfRangeException>(() => MpiWorld.Initialize(TimeSpan.Zero));
    }

    [TestCase("OMPI_COMM_WORLD_SIZE", true)]
    [TestCase("PMIX_RANK", true)]
    [TestCase("PATH", false)]
    public void What_mpirun_sets_tells_that_there_may_be_several(string variable, bool are) =>
        Launcher.StartsSeveral(name => name == variable ? "2" : null).ShouldBe(are);

    [Test]
    public void The_mpirun_of_another_MPI_is_refused_by_name() =>
        Should.Throw<MpiException>(() => Launcher.StartsSeveral(name => name == "PMI_RANK" ? "0" : null))
            .Message.ShouldContain("another MPI (PMI_RANK is set, as MPICH and Intel MPI do), and expected is that of Open MPI 4.1");

    [Test]
    public void A_library_that_is_not_there_is_refused_with_what_to_install() =>
        Should.Throw<MpiException>(() => OpenMpi.Find(["libnone.so.40"]))
            .Message.ShouldContain("(libnone.so.40); expected Open MPI 4.1 on every machine (Debian: apt-get install openmpi-bin");

    [TestCase("MPICH Version:      4.0.2\nMPICH Release date: 2022")]
    [TestCase("Intel(R) MPI Library 2021.8 for Linux* OS")]
    [TestCase("Open MPI v1.10.7, package: Open MPI")]
    [TestCase("MVAPICH2 Version      :\t2.3.7")]
    [TestCase("")]
    public void Another_library_is_refused_by_name(string version) =>
        Should.Throw<MpiException>(() => OpenMpi.Expect(version))
            .Message.ShouldContain($"is '{version.Split('\n')[0]}'; expected Open MPI 4.1");

    [TestCase("Open MPI v4.1.4, package: Debian OpenMPI, ident: 4.1.4, repo rev: v4.1.4, May 26, 2022")]
    [TestCase("Open MPI v5.0.3, package: Open MPI")]
    public void Open_MPI_is_taken(string version) => Should.NotThrow(() => OpenMpi.Expect(version));

    [TestCase("3 3", 2, 1)]
    [TestCase("f f", 4, 2)]
    [TestCase("1 2", 1, 1)]
    [TestCase("3 c", 2, 2)]
    [TestCase("f f f", 4, 1)]
    [TestCase("3 c f", 2, 1)]
    [TestCase("f", 4, 4)]
    [TestCase("?", 4, 4)]
    public void Ranks_with_processors_of_their_own_use_them_all_and_others_share(string all, int own, int threads) =>
        Processors.Share(all.Split(' '), own).ShouldBe(threads);

    [Test]
    public void A_message_between_watches_is_read_as_it_was_written_however_it_arrives()
    {
        Frame here = new(FrameKind.Here, new(12, 11, 1234567890123, 0.25, "the sum of the gradients"), "");
        byte[] bytes = [.. here.ToBytes(), .. Frame.Of(FrameKind.Failed, "Größe\n").ToBytes()];
        for (int arrived = 0; arrived < bytes.Length; arrived++)
        {
            bool isOne = arrived >= here.ToBytes().Length;
            Frame.TryRead(bytes.AsSpan(0, arrived), out Frame read, out int length).ShouldBe(isOne);
            (read.Kind, read.Place).ShouldBe(isOne ? (here.Kind, here.Place) : default);
            length.ShouldBe(isOne ? here.ToBytes().Length : 0);
        }

        Frame.TryRead(bytes.AsSpan(here.ToBytes().Length), out Frame failed, out _).ShouldBeTrue();
        (failed.Kind, failed.Text).ShouldBe((FrameKind.Failed, "Größe\n"));
        Should.Throw<InvalidDataException>(() => Frame.TryRead(Encoding.UTF8.GetBytes("GET / HTTP/1.1"), out _, out _));
    }

    [TestCase(3)]
    [TestCase(4)]
    public void Sums_have_the_order_of_the_tree_all_ranks_hear_all_and_train_to_the_bits_of_one(int ranks)
    {
        using var alone = MpiWorld.Initialize();
        string trained = ranks == 3 ? "nothing" : SharedTraining.Run(alone);
        MpiOutcome outcome = Mpirun.Run(ranks, "collectives");
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        outcome.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order()
            .ShouldBe(Enumerable.Range(0, ranks).Select(rank => $"rank {rank} of {ranks} is right and trained {trained}"));
    }

    [Test]
    public void What_one_rank_alone_has_disposed_of_is_its_own_error()
    {
        MpiWorld.IsOfAll(new ObjectDisposedException("FileStream")).ShouldBeFalse();
        MpiWorld.IsOfAll(new ObjectDisposedException(nameof(MpiWorld))).ShouldBeTrue();
        MpiWorld.IsOfAll(new MpiException("the ranks differ")).ShouldBeTrue();
    }

    [TestCase(
        "   at Autograd.Distributed.MpiWorld.AllGather(String)\n   at Program.<Main>$(String[]) in Train.cs:line 9\n   at Program.B()",
        "at Program.<Main>$(String[]) in Train.cs:line 9")]
    [TestCase(
        "   at System.IO.File.Open()\r\n--- End of stack trace ---\r\n   at Autograd.Nn.Trainer.Fit()\r\n   at Mine.Train()",
        "at Mine.Train()")]
    [TestCase("   at System.Threading.Tasks.Task.Wait()", "at System.Threading.Tasks.Task.Wait()")]
    [TestCase(null, "")]
    public void Where_it_failed_is_told_by_the_line_of_the_user(string? trace, string place) => MpiWorld.Place(trace).ShouldBe(place);

    [Test]
    public void Evaluate_on_one_rank_alone_is_named() => Mpirun.Run(2, "evaluate").Words.ShouldHaveSingleItem().ShouldMatch(
        "the program of rank 1 .+ is over, after the comparison of the weights.*, while rank 0 waits for it in Evaluate, which all " +
        "ranks must call, with 0 metrics of the trainer: it ended");

    [TestCase("await")]
    [TestCase("exit")]
    public void A_program_that_ends_on_another_thread_than_it_began_ends_well(string how)
    {
        MpiOutcome outcome = Mpirun.Run(2, how);
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        outcome.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe(["done", "done"]);
        outcome.Words.ShouldBeEmpty();
    }

    // As where the library is not there: nobody has met yet.
    [TestCase("0", "MpiWorld: this process was started by the mpirun of another MPI")]
    [TestCase("1", "")]
    public void What_keeps_ranks_from_meeting_is_told_in_one_line_by_the_first(string rank, string line)
    {
        MpiOutcome outcome = Mpirun.RunAlone(("PMI_RANK", rank), "throw", "0");
        outcome.ExitCode.ShouldBe(1);
        outcome.Error.ShouldStartWith(line);
        outcome.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(line.Length > 0 ? 1 : 0, outcome.Error);
    }

    [Test]
    public void A_fault_ends_all_ranks_with_one_line_that_says_which_and_where()
    {
        // All at once.
        const string process = @" of 3 \(.+, process \d+\) ";
        Parallel.ForEach(
            new (string Fault, int Rank, string Line)[]
            {
                ("throw", 2, $"rank 2{process}failed: InvalidOperationException: two lines \\(at .+RankProgram.+\\)"),
                ("throw", -1, $"rank \\d{process}failed: InvalidOperationException: two lines \\(at .+"),
                ("kill", 0, $"rank 0{process}is gone: it was killed, or its process ended without an exception. Rank 1 is "),
                ("kill", 1, $"rank 1{process}is gone: it was killed, or its process ended without an exception. It was last seen "),
                ("hang", 2, $"rank 2{process}hangs or is slow: rank \\d has waited for it for .+ s in a sum, .+ It is after a sum"),
                ("leave", 1, $"the program of rank 1{process}is over, after a sum, while rank \\d waits for it in a sum: it ended, as"),
                ("hangover", 2, $"rank 2{process}hangs or is slow: the program of rank \\d has been over for .+ s, the timeout is 3 s"),
                ("caught", 1, $"the program of rank 1{process}is over, after a barrier, while rank \\d waits for it in a barrier: it " +
                    "threw InvalidOperationException: the reason \\(at .+"),
                ("refused", 1, $"rank 0{process}failed: MpiException: MpiWorld: the ranks differ in the seed: it is .0. on rank 0"),
                ("other", 1, $"the ranks do not do the same: rank 0{process}is in a sum, and rank 1{process}is in a barrier"),
                ("lengths", 0, $"rank \\d{process}failed: MpiException: MpiWorld: AllReduce adds up blocks of the same length and type " +
                    "on all ranks; got 3 floats on rank 0, and 4 floats on rank 2"),
                ("types", 0, $"rank \\d{process}failed: MpiException: .+; got 3 floats on rank 0, and 3 doubles on rank 1"),
                ("parted", 0, $"rank \\d{process}failed: ObjectDisposedException: MpiWorld: a barrier after Dispose, when the ranks"),
                ("differ", 0, $"rank \\d{process}failed: MpiException: MpiWorld: the ranks differ in the seed: it is .0. on rank 0.+, " +
                    "and '1' on rank 2 "),
            },
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            row =>
            {
                MpiOutcome outcome = Mpirun.Run(3, row.Fault, FormattableString.Invariant($"{row.Rank}"));
                outcome.Words.ShouldHaveSingleItem($"{row}: {outcome.Error}").ShouldMatch("^MpiWorld: " + row.Line);
                outcome.ExitCode.ShouldNotBe(0);
                outcome.Error.ShouldNotContain("Unhandled exception");
            });
    }
}
