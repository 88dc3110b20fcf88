using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Deals samples out to parts at random. The samples come in groups, each of which is dealt out alike: the classes, or all samples as one
/// group. In each part they are in ascending order.
/// </summary>
internal static class Partition
{
    /// <summary>A part of the rest, and one for each share.</summary>
    /// <param name="groups">The samples.</param>
    /// <param name="shares">The share of each part but the first, and what it is called.</param>
    /// <param name="seed">The seed of the draw.</param>
    public static long[][] ByShare((long Class, long[] Samples)[] groups, (string Name, double Share)[] shares, ulong seed)
    {
        double left = 1;
        foreach ((string name, double share) in shares)
        {
            Expect.That(share > 0 && share < 1, share, "Split", "a share between 0 and 1", name);
            left -= share;
        }

        if (left < 1e-9)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"Split: the shares {string.Join(" and ", Names(shares))} leave nothing to train on; ") +
                "expected a sum of less than 1.", shares[^1].Name);
        }

        List<long>[] parts = Empty(shares.Length + 1);
        double[] owed = new double[shares.Length];
        var generator = new Generator(seed);
        foreach ((long c, long[] samples) in groups)
        {
            int[] sizes = Sizes(samples.Length, shares, owed, least: c >= 0 ? 1 : 0);
            ExpectNoneEmpty(sizes, shares, c, samples.Length);
            long[] shuffled = Shuffled(samples, generator);
            for (int part = 0, first = 0; part < sizes.Length; first += sizes[part++])
            {
                parts[part].AddRange(shuffled.AsSpan(first, sizes[part]));
            }
        }

        return Sorted(parts);
    }

    /// <summary>Parts whose sizes differ by one at most, and so do those of each group in them.</summary>
    public static long[][] Evenly((long Class, long[] Samples)[] groups, int count, ulong seed)
    {
        List<long>[] parts = Empty(count);
        var generator = new Generator(seed);
        int dealt = 0;
        foreach ((long c, long[] samples) in groups)
        {
            if (samples.Length < count)
            {
                throw new ArgumentException(FormattableString.Invariant(
                    $"Folds: class {c} has {samples.Length} samples, fewer than the {count} folds, so a fold would be left without any; ") +
                    "take fewer folds, add samples of it, or leave stratified away.", nameof(count));
            }

            foreach (long sample in Shuffled(samples, generator))
            {
                parts[dealt++ % count].Add(sample);
            }
        }

        return Sorted(parts);
    }

    // What rounding withholds from a part in one group it is owed in the next, so that the parts as a whole have their shares too.
    private static int[] Sizes(int count, (string Name, double Share)[] shares, double[] owed, int least)
    {
        int[] sizes = new int[shares.Length + 1];
        int left = count;
        for (int part = 0; part < shares.Length; part++)
        {
            owed[part] += shares[part].Share * count;
            int most = Math.Max(0, left - (shares.Length - part));
            int size = Math.Min(Math.Max((int)Math.Round(owed[part], MidpointRounding.AwayFromZero), least), most);
            sizes[part + 1] = size;
            owed[part] -= size;
            left -= size;
        }

        sizes[0] = left;
        return sizes;
    }

    private static void ExpectNoneEmpty(int[] sizes, (string Name, double Share)[] shares, long c, int count)
    {
        int empty = Array.IndexOf(sizes, 0);
        if (empty < 0)
        {
            return;
        }

        string part = empty == 0 ? "training" : shares[empty - 1].Name, at = string.Join(" and ", Names(shares));
        throw new ArgumentException(
            c < 0
                ? FormattableString.Invariant($"Split: {count} samples at {at} leave the {part} part empty; ") +
                    "change the shares, or add samples."
                : FormattableString.Invariant($"Split: class {c} has {count} samples, which at {at} leave the {part} part without ") +
                    "any of it; add samples of it, take fewer parts, or leave stratified away.",
            empty == 0 ? shares[^1].Name : part);
    }

    private static IEnumerable<string> Names((string Name, double Share)[] shares) =>
        shares.Select(share => FormattableString.Invariant($"{share.Name} {share.Share}"));

    private static List<long>[] Empty(int count)
    {
        List<long>[] parts = new List<long>[count];
        for (int i = 0; i < count; i++)
        {
            parts[i] = [];
        }

        return parts;
    }

    private static long[] Shuffled(long[] group, Generator generator)
    {
        long[] shuffled = [.. group];
        generator.Shuffle<long>(shuffled);
        return shuffled;
    }

    private static long[][] Sorted(List<long>[] parts) => Array.ConvertAll(parts, part =>
    {
        part.Sort();
        return part.ToArray();
    });
}
