using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Autograd.Core;

/// <summary>
/// Elements that are kept or dropped by chance, a bit for each: draws the bits, of which no other memory is needed, and applies them. Which
/// word of a seed decides an element depends on its place alone.
/// </summary>
internal static class Drops
{
    private const int BitsPerWord = 64;

    // Random words at a time, on the stack.
    private const int Part = 512;

    private static ReadOnlySpan<int> Powers => [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768];

    private static ReadOnlySpan<long> LongPowers => [1, 2, 4, 8, 16, 32, 64, 128];

    /// <summary>How many 64-bit integers so many bits take.</summary>
    public static int WordsFor(int bits) => (int)(((long)bits + BitsPerWord - 1) / BitsPerWord);

    /// <summary>Draws bits, 1 for what is kept: word number offset + i of the seed decides bit i.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="offset">How many words of the seed were taken before.</param>
    /// <param name="p">The probability of a 0, rounded to a multiple of 2⁻³².</param>
    /// <param name="count">How many bits there are; those beyond mean nothing.</param>
    /// <param name="bits">Where they go: Int64.</param>
    public static void Draw(ulong seed, ulong offset, double p, int count, in ArrayView bits)
    {
        ulong limit = Limit(p);
        if (limit > uint.MaxValue)
        {
            bits.Bytes.Clear();
        }
        else
        {
            int atATime = count < Workers.Serial ? Math.Max(1, count) : Workers.Chunk;
            Workers.Run(new DrawChunks(seed, offset, (uint)limit, count, atATime, bits), (count + atATime - 1) / atATime);
        }
    }

    /// <summary>y = scale · x + shift where a bit is 1, and a number where it is 0, whatever x is there.</summary>
    /// <param name="x">The elements.</param>
    /// <param name="bits">The bits.</param>
    /// <param name="perBit">How many elements in a row a bit decides.</param>
    /// <param name="map">What becomes of the elements.</param>
    /// <param name="y">The result.</param>
    public static void Apply(in ArrayView x, in ArrayView bits, int perBit, DropMap map, in ArrayView y)
    {
        if (x.Count > 0)
        {
            var kernel = new Kernel(x, bits, perBit, map, y);
            Lanes.Run(in kernel, x.DType);
        }
    }

    /// <summary>The same for bits of which each part begins with a word of its own: word number first of the seed decides bit 0.</summary>
    public static void Draw(ulong seed, ulong first, double p, int count, Span<ulong> bits)
    {
        ulong limit = Limit(p);
        if (limit > uint.MaxValue)
        {
            bits.Clear();
        }
        else
        {
            DrawChunks.Some(seed, first, (uint)limit, count, bits);
        }
    }

    /// <summary>Applies such bits to elements in place.</summary>
    public static void Apply<T, L>(ReadOnlySpan<ulong> bits, DropMap map, Span<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L> => ApplyChunks<T, L>.Each(x, bits, map, x);

    private static ulong Limit(double p) => (ulong)Math.Round(p * (1L << 32));

    private readonly struct DrawChunks(ulong seed, ulong offset, uint limit, int count, int atATime, ArrayView bits) : IChunks
    {
        public void Run(int chunk)
        {
            int start = chunk * atATime;
            Span<ulong> to = MemoryMarshal.Cast<byte, ulong>(bits.Bytes);
            Some(seed, offset + (ulong)start, limit, Math.Min(atATime, count - start), to[(start / BitsPerWord)..]);
        }

        [SkipLocalsInit]
        public static void Some(ulong seed, ulong first, uint limit, int count, Span<ulong> to)
        {
            Span<uint> words = stackalloc uint[Part + 4];
            for (int done = 0; done < count; done += Part)
            {
                // Whole blocks of four words, of which the first may begin before the first word that is wanted.
                int some = Math.Min(Part, count - done), before = (int)(first & 3);
                Philox.Fill(words[..((before + some + 3) & ~3)], first >> 2, seed);
                Pack(words[before..], limit, to.Slice(done / BitsPerWord, WordsFor(some)));
                first += Part;
            }
        }

        [MethodImpl(Lanes.Hot)]
        public static void Pack(ReadOnlySpan<uint> words, uint limit, Span<ulong> packed)
        {
            ref readonly uint word = ref MemoryMarshal.GetReference(words);
            Vector256<uint> least = Vector256.Create(limit);
            for (int i = 0; i < packed.Length; i++)
            {
                ulong kept = 0;
                for (int j = 0; j < BitsPerWord; j += Vector256<uint>.Count)
                {
                    Vector256<uint> drawn = Vector256.LoadUnsafe(in word, (nuint)((i * BitsPerWord) + j));
                    kept |= (ulong)Vector256.GreaterThanOrEqual(drawn, least).ExtractMostSignificantBits() << j;
                }

                packed[i] = kept;
            }
        }
    }

    private readonly struct Kernel(ArrayView x, ArrayView bits, int perBit, DropMap map, ArrayView y) : IFloatKernel
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        public void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            int decided = x.Count / perBit;
            int atATime = x.Count < Workers.Serial ? decided : Math.Max(1, Workers.Chunk / perBit);
            Workers.Run(new ApplyChunks<T, L>(x, bits, perBit, map, y, atATime), (decided + atATime - 1) / atATime);
        }
    }

    private readonly struct ApplyChunks<T, L>(ArrayView x, ArrayView bits, int perBit, DropMap map, ArrayView y, int atATime) : IChunks
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
    {
        public void Run(int chunk)
        {
            int start = chunk * atATime * perBit, count = Math.Min(atATime * perBit, x.Count - start);
            ReadOnlySpan<T> xs = x.Elements<T>().Slice(start, count);
            Span<T> ys = y.Elements<T>().Slice(start, count);
            ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bits.Bytes);
            if (perBit == 1)
            {
                // A chunk of several begins with a word of the bits.
                Each(xs, words[(start / BitsPerWord)..], map, ys);
                return;
            }

            for (int i = 0, bit = chunk * atATime; i < count; i += perBit, bit++)
            {
                if ((words[bit / BitsPerWord] >> bit) % 2 == 0)
                {
                    ys.Slice(i, perBit).Fill(T.CreateTruncating(map.Dropped));
                }
                else
                {
                    Together(xs.Slice(i, perBit), ys.Slice(i, perBit));
                }
            }
        }

        [MethodImpl(Lanes.Hot)]
        public static void Each(ReadOnlySpan<T> xs, ReadOnlySpan<ulong> words, DropMap map, Span<T> ys)
        {
            ref readonly T x = ref MemoryMarshal.GetReference(xs);
            ref T y = ref MemoryMarshal.GetReference(ys);
            nuint n = (nuint)xs.Length, width = (nuint)L.Count, i = 0;
            L scale = map.Scale, shift = map.Shift, dropped = map.Dropped;
            for (; i + width <= n; i += width)
            {
                ulong kept = words[(int)(i / BitsPerWord)] >> (int)(i % BitsPerWord);
                L.Store(Select(kept, L.MultiplyAdd(L.Load(in x, i), scale, shift), dropped), ref y, i);
            }

            if (i < n)
            {
                ulong kept = words[(int)(i / BitsPerWord)] >> (int)(i % BitsPerWord);
                L mapped = L.MultiplyAdd(Tail.LoadInline<T, L>(in x, i, n - i), scale, shift);
                Tail.StoreInline<T, L>(Select(kept, mapped, dropped), ref y, i, n - i);
            }
        }

        [MethodImpl(Lanes.Hot)]
        private void Together(ReadOnlySpan<T> xs, Span<T> ys)
        {
            ref readonly T x = ref MemoryMarshal.GetReference(xs);
            ref T y = ref MemoryMarshal.GetReference(ys);
            nuint n = (nuint)xs.Length, width = (nuint)L.Count, i = 0;
            L scale = map.Scale, shift = map.Shift;
            for (; i + width <= n; i += width)
            {
                L.Store(L.MultiplyAdd(L.Load(in x, i), scale, shift), ref y, i);
            }

            if (i < n)
            {
                Tail.StoreInline<T, L>(
                    L.MultiplyAdd(Tail.LoadInline<T, L>(in x, i, n - i), scale, shift), ref y, i, n - i);
            }
        }

        // By the lowest bits.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static L Select(ulong kept, L then, L otherwise)
        {
            bool isSingle = Unsafe.SizeOf<T>() == sizeof(float);
            if (typeof(L) == typeof(Lane512<T>))
            {
                Vector512<T> mask = isSingle
                    ? Among(Vector512.Create((int)kept), Vector512.LoadUnsafe(in MemoryMarshal.GetReference(Powers))).As<int, T>()
                    : Among(Vector512.Create((long)kept), Vector512.LoadUnsafe(in MemoryMarshal.GetReference(LongPowers))).As<long, T>();
                return Unsafe.BitCast<Vector512<T>, L>(Vector512.ConditionalSelect(
                    mask, Unsafe.BitCast<L, Vector512<T>>(then), Unsafe.BitCast<L, Vector512<T>>(otherwise)));
            }

            if (typeof(L) == typeof(Lane256<T>))
            {
                Vector256<T> mask = isSingle
                    ? Among(Vector256.Create((int)kept), Vector256.LoadUnsafe(in MemoryMarshal.GetReference(Powers))).As<int, T>()
                    : Among(Vector256.Create((long)kept), Vector256.LoadUnsafe(in MemoryMarshal.GetReference(LongPowers))).As<long, T>();
                return Unsafe.BitCast<Vector256<T>, L>(Vector256.ConditionalSelect(
                    mask, Unsafe.BitCast<L, Vector256<T>>(then), Unsafe.BitCast<L, Vector256<T>>(otherwise)));
            }

            if (typeof(L) == typeof(Lane128<T>))
            {
                Vector128<T> mask = isSingle
                    ? Among(Vector128.Create((int)kept), Vector128.LoadUnsafe(in MemoryMarshal.GetReference(Powers))).As<int, T>()
                    : Among(Vector128.Create((long)kept), Vector128.LoadUnsafe(in MemoryMarshal.GetReference(LongPowers))).As<long, T>();
                return Unsafe.BitCast<Vector128<T>, L>(Vector128.ConditionalSelect(
                    mask, Unsafe.BitCast<L, Vector128<T>>(then), Unsafe.BitCast<L, Vector128<T>>(otherwise)));
            }

            return kept % 2 == 0 ? otherwise : then;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector512<I> Among<I>(Vector512<I> bits, Vector512<I> powers) => Vector512.Equals(bits & powers, powers);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector256<I> Among<I>(Vector256<I> bits, Vector256<I> powers) => Vector256.Equals(bits & powers, powers);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector128<I> Among<I>(Vector128<I> bits, Vector128<I> powers) => Vector128.Equals(bits & powers, powers);
    }
}

/// <summary>What becomes of elements: of one that is kept scale · x + shift, of one that is dropped a number.</summary>
internal readonly record struct DropMap(double Scale, double Shift = 0, double Dropped = 0);
