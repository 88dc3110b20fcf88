using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Distributed;

/// <summary>
/// The processes that <c>mpirun</c> of Open MPI started together, each a rank: <c>mpirun -n 4 dotnet Train.dll</c>. Without mpirun there
/// is one, and no library is loaded, so that the same program runs everywhere.
/// </summary>
/// <remarks>
/// All ranks run the same program and make the same collective calls in the same order, from one thread at a time. Where one does not,
/// because it threw, was killed, ended before the others or hangs, all are ended within seconds, and one line on the error stream says
/// which and where. Ranks that share the processors of a machine share them out: until the world is disposed, ops use as many threads
/// as are this rank's part, on whichever thread they are called.
/// </remarks>
/// <example><code>
/// using var world = MpiWorld.Initialize();
/// Console.WriteLine($"rank {world.Rank} of {world.Size}");
/// </code></example>
public sealed partial class MpiWorld : IDisposable
{
    /// <summary>How many chunks a batch is cut into unless it is stated: for up to eight ranks.</summary>
    public const int DefaultChunks = 8;

    private static readonly string[] s_others =
        ["System.", "Microsoft.", .. new[] { typeof(Tensor), typeof(Module), typeof(MpiWorld) }.Select(type => $"{type.Namespace}.")];

    private static int s_isMade;

    private readonly Whereabouts _whereabouts = new();
    private readonly Watch? _watch;
    private readonly WatchedRank[] _ranks = [];
    private readonly PosixSignalRegistration? _signal;
    private readonly bool _isOfMpi;
    private bool _isOver;
    private volatile bool _isEnded;
    private volatile Exception? _thrown;

    private MpiWorld() => Size = 1;

    private unsafe MpiWorld(TimeSpan? timeout)
    {
        OpenMpi.Load();
        int provided, rank, size;
        OpenMpi.Check(OpenMpi.Initialize(null, null, OpenMpi.Serialized, &provided), "MPI_Init_thread");
        OpenMpi.ReturnErrors();
        OpenMpi.ExpectThreads(provided);
        OpenMpi.Check(OpenMpi.Rank(OpenMpi.World, &rank), "MPI_Comm_rank");
        OpenMpi.Check(OpenMpi.Size(OpenMpi.World, &size), "MPI_Comm_size");
        (Rank, Size, _isOfMpi) = (rank, size, true);
        if (size == 1)
        {
            return;
        }

        string[][] titles = Array.ConvertAll(
            AllGather($"{Environment.MachineName}\n{Environment.ProcessId}\n{Processors.Own}"), title => title.Split('\n'));
        _ranks = [.. titles.Select((title, number) => new WatchedRank(number, Size, title[0], title[1]))];
        string[] here = [.. titles.Where(title => title[0] == titles[Rank][0]).Select(title => title[2])];
        _watch = Meet(timeout);
        _watch.Start();
        AppDomain.CurrentDomain.UnhandledException += Failed;
        AppDomain.CurrentDomain.UnhandledException -= Launcher.Failed;
        AppDomain.CurrentDomain.ProcessExit += Exiting;
        AppDomain.CurrentDomain.FirstChanceException += Thrown;
        _signal = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Ended);
        ThreadLimit.OfProcess = Processors.Share(here, Environment.ProcessorCount);
        try
        {
            ExpectSame("the program", Program());
            ExpectSame("the width of the processor's vectors, on which the last bits of sums depend (DOTNET_EnableAVX512=0 or " +
                "DOTNET_EnableAVX2=0 narrows them)", Vectors());
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The number of this process, from 0.</summary>
    public int Rank { get; }

    /// <summary>How many processes there are.</summary>
    public int Size { get; }

    /// <summary>Meets the other processes, once in a program.</summary>
    /// <param name="timeout">
    /// How long a rank may keep others waiting in a collective call, or at the end of their programs, before it counts as hanging, and all
    /// are ended. By default, for ever: what a rank does alone, such as writing a checkpoint, takes its time.
    /// </param>
    /// <exception cref="MpiException">
    /// mpirun started the process, and there is no Open MPI, or another MPI; or the ranks run different programs.
    /// </exception>
    /// <exception cref="InvalidOperationException">It was called before in this process.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is not positive.</exception>
    public static MpiWorld Initialize(TimeSpan? timeout = null)
    {
        if (timeout is { } time)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(time, TimeSpan.Zero, nameof(timeout));
        }

        // Not twice, however often it is called.
        AppDomain.CurrentDomain.UnhandledException -= Launcher.Failed;
        AppDomain.CurrentDomain.UnhandledException += Launcher.Failed;
        bool areSeveral = Launcher.StartsSeveral(Environment.GetEnvironmentVariable);
        if (areSeveral && Interlocked.Exchange(ref s_isMade, 1) != 0)
        {
            AppDomain.CurrentDomain.UnhandledException -= Launcher.Failed;
            throw new InvalidOperationException(
                "MpiWorld: Initialize was called before in this process, and MPI meets once. Keep the world until the program ends.");
        }

        MpiWorld world = areSeveral ? new(timeout) : new();
        AppDomain.CurrentDomain.UnhandledException -= Launcher.Failed;
        return world;
    }

    /// <summary>
    /// Refuses ranks that differ in what must be the same, such as an option of the program; a collective call.
    /// </summary>
    /// <param name="what">What it is, in words.</param>
    /// <param name="value">What it is here; a digest where it is long.</param>
    /// <exception cref="MpiException">It is not the same on all ranks: on all of them.</exception>
    public void ExpectSame(string what, string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(what);
        ArgumentNullException.ThrowIfNull(value);
        string[] values = AllGather(value);
        int other = Array.FindIndex(values, there => there != values[0]);
        if (other >= 0)
        {
            throw new MpiException(
                $"MpiWorld: the ranks differ in {what}: it is '{values[0]}' on {_ranks[0]}, and '{values[other]}' on {_ranks[other]}. " +
                "Start all ranks with the same program, options and data.");
        }
    }

    /// <summary>
    /// Splits the steps of a training over the ranks, as <see cref="DataParallel"/> does over threads: each rank computes some chunks of
    /// every batch, on its threads, and all have the same weights, to the bit those of one process with as many chunks. All ranks give the
    /// same model, optimizer and batches, and read of the batches what they need; the first rank writes checkpoints and reports progress.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="optimizer">What changes its parameters.</param>
    /// <param name="chunks">
    /// How many chunks a batch is cut into, a power of two, on which alone the bits depend; the ranks are a power of two, at most as many.
    /// </param>
    /// <param name="divisor">As <see cref="DataParallel.Divisor"/>.</param>
    /// <param name="perChunkStatistics">As <see cref="DataParallel.PerChunkStatistics"/>.</param>
    /// <exception cref="ArgumentException">The chunks are no power of two, or the ranks are none or more.</exception>
    /// <example><code>
    /// using var world = MpiWorld.Initialize();
    /// var trainer = new Trainer(model, loss, optimizer) { Parallel = world.Parallel(model, optimizer) };
    /// </code></example>
    public DataParallel Parallel(Module model, Optimizer optimizer, int chunks = DefaultChunks, Func<Batch, double>? divisor = null,
        bool perChunkStatistics = false) => new(model, optimizer, chunks, Size == 1 ? null : new MpiExchange(this), isOfWorld: true)
        {
            Divisor = divisor,
            PerChunkStatistics = perChunkStatistics,
        };

    /// <summary>The world as a short text: the rank and how many there are.</summary>
    public override string ToString() => FormattableString.Invariant($"rank {Rank} of {Size}");

    /// <summary>Waits until all ranks are done, and parts from them.</summary>
    public void Dispose()
    {
        if (_isOver || !_isOfMpi)
        {
            _isOver = true;
            return;
        }

        // It may be called on any thread, by an await or by the end of the process.
        _isOver = true;
        if (_watch is not null)
        {
            AppDomain.CurrentDomain.FirstChanceException -= Thrown;
            _watch.Leave(_thrown is { } thrown ? Words(thrown) : "");
            AppDomain.CurrentDomain.ProcessExit -= Exiting;
            ThreadLimit.OfProcess = Environment.ProcessorCount;
            _signal?.Dispose();
            _watch.Dispose();
        }

        OpenMpi.Check(OpenMpi.End(), "MPI_Finalize");
    }

    /// <summary>The training step that the ranks are in, for the line that tells where one failed; negative for none.</summary>
    internal long Step
    {
        get => _whereabouts.Step;
        set => _whereabouts.Step = value;
    }

    // The bits of what was compiled: equal sources give equal ones.
    private static string Program() => string.Join(' ', new[]
    {
        System.Reflection.Assembly.GetEntryAssembly(), typeof(MpiWorld).Assembly, typeof(Module).Assembly, typeof(Tensor).Assembly,
    }.OfType<System.Reflection.Assembly>().Select(assembly => $"{assembly.GetName().Name} {assembly.ManifestModule.ModuleVersionId}"));

    private static string Vectors() => Vector512.IsHardwareAccelerated ? "512 bits" : Vector256.IsHardwareAccelerated ? "256 bits"
        : Vector128.IsHardwareAccelerated ? "128 bits" : "none";

    private Watch Meet(TimeSpan? timeout)
    {
        bool isOneMachine = Array.TrueForAll(_ranks, rank => rank.Host == _ranks[0].Host);
        if (Rank > 0)
        {
            return new OtherWatch(_ranks, Rank, Meeting.Connect(Broadcast([]), Rank), _whereabouts, timeout);
        }

        using System.Net.Sockets.TcpListener listener = Meeting.Listen(isOneMachine, out byte[] invitation);
        Broadcast(invitation);
        return new FirstWatch(_ranks, Meeting.Accept(listener, invitation, Size), _whereabouts, timeout);
    }

    private string[] AllGather(string text) => Array.ConvertAll(AllGather(Encoding.UTF8.GetBytes(text)), Encoding.UTF8.GetString);

    // The runtime would tell it in many lines, and leave the others waiting.
    private void Failed(object sender, UnhandledExceptionEventArgs failure)
    {
        var error = failure.ExceptionObject as Exception;
        string line = $"MpiWorld: {_ranks[Rank]} failed{_whereabouts.Now.InStep}: {(error is null ? "" : Words(error))}. " +
            "All ranks are ended.";
        if (!_isOver)
        {
            _watch!.Fail(line);
        }

        // The world has been disposed, as on the way by an async Main.
        if (Rank > 0 && IsOfAll(error))
        {
            Thread.Sleep(500);
            LastWords.End();
        }

        LastWords.Say(line);
    }

    /// <summary>Whether it is an error that all ranks have at once, as by a call that all make: the first one tells it.</summary>
    internal static bool IsOfAll(Exception? error) => error is MpiException or ObjectDisposedException { ObjectName: nameof(MpiWorld) };

    // The last since the ranks were together: the reason why a program is over, perhaps.
    private void Thrown(object? sender, FirstChanceExceptionEventArgs e)
    {
        if (!Watch.IsCurrent)
        {
            _thrown = e.Exception;
        }
    }

    private static string Words(Exception error)
    {
        string frame = Place(error.StackTrace);
        return $"{error.GetType().Name}: {error.Message}{(frame.Length == 0 ? "" : $" ({frame})")}";
    }

    /// <summary>Of the calls that an error went through, the user's own that came last; the last where there is none.</summary>
    internal static string Place(string? stackTrace)
    {
        string[] frames = (stackTrace ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return Array.Find(frames, frame => frame.StartsWith("at ", StringComparison.Ordinal)
            && !Array.Exists(s_others, other => frame.AsSpan(3).StartsWith(other))) ?? frames.FirstOrDefault("");
    }

    // The program ends without having disposed the world, as by Environment.Exit. Whom mpirun ends waits for nobody.
    private void Exiting(object? sender, EventArgs e)
    {
        if (!_isEnded)
        {
            Dispose();
        }
    }

    // When one rank is gone mpirun ends the others, which are not to be gone before one of them has said why.
    private void Ended(PosixSignalContext context)
    {
        _isEnded = true;
        for (int i = 0; i < 30 && !_watch!.IsEnding; i++)
        {
            Thread.Sleep(10);
        }

        if (_watch!.IsEnding)
        {
            Thread.Sleep(Rank <= 1 ? 100 : 0);
            LastWords.End();
        }
    }
}
