using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using Autograd.Core;

namespace Autograd.Benchmarks;

/// <summary>The most multiply-adds of Float32 that this machine can do: a loop of independent ones that touches no memory.</summary>
internal static class PeakRate
{
    private const int Rounds = 4_000_000, Chains = 12, Tries = 5;

    /// <summary>Floating-point operations a second with a number of threads, the best of some tries.</summary>
    internal static double Measure(int threads)
    {
        double best = 0;

        // The first try also waits for the compiler; the best one does not.
        for (int i = 0; i < Tries; i++)
        {
            long start = Stopwatch.GetTimestamp();
            Thread[] helpers = [.. Enumerable.Range(1, threads - 1).Select(_ => new Thread(() => Run()))];
            Array.ForEach(helpers, thread => thread.Start());
            int lanes = Run();
            Array.ForEach(helpers, thread => thread.Join());
            best = Math.Max(best, 2.0 * threads * lanes * Chains * Rounds / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return best;
    }

    private static int Run()
    {
        var result = new StrongBox<int>();
        Lanes.Run(new Kernel(result), DType.Float32);
        return result.Value;
    }

    private readonly struct Kernel(StrongBox<int> lanes) : IFloatKernel
    {
        public void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            L sum = Chained<T, L>();
            lanes.Value = L.Sum(sum) is var total && T.IsNaN(total) ? 0 : L.Count;
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static L Chained<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            L x = 0.5, a = 1, b = 1, c = 1, d = 1, e = 1, f = 1, g = 1, h = 1, i = 1, j = 1, k = 1, l = 1;
            for (int round = 0; round < Rounds; round++)
            {
                a = L.FusedMultiplyAdd(a, x, x);
                b = L.FusedMultiplyAdd(b, x, x);
                c = L.FusedMultiplyAdd(c, x, x);
                d = L.FusedMultiplyAdd(d, x, x);
                e = L.FusedMultiplyAdd(e, x, x);
                f = L.FusedMultiplyAdd(f, x, x);
                g = L.FusedMultiplyAdd(g, x, x);
                h = L.FusedMultiplyAdd(h, x, x);
                i = L.FusedMultiplyAdd(i, x, x);
                j = L.FusedMultiplyAdd(j, x, x);
                k = L.FusedMultiplyAdd(k, x, x);
                l = L.FusedMultiplyAdd(l, x, x);
            }

            return a + b + c + d + e + f + g + h + i + j + k + l;
        }
    }
}
