using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Autograd.Core;

/// <summary>
/// A random number generator whose whole state is a seed and an offset: word i of a seed is a pure function of both (Philox 4x32-10;
/// Salmon et al. 2011). A checkpoint that holds <see cref="Seed"/> and <see cref="Offset"/> therefore holds the generator, and
/// <c>new Generator(seed, offset)</c> goes on exactly where it was.
/// </summary>
/// <remarks>
/// The offset counts 32-bit words. <see cref="NextUInt32"/> and <see cref="NextSingle"/> take one word; <see cref="NextUInt64"/>,
/// <see cref="NextDouble"/> and <see cref="NextNormal"/> take two; only of <see cref="NextInt32"/> and <see cref="Shuffle{T}"/> the number
/// of words is not fixed, because they reject what would bias them. The period is 2^64 words. A generator is not safe for use by several
/// threads at once; give each its own <see cref="Fork"/>. It is not meant for cryptography.
/// </remarks>
public sealed class Generator
{
    // Normal numbers in double precision on their way to the destination, at a time.
    private const int Part = 256;

    // Computed again from seed and offset whenever it is needed, so it is no part of the state.
    private Vector128<uint> _block;

    /// <summary>A generator that stands at a given word of a given seed.</summary>
    /// <param name="seed">Which sequence; every value is as good as any other.</param>
    /// <param name="offset">How many 32-bit words of the sequence are taken already.</param>
    public Generator(ulong seed, ulong offset = 0)
    {
        Seed = seed;
        Offset = offset;
        _block = BlockAt(offset);
    }

    /// <summary>Which sequence this is: the key of the block function.</summary>
    public ulong Seed { get; }

    /// <summary>How many 32-bit words of the sequence have been taken.</summary>
    public ulong Offset { get; private set; }

    /// <summary>The next word: uniform over all 32-bit numbers. Takes one word.</summary>
    public uint NextUInt32()
    {
        Draws.Note(this);
        int lane = (int)(Offset & 3);
        if (lane == 0)
        {
            _block = BlockAt(Offset);
        }

        Offset++;
        return _block[lane];
    }

    /// <summary>The next two words, the lower half first: uniform over all 64-bit numbers.</summary>
    public ulong NextUInt64()
    {
        uint low = NextUInt32();
        return ((ulong)NextUInt32() << 32) | low;
    }

    /// <summary>A multiple of 2^-24, uniform in [0, 1). Takes one word.</summary>
    public float NextSingle() => ToSingle(NextUInt32());

    /// <summary>A multiple of 2^-53, uniform in [0, 1). Takes two words.</summary>
    public double NextDouble() => ToDouble(NextUInt64());

    /// <summary>
    /// An integer uniform in [0, <paramref name="bound"/>), without bias (Lemire, "Fast random integer generation in an interval", 2019).
    /// Takes one word, and another for each it rejects, which is fewer than one on average.
    /// </summary>
    /// <param name="bound">How many integers to choose from.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bound"/> is not positive.</exception>
    public int NextInt32(int bound)
    {
        if (bound <= 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(bound), FormattableString.Invariant(
                    $"Generator.NextInt32: bound is {bound}; expected 1 or more, for integers from 0 to below it."));
        }

        uint range = (uint)bound;
        ulong product = (ulong)NextUInt32() * range;
        if ((uint)product < range)
        {
            uint rejected = (0 - range) % range;
            while ((uint)product < rejected)
            {
                product = (ulong)NextUInt32() * range;
            }
        }

        return (int)(product >> 32);
    }

    /// <summary>
    /// A number from the standard normal distribution: the inverse of its distribution function at a 52-bit uniform number strictly between
    /// 0 and 1, hence never beyond ±8.21. Takes two words, always.
    /// </summary>
    public double NextNormal() => ToNormal(NextUInt64());

    /// <summary>Fills with what as many calls of <see cref="NextSingle"/> give: uniform in [0, 1).</summary>
    /// <param name="destination">What to fill.</param>
    public void Fill(Span<float> destination) => Fill<float>(destination);

    /// <summary>Fills with what as many calls of <see cref="NextDouble"/> give: uniform in [0, 1).</summary>
    /// <param name="destination">What to fill.</param>
    public void Fill(Span<double> destination) => Fill<double>(destination);

    /// <summary>
    /// Fills with mean + standardDeviation · <see cref="NextNormal"/>, computed in double precision and rounded once.
    /// </summary>
    /// <param name="destination">What to fill.</param>
    /// <param name="mean">The mean of the distribution.</param>
    /// <param name="standardDeviation">Its standard deviation, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The mean is not finite, or the standard deviation is negative or not finite.
    /// </exception>
    public void FillNormal(Span<float> destination, double mean = 0, double standardDeviation = 1) =>
        FillNormal<float>(destination, mean, standardDeviation);

    /// <summary>Fills with mean + standardDeviation · <see cref="NextNormal"/>.</summary>
    /// <param name="destination">What to fill.</param>
    /// <param name="mean">The mean of the distribution.</param>
    /// <param name="standardDeviation">Its standard deviation, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The mean is not finite, or the standard deviation is negative or not finite.
    /// </exception>
    public void FillNormal(Span<double> destination, double mean = 0, double standardDeviation = 1) =>
        FillNormal<double>(destination, mean, standardDeviation);

    /// <summary>Puts the values into an order chosen uniformly from all orders (Fisher and Yates 1938, Durstenfeld 1964).</summary>
    /// <typeparam name="T">Anything.</typeparam>
    /// <param name="values">What to reorder, in place.</param>
    public void Shuffle<T>(Span<T> values)
    {
        for (int last = values.Length - 1; last > 0; last--)
        {
            int chosen = NextInt32(last + 1);
            (values[last], values[chosen]) = (values[chosen], values[last]);
        }
    }

    /// <summary>
    /// An independent generator: its seed is a block of this one's seed at a counter no offset reaches. It depends on
    /// <see cref="Seed"/> and <paramref name="stream"/> alone, not on how far this generator has come, and does not move this generator.
    /// </summary>
    /// <param name="stream">Which of the 2^64 forks: the number of a class, a worker, a layer.</param>
    public Generator Fork(ulong stream)
    {
        Vector128<uint> beyondEveryOffset = Vector128.Create(stream, ulong.MaxValue).AsUInt32();
        return new Generator(Philox.Block(beyondEveryOffset, Seed).AsUInt64()[0]);
    }

    /// <summary>Goes on from another word.</summary>
    internal void MoveTo(ulong offset)
    {
        Offset = offset;
        _block = BlockAt(offset);
    }

    /// <summary>Goes on as if so many words had been taken.</summary>
    internal void Skip(ulong words)
    {
        Draws.Note(this);
        Offset += words;
        _block = BlockAt(Offset);
    }

    // A value takes the place of the words it is made from.
    internal void Fill<T>(Span<T> destination) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<uint> words = MemoryMarshal.Cast<T, uint>(destination);
        NextWords(words);
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = Unsafe.SizeOf<T>() == sizeof(uint)
                ? T.CreateTruncating(ToSingle(words[i]))
                : T.CreateTruncating(ToDouble(Pair(words, i)));
        }
    }

    internal void FillNormal<T>(Span<T> destination, double mean, double standardDeviation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckNormal(mean, standardDeviation);
        Span<double> part = stackalloc double[Part];
        for (int start = 0; start < destination.Length; start += Part)
        {
            Span<T> to = destination[start..Math.Min(start + Part, destination.Length)];
            NextNormals(part[..to.Length], mean, standardDeviation);
            for (int i = 0; i < to.Length; i++)
            {
                to[i] = T.CreateTruncating(part[i]);
            }
        }
    }

    /// <summary>Seed and offset.</summary>
    public override string ToString() => $"Generator(seed {Seed}, offset {Offset})";

    private static float ToSingle(uint word) => (word >> 8) * (1f / (1 << 24));

    private static double ToDouble(ulong words) => (words >> 11) * (1.0 / (1L << 53));

    // Half a step off the grid keeps 0 and 1, whose images are infinite, out, and the distribution symmetric.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static double ToNormal(ulong words) => NormalQuantile.At(((words >> 12) + 0.5) * (1.0 / (1L << 52)));

    private static void CheckNormal(double mean, double standardDeviation)
    {
        if (!double.IsFinite(mean))
        {
            throw new ArgumentOutOfRangeException(
                nameof(mean), FormattableString.Invariant($"Generator.FillNormal: the mean is {mean}; expected a finite number."));
        }

        if (!double.IsFinite(standardDeviation) || standardDeviation < 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(standardDeviation),
                FormattableString.Invariant(
                    $"Generator.FillNormal: the standard deviation is {standardDeviation}; expected a finite number of 0 or more."));
        }
    }

    // A value takes the place of the two words it is made from.
    [MethodImpl(Lanes.Hot)]
    private void NextNormals(Span<double> destination, double mean, double standardDeviation)
    {
        Span<uint> words = MemoryMarshal.Cast<double, uint>(destination);
        NextWords(words);
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = mean + (standardDeviation * ToNormal(Pair(words, i)));
        }
    }

    private static ulong Pair(ReadOnlySpan<uint> words, int i) => words[2 * i] | ((ulong)words[(2 * i) + 1] << 32);

    // Whole blocks in bulk, and one by one the words before and after them.
    private void NextWords(Span<uint> words)
    {
        Draws.Note(this);
        int i = 0;
        while (i < words.Length && (Offset & 3) != 0)
        {
            words[i++] = NextUInt32();
        }

        // Blocks in bulk do not start over after the last word of the sequence; words one by one do.
        int whole = (int)Math.Min((ulong)(words.Length - i), ulong.MaxValue - Offset) & ~3;
        Philox.Fill(words.Slice(i, whole), Offset >> 2, Seed);
        Offset += (uint)whole;
        for (i += whole; i < words.Length; i++)
        {
            words[i] = NextUInt32();
        }
    }

    private Vector128<uint> BlockAt(ulong offset) => Philox.Block(Vector128.Create(offset >> 2, 0).AsUInt32(), Seed);
}
