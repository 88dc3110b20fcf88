using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Autograd.Core;

internal static partial class MaxPooling
{
    /// <summary>
    /// Windows of two by two side by side, as most networks have them, in Float32: four are taken at once from where they lie, and their
    /// gradients written to where they belong. Two neighbours are one number of twice the size, the first its lower half.
    /// </summary>
    private static class Pairs
    {
        private const int Abreast = 4;

        public static bool Suit<T>(in PoolingWindows windows) =>
            typeof(T) == typeof(float) && Vector128.IsHardwareAccelerated && BitConverter.IsLittleEndian
            && Suit(windows.Vertical) && Suit(windows.Horizontal) && windows.Horizontal.Count >= Abreast;

        /// <summary>Does a plane; false where there is a NaN, which no comparison finds.</summary>
        [MethodImpl(Lanes.Hot)]
        public static bool Run(ReadOnlySpan<float> x, in PoolingWindows windows, Span<float> y, Span<float> taps)
        {
            (int rows, int columns, int width) = (windows.Vertical.Count, windows.Horizontal.Count, windows.Horizontal.Size);
            ref float input = ref MemoryMarshal.GetReference(x[..windows.Input]), output = ref MemoryMarshal.GetReference(y);
            Vector128<float> numbers = default;
            for (int row = 0; row < rows; row++)
            {
                for (int i = 0; i < columns; i += Abreast)
                {
                    // The last four may be done again.
                    int column = Math.Min(i, columns - Abreast), at = (row * columns) + column;
                    nuint from = (nuint)((2 * row * width) + (2 * column));
                    (Vector128<float> a, Vector128<float> b) = Load(ref input, from);
                    (Vector128<float> c, Vector128<float> d) = Load(ref input, from + (nuint)width);
                    Vector128<float> later = Vector128.GreaterThan(b, a), largest = Vector128.ConditionalSelect(later, b, a);
                    Vector128<float> tap = later & Vector128<float>.One;
                    later = Vector128.GreaterThan(c, largest);
                    (largest, tap) = (Vector128.ConditionalSelect(later, c, largest),
                        Vector128.ConditionalSelect(later, Vector128.Create(2f), tap));
                    later = Vector128.GreaterThan(d, largest);
                    (largest, tap) = (Vector128.ConditionalSelect(later, d, largest),
                        Vector128.ConditionalSelect(later, Vector128.Create(3f), tap));
                    numbers |= ~(Vector128.Equals(a, a) & Vector128.Equals(b, b) & Vector128.Equals(c, c) & Vector128.Equals(d, d));
                    largest.StoreUnsafe(ref output, (nuint)at);
                    if (!taps.IsEmpty)
                    {
                        tap.StoreUnsafe(ref MemoryMarshal.GetReference(taps), (nuint)at);
                    }
                }
            }

            return numbers.AsUInt32() == Vector128<uint>.Zero;
        }

        [MethodImpl(Lanes.Hot)]
        public static void RunBackward(
            ReadOnlySpan<float> upstream, ReadOnlySpan<float> taps, in PoolingWindows windows, Span<float> gradient)
        {
            (int rows, int columns, int width) = (windows.Vertical.Count, windows.Horizontal.Count, windows.Horizontal.Size);
            if (2 * columns < width || 2 * rows < windows.Vertical.Size)
            {
                gradient.Clear();
            }

            ref float result = ref MemoryMarshal.GetReference(gradient[..windows.Input]);
            for (int row = 0; row < rows; row++)
            {
                for (int i = 0; i < columns; i += Abreast)
                {
                    int column = Math.Min(i, columns - Abreast), at = (row * columns) + column;
                    nuint to = (nuint)((2 * row * width) + (2 * column));
                    Vector128<float> g = Vector128.LoadUnsafe(in MemoryMarshal.GetReference(upstream), (nuint)at);
                    Vector128<float> tap = Vector128.LoadUnsafe(in MemoryMarshal.GetReference(taps), (nuint)at);
                    Store(g & Vector128.Equals(tap, default), g & Vector128.Equals(tap, Vector128<float>.One), ref result, to);
                    Store(g & Vector128.Equals(tap, Vector128.Create(2f)), g & Vector128.Equals(tap, Vector128.Create(3f)), ref result,
                        to + (nuint)width);
                }
            }
        }

        private static bool Suit(in WindowAxis axis) =>
            axis is { Kernel: 2, Stride: 2, Dilation: 1, Before: 0 } && axis.Count <= axis.Size / 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static (Vector128<float> Even, Vector128<float> Odd) Load(ref float from, nuint at)
        {
            Vector128<ulong> a = Vector128.LoadUnsafe(ref from, at).AsUInt64();
            Vector128<ulong> b = Vector128.LoadUnsafe(ref from, at + (nuint)Vector128<float>.Count).AsUInt64();
            return (Vector128.Narrow(a, b).AsSingle(), Vector128.Narrow(a >>> 32, b >>> 32).AsSingle());
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Store(Vector128<float> even, Vector128<float> odd, ref float to, nuint at)
        {
            (Vector128<ulong> a, Vector128<ulong> b) = Vector128.Widen(even.AsUInt32());
            (Vector128<ulong> c, Vector128<ulong> d) = Vector128.Widen(odd.AsUInt32());
            (a | (c << 32)).AsSingle().StoreUnsafe(ref to, at);
            (b | (d << 32)).AsSingle().StoreUnsafe(ref to, at + (nuint)Vector128<float>.Count);
        }
    }
}
