using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Autograd.Core;

/// <summary>
/// The Philox 4x32-10 block function: a bijection of a 128-bit counter under a 64-bit key whose output passes every test of BigCrush
/// (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011).
/// </summary>
internal static class Philox
{
    private const int Rounds = 10;
    private const uint Multiplier0 = 0xD2511F53;
    private const uint Multiplier1 = 0xCD9E8D57;
    private const uint Weyl0 = 0x9E3779B9;
    private const uint Weyl1 = 0xBB67AE85;

    /// <summary>The four random words that belong to a counter under a key.</summary>
    /// <param name="counter">The counter, its lowest word first.</param>
    /// <param name="key">The key; its low half is Random123's first key word.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<uint> Block(Vector128<uint> counter, ulong key)
    {
        (uint c0, uint c1, uint c2, uint c3) = (counter[0], counter[1], counter[2], counter[3]);
        (uint key0, uint key1) = ((uint)key, (uint)(key >> 32));
        for (int round = 0; round < Rounds; round++)
        {
            ulong product0 = (ulong)Multiplier0 * c0;
            ulong product1 = (ulong)Multiplier1 * c2;
            (c0, c1, c2, c3) = (
                (uint)(product1 >> 32) ^ c1 ^ key0, (uint)product1,
                (uint)(product0 >> 32) ^ c3 ^ key1, (uint)product0);
            key0 += Weyl0;
            key1 += Weyl1;
        }

        return Vector128.Create(c0, c1, c2, c3);
    }

    /// <summary>Fills with the words of successive blocks, as many calls of <see cref="Block"/> would; with AVX2 eight at a time.</summary>
    /// <param name="words">What to fill; a multiple of four words.</param>
    /// <param name="first">The number of the first block: the lower half of its counter. The upper half is 0.</param>
    /// <param name="key">The key.</param>
    [MethodImpl(Lanes.Hot)]
    internal static void Fill(Span<uint> words, ulong first, ulong key)
    {
        int done = 0;
        if (Avx2.IsSupported)
        {
            for (; done + FourBlocks.Words <= words.Length; done += 2 * FourBlocks.Words)
            {
                // Two at a time, for each waits for its own products; the second may be beyond the end.
                FourBlocks one = new(first + (ulong)(done / 4)), two = new(first + (ulong)((done + FourBlocks.Words) / 4));
                (uint key0, uint key1) = ((uint)key, (uint)(key >> 32));
                for (int round = 0; round < Rounds; round++)
                {
                    one.Round(key0, key1);
                    two.Round(key0, key1);
                    key0 += Weyl0;
                    key1 += Weyl1;
                }

                one.Store(words[done..]);
                if (done + (2 * FourBlocks.Words) > words.Length)
                {
                    done += FourBlocks.Words;
                    break;
                }

                two.Store(words[(done + FourBlocks.Words)..]);
            }
        }

        for (; done < words.Length; done += 4)
        {
            Block(Vector128.Create(first + (ulong)(done / 4), 0).AsUInt32(), key).CopyTo(words[done..]);
        }
    }

    // A block to a 64-bit lane. The multiplication reads only the lower half of a lane, so what is left in the upper half does no harm.
    private struct FourBlocks(ulong first)
    {
        public const int Words = 16;

        private Vector256<ulong> _c0 = Vector256.Create(first) + Vector256<ulong>.Indices;
        private Vector256<ulong> _c1 = (Vector256.Create(first) + Vector256<ulong>.Indices) >> 32;
        private Vector256<ulong> _c2 = default, _c3 = default;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Round(uint key0, uint key1)
        {
            Vector256<ulong> product0 = Avx2.Multiply(_c0.AsUInt32(), Vector256.Create((ulong)Multiplier0).AsUInt32());
            Vector256<ulong> product1 = Avx2.Multiply(_c2.AsUInt32(), Vector256.Create((ulong)Multiplier1).AsUInt32());
            _c0 = (product1 >> 32) ^ _c1 ^ Vector256.Create((ulong)key0);
            _c1 = product1;
            _c2 = (product0 >> 32) ^ _c3 ^ Vector256.Create((ulong)key1);
            _c3 = product0;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Store(Span<uint> words)
        {
            Vector256<ulong> lower = (_c0 & Vector256.Create((ulong)uint.MaxValue)) | (_c1 << 32);
            Vector256<ulong> upper = (_c2 & Vector256.Create((ulong)uint.MaxValue)) | (_c3 << 32);
            Vector256<uint> even = Avx2.UnpackLow(lower, upper).AsUInt32(), odd = Avx2.UnpackHigh(lower, upper).AsUInt32();
            Avx2.Permute2x128(even, odd, 0x20).CopyTo(words);
            Avx2.Permute2x128(even, odd, 0x31).CopyTo(words[Vector256<uint>.Count..]);
        }
    }
}
