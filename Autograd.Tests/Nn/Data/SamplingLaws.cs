using Autograd.Nn;

namespace Autograd.Tests.Nn.Data;

/// <summary>
/// The invariants of the samplers as checks of what was drawn, batch by batch and epoch by epoch. Each throws where it is broken;
/// BrokenSamplers shows that each does.
/// </summary>
internal static class SamplingLaws
{
    /// <summary>Draws epochs; a sampler that does not end an epoch is stopped, and its batches then break the other laws.</summary>
    public static long[][][] Epochs(IEnumerable<long[]> sampler, int count)
    {
        long[][][] epochs = new long[count][][];
        for (int epoch = 0; epoch < count; epoch++)
        {
            epochs[epoch] = [.. sampler.Take(10_000)];
        }

        return epochs;
    }

    public static void EverySampleOncePerEpoch(int count, long[][][] epochs)
    {
        foreach (long[][] epoch in epochs)
        {
            epoch.SelectMany(batch => batch).Order().ShouldBe(Enumerable.Range(0, count).Select(i => (long)i));
        }
    }

    public static void EverySampleOfTheLargestClassOncePerEpoch(long[] labels, long[][][] epochs)
    {
        long[][] classes = ByClass(labels);
        int largest = classes.Max(samples => samples.Length);
        foreach (long[] samples in classes.Where(samples => samples.Length == largest))
        {
            foreach (long[][] epoch in epochs)
            {
                epoch.SelectMany(batch => batch).Where(samples.Contains).Order().ShouldBe(samples);
            }
        }
    }

    public static void EqualCountsInEveryBatch(long[] labels, long[][][] epochs)
    {
        int classes = ByClass(labels).Length;
        foreach (long[] batch in epochs.SelectMany(epoch => epoch))
        {
            batch.ShouldNotBeEmpty();
            long[] grouped = [.. Enumerable.Range(0, batch.Length).Select(i => (long)(i / (batch.Length / classes)))];
            batch.Select(sample => labels[sample]).ShouldBe(grouped, $"batch of samples {string.Join(' ', batch)}");
        }
    }

    /// <summary>All batches full but the last of an epoch, which holds what is left of the largest class.</summary>
    public static void NothingIsDropped(long[] labels, int samplesPerClass, long[][][] epochs)
    {
        long[][] classes = ByClass(labels);
        int largest = classes.Max(samples => samples.Length);
        List<int> sizes = [];
        for (int left = largest; left > 0; left -= samplesPerClass)
        {
            sizes.Add(Math.Min(left, samplesPerClass) * classes.Length);
        }

        foreach (long[][] epoch in epochs)
        {
            epoch.Select(batch => batch.Length).ShouldBe(sizes);
        }
    }

    /// <summary>After every single draw, no sample of a class has been used more than once oftener than another.</summary>
    public static void EvenUseWithinAClass(long[] labels, long[][][] epochs)
    {
        long[][] classes = ByClass(labels);
        int[] uses = new int[labels.Length];
        foreach (long sample in epochs.SelectMany(epoch => epoch).SelectMany(batch => batch))
        {
            uses[sample]++;
            int least = classes[labels[sample]].Min(other => uses[other]);
            (uses[sample] - least).ShouldBeLessThanOrEqualTo(1, $"sample {sample} of class {labels[sample]}");
        }
    }

    public static void TheLedgerTellsWhatWasDrawn(long[] labels, SamplingLedger ledger, IEnumerable<long[]> batches)
    {
        long[] drawn = [.. batches.SelectMany(batch => batch)];
        long[][] classes = ByClass(labels);
        ledger.Classes.Count.ShouldBe(classes.Length);
        for (int c = 0; c < classes.Length; c++)
        {
            long[] ofClass = [.. drawn.Where(sample => labels[sample] == c)];
            int seen = ofClass.Distinct().Count();
            ledger.Classes[c].Samples.ShouldBe(classes[c].Length);
            ledger.Classes[c].Draws.ShouldBe(ofClass.Length);
            ledger.Classes[c].Repeats.ShouldBe(ofClass.Length - seen);
            ledger.Classes[c].NeverSeen.ShouldBe(classes[c].Length - seen);
        }
    }

    public static void SameBatches(IEnumerable<long[][]> a, IEnumerable<long[][]> b) => Text(a).ShouldBe(Text(b));

    /// <summary>
    /// A sampler broken off after some batches and a fresh one given its state both go on with the very batches, in the very epochs, that a
    /// sampler gives that was never stopped.
    /// </summary>
    public static void ResumingEqualsNotStopping<TSampler>(Func<TSampler> make, Action<TSampler, TSampler> handOver, int stopAfter)
        where TSampler : BatchSampler
    {
        const int epochs = 3;
        TSampler stopped = make(), resumed = make();
        long[][][] whole = Epochs(make(), epochs);
        stopAfter %= whole.Sum(epoch => epoch.Length);

        for (int given = 0; given < stopAfter;)
        {
            given += stopped.Take(stopAfter - given).Count();
        }

        handOver(stopped, resumed);

        int epoch = 0, first = stopAfter;
        while (first >= whole[epoch].Length)
        {
            first -= whole[epoch++].Length;
        }

        long[][][] expected = [whole[epoch][first..], .. whole[(epoch + 1)..]];
        SameBatches(Epochs(resumed, epochs - epoch), expected);
        SameBatches(Epochs(stopped, epochs - epoch), expected);
    }

    private static string Text(IEnumerable<long[][]> epochs) =>
        string.Join('\n', epochs.Select(epoch => string.Join(" | ", epoch.Select(batch => string.Join(' ', batch)))));

    private static long[][] ByClass(long[] labels) =>
        [.. Enumerable.Range(0, (int)labels.Max() + 1).Select(c => Enumerable.Range(0, labels.Length)
            .Where(i => labels[i] == c).Select(i => (long)i).ToArray())];
}
