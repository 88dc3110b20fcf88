using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Autograd.Benchmarks;

/// <summary>OpenBLAS in our own process: the yardstick of the matrix product. The library itself knows nothing of it.</summary>
internal static class OpenBlas
{
    /// <summary>Where Debian keeps the build that uses OpenMP's threads.</summary>
    internal const string OpenMpFolder = "/usr/lib/x86_64-linux-gnu/openblas-openmp";

    /// <summary>The kernels that OpenBLAS is told to take: the best it has for this machine.</summary>
    internal static string CoreType => Vector512.IsHardwareAccelerated ? "SkylakeX" : "Haswell";
}
