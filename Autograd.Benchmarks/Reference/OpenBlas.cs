using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using SampleTools;

namespace Autograd.Benchmarks;

/// <summary>OpenBLAS in our own process: the yardstick of the matrix product. The library itself knows nothing of it.</summary>
internal static class OpenBlas
{
    /// <summary>Where Debian keeps the build that uses OpenMP's threads.</summary>
    internal const string OpenMpFolder = "/usr/lib/x86_64-linux-gnu/openblas-openmp";

    /// <summary>What makes OpenBLAS take the second-level cache for another than it is.</summary>
    internal const string CacheSize = "OPENBLAS_L2_SIZE";

    private const string Library = "openblas", FileName = "libopenblas.so.0";
    private const int RowMajor = 101, Plain = 111, Transposed = 112;

    private static readonly Lazy<nint> s_library = new(Load);

    static OpenBlas() => NativeLibrary.SetDllImportResolver(typeof(OpenBlas).Assembly, Resolve);

    /// <summary>The kernels that OpenBLAS is told to take: the best it has for this machine.</summary>
    internal static string CoreType => Vector512.IsHardwareAccelerated ? "SkylakeX" : "Haswell";

    /// <summary>Whether the library is there.</summary>
    internal static bool IsAvailable => s_library.Value != 0;

    /// <summary>Version and kernels, as the library says.</summary>
    internal static string Version => IsAvailable ? Marshal.PtrToStringUTF8(openblas_get_config()) ?? "" : "none";

    /// <summary>
    /// What a configuration such as "OpenBLAS 0.3.21 NO_LAPACKE ... USE_OPENMP SkylakeX MAX_THREADS=64" says that matters.
    /// </summary>
    internal static string Describe(string configuration)
    {
        string[] words = configuration.Split(' ');
        return words.Length < 4
            ? configuration
            : $"{words[0]} {words[1]}, {words[^2]} kernels, {(words.Contains("USE_OPENMP") ? "OpenMP" : "threads of its own")}";
    }

    /// <summary>Throws unless the library is there.</summary>
    internal static void ExpectAvailable()
    {
        if (!IsAvailable)
        {
            throw new SampleException($"there is no {FileName}, against which the matrix product is measured; install the Debian package " +
                "libopenblas0-openmp");
        }
    }

    /// <summary>Sets how many threads the library may use.</summary>
    internal static void SetThreads(int threads) => openblas_set_num_threads(threads);

    /// <summary>C = A · B + β · C of row-major matrices: A is m × k, B is k × n, or their transposes are given.</summary>
    internal static void Multiply(
        ReadOnlySpan<float> a, bool transposeA, ReadOnlySpan<float> b, bool transposeB, Span<float> c, int m, int n, int k,
            float beta = 0) =>
        cblas_sgemm(
            RowMajor, transposeA ? Transposed : Plain, transposeB ? Transposed : Plain, m, n, k, 1, in MemoryMarshal.GetReference(a),
                Math.Max(1, transposeA ? m : k),
            in MemoryMarshal.GetReference(b), Math.Max(1, transposeB ? k : n), beta, ref MemoryMarshal.GetReference(c), Math.Max(1, n));

    /// <inheritdoc cref="Multiply(ReadOnlySpan{float}, bool, ReadOnlySpan{float}, bool, Span{float}, int, int, int, float)"/>
    internal static void Multiply(
        ReadOnlySpan<double> a, bool transposeA, ReadOnlySpan<double> b, bool transposeB, Span<double> c, int m, int n, int k,
            double beta = 0) =>
        cblas_dgemm(
            RowMajor, transposeA ? Transposed : Plain, transposeB ? Transposed : Plain, m, n, k, 1, in MemoryMarshal.GetReference(a),
                Math.Max(1, transposeA ? m : k),
            in MemoryMarshal.GetReference(b), Math.Max(1, transposeB ? k : n), beta, ref MemoryMarshal.GetReference(c), Math.Max(1, n));

    private static nint Load()
    {
        if (!OperatingSystem.IsLinux())
        {
            return 0;
        }

        // The library reads its environment as it is loaded, and the runtime keeps a copy of its own.
        _ = setenv("OPENBLAS_CORETYPE", CoreType, overwrite: 1);
        _ = unsetenv(CacheSize);
        string[] places = [Path.Combine(OpenMpFolder, FileName), FileName];
        foreach (string place in places)
        {
            if (NativeLibrary.TryLoad(place, out nint library))
            {
                return library;
            }
        }

        return 0;
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath) => name == Library ? s_library.Value : 0;

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int setenv([MarshalAs(UnmanagedType.LPUTF8Str)] string name, [MarshalAs(UnmanagedType.LPUTF8Str)] string value,
        int overwrite);

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int unsetenv([MarshalAs(UnmanagedType.LPUTF8Str)] string name);

    [DllImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint openblas_get_config();

    [DllImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void openblas_set_num_threads(int threads);

    [DllImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void cblas_sgemm(
        int order, int transposeA, int transposeB, int m, int n, int k, float alpha, in float a, int lda, in float b, int ldb, float beta,
            ref float c, int ldc);

    [DllImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void cblas_dgemm(
        int order, int transposeA, int transposeB, int m, int n, int k, double alpha, in double a, int lda, in double b, int ldb,
            double beta, ref double c, int ldc);
}
