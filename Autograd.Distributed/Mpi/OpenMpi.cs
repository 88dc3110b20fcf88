using System.Runtime.InteropServices;
using System.Text;

namespace Autograd.Distributed;

/// <summary>The functions of Open MPI that are needed, and the handles that are addresses within its library.</summary>
internal static unsafe partial class OpenMpi
{
    /// <summary>Calls come from one thread at a time, whichever it is.</summary>
    public const int Serialized = 2;

    private const string Library = "mpi", Name = "Open MPI";
    private const int LongestText = 256;

    private static nint s_library;

    /// <summary>All processes.</summary>
    public static nint World { get; private set; }

    /// <summary>Float32, to be added up by the library.</summary>
    public static nint Float { get; private set; }

    /// <summary>Bytes.</summary>
    public static nint Byte { get; private set; }

    /// <summary>The sum, in whatever order the library likes.</summary>
    public static nint AnySum { get; private set; }

    // Open MPI has had this name since 2.0; MPICH and Intel MPI have numbers of their own.
    private static string[] Files => OperatingSystem.IsMacOS() ? ["libmpi.40.dylib", "libmpi.dylib"] : ["libmpi.so.40", "libmpi.so"];

    /// <summary>Loads the library.</summary>
    /// <exception cref="MpiException">There is none, or it is another.</exception>
    public static void Load()
    {
        if (s_library == 0)
        {
            nint library = Find(Files);
            NativeLibrary.SetDllImportResolver(typeof(OpenMpi).Assembly, (name, _, _) => name == Library ? library : 0);
            Expect(Version());
            World = Handle(library, "ompi_mpi_comm_world");
            (Byte, Float) = (Handle(library, "ompi_mpi_byte"), Handle(library, "ompi_mpi_float"));
            AnySum = Handle(library, "ompi_mpi_op_sum");
            s_library = library;
        }
    }

    /// <summary>Loads the first of some files that is there.</summary>
    internal static nint Find(string[] files)
    {
        foreach (string file in files)
        {
            if (NativeLibrary.TryLoad(file, out nint library))
            {
                return library;
            }
        }

        throw new MpiException(
            $"MpiWorld: mpirun started this process, and Open MPI's library is not there ({string.Join(", ", files)}); expected Open MPI " +
            "4.1 on every machine (Debian: apt-get install openmpi-bin libopenmpi-dev). Without mpirun the program runs alone.");
    }

    /// <summary>Whether a library that says so of itself is one whose handles are addresses.</summary>
    internal static void Expect(string version)
    {
        string[] words = version.Split(' ', '.', ',');
        if (!version.StartsWith(Name, StringComparison.Ordinal) || words.Length < 3 || !int.TryParse(words[2].TrimStart('v'), out int major)
            || major < 4)
        {
            throw new MpiException(
                $"MpiWorld: the MPI library that was found is '{version.Split('\n')[0].Trim()}'; expected Open MPI 4.1 (Debian: " +
                "apt-get install openmpi-bin libopenmpi-dev), whose mpirun must start the program too.");
        }
    }

    /// <summary>Makes a code of the library an exception.</summary>
    public static void Check(int code, string call)
    {
        if (code != 0)
        {
            byte* text = stackalloc byte[LongestText];
            int length = LongestText;
            string reason = ErrorString(code, text, &length) == 0 ? Encoding.UTF8.GetString(text, length) : "an unknown error";
            throw new MpiException(FormattableString.Invariant($"MpiWorld: {call} of Open MPI failed with {code}: {reason}"));
        }
    }

    /// <summary>Errors come back as codes, instead of ending the process with lines of the library's.</summary>
    public static void ReturnErrors() =>
        Check(SetErrorHandler(World, Handle(s_library, "ompi_mpi_errors_return")), "MPI_Comm_set_errhandler");

    /// <summary>Whether the library lets calls come from more than one thread.</summary>
    internal static void ExpectThreads(int provided)
    {
        if (provided < Serialized)
        {
            throw new MpiException(FormattableString.Invariant(
                $"MpiWorld: MPI_Init_thread of Open MPI provides thread level {provided}; expected MPI_THREAD_SERIALIZED ({Serialized}) ") +
                "or more. Install an Open MPI that was built with threads.");
        }
    }

    private static string Version()
    {
        byte* text = stackalloc byte[LongestText];
        int length = LongestText;
        try
        {
            return LibraryVersion(text, &length) == 0 ? Encoding.UTF8.GetString(text, length) : "an unknown one";
        }
        catch (EntryPointNotFoundException)
        {
            return "one without MPI_Get_library_version";
        }
    }

    private static nint Handle(nint library, string name) => NativeLibrary.TryGetExport(library, name, out nint handle) ? handle
        : throw new MpiException($"MpiWorld: the MPI library lacks '{name}', which every Open MPI 4 has; expected Open MPI 4.1.");

    [LibraryImport(Library, EntryPoint = "MPI_Get_library_version")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int LibraryVersion(byte* text, int* length);

    [LibraryImport(Library, EntryPoint = "MPI_Error_string")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ErrorString(int code, byte* text, int* length);

    [LibraryImport(Library, EntryPoint = "MPI_Comm_set_errhandler")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetErrorHandler(nint communicator, nint handler);

    [LibraryImport(Library, EntryPoint = "MPI_Init_thread")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Initialize(int* count, byte*** arguments, int required, int* provided);

    [LibraryImport(Library, EntryPoint = "MPI_Finalize")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int End();

    [LibraryImport(Library, EntryPoint = "MPI_Comm_rank")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Rank(nint communicator, int* rank);

    [LibraryImport(Library, EntryPoint = "MPI_Comm_size")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Size(nint communicator, int* size);

    [LibraryImport(Library, EntryPoint = "MPI_Barrier")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Barrier(nint communicator);

    [LibraryImport(Library, EntryPoint = "MPI_Bcast")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Broadcast(void* values, int count, nint type, int root, nint communicator);

    [LibraryImport(Library, EntryPoint = "MPI_Allgather")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int AllGather(
        void* own, int count, nint type, void* all, int countOfEach, nint typeOfAll, nint communicator);

    [LibraryImport(Library, EntryPoint = "MPI_Allgatherv")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int AllGatherVaried(
        void* own, int count, nint type, void* all, int* counts, int* offsets, nint typeOfAll, nint communicator);

    [LibraryImport(Library, EntryPoint = "MPI_Allreduce")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int AllReduce(nint own, void* values, int count, nint type, nint operation, nint communicator);

    [LibraryImport(Library, EntryPoint = "MPI_Send")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Send(void* values, int count, nint type, int to, int tag, nint communicator);

    [LibraryImport(Library, EntryPoint = "MPI_Recv")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Receive(void* values, int count, nint type, int from, int tag, nint communicator, nint status);

    [LibraryImport(Library, EntryPoint = "MPI_Sendrecv")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Exchange(void* sent, int sentCount, nint type, int to, int tag, void* received, int receivedCount,
        nint receivedType, int from, int receivedTag, nint communicator, nint status);
}
