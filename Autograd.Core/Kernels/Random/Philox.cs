using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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

    /// <summary>Fills with the words of successive blocks, as many calls of <see cref="Block"/> would; with AVX2 four at a time.</summary>
    /// <param name="words">What to fill; a multiple of four words.</param>
    /// <param name="first">The number of the first block: the lower half of its counter. The upper half is 0.</param>
    /// <param name="key">The key.</param>
    [MethodImpl(Lanes.Hot)]
    internal static void Fill(Span<uint> words, ulong first, ulong key)
    {
        Span<Vector128<uint>> blocks = MemoryMarshal.Cast<uint, Vector128<uint>>(words);
        int done = 0;
        if (Avx2.IsSupported)
        {
            for (; done <= blocks.Length - 4; done += 4)
            {
                FourBlocks(blocks.Slice(done, 4), first + (ulong)done, key);
            }
        }

        for (; done < blocks.Length; done++)
        {
            blocks[done] = Block(Vector128.Create(first + (ulong)done, 0).AsUInt32(), key);
        }
    }

    // A block to a 64-bit lane. The multiplication reads only the lower half of a lane, so what is left in the upper half does no harm.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourBlocks(Span<Vector128<uint>> blocks, ulong first, ulong key)
    {
        Vector256<uint> multiplier0 = Vector256.Create((ulong)Multiplier0).AsUInt32();
        Vector256<uint> multiplier1 = Vector256.Create((ulong)Multiplier1).AsUInt32();
        Vector256<ulong> c0 = Vector256.Create(first) + Vector256<ulong>.Indices;
        Vector256<ulong> c1 = c0 >> 32, c2 = default, c3 = default;
        (uint key0, uint key1) = ((uint)key, (uint)(key >> 32));
        for (int round = 0; round < Rounds; round++)
        {
            Vector256<ulong> product0 = Avx2.Multiply(c0.AsUInt32(), multiplier0);
            Vector256<ulong> product1 = Avx2.Multiply(c2.AsUInt32(), multiplier1);
            (c0, c1, c2, c3) = (
                (product1 >> 32) ^ c1 ^ Vector256.Create((ulong)key0), product1,
                (product0 >> 32) ^ c3 ^ Vector256.Create((ulong)key1), product0);
            key0 += Weyl0;
            key1 += Weyl1;
        }

        Vector256<ulong> lower = (c0 & Vector256.Create((ulong)uint.MaxValue)) | (c1 << 32);
        Vector256<ulong> upper = (c2 & Vector256.Create((ulong)uint.MaxValue)) | (c3 << 32);
        for (int i = 0; i < 4; i++)
        {
            blocks[i] = Vector128.Create(lower[i], upper[i]).AsUInt32();
        }
    }
}
