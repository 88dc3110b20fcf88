using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Data;

/// <summary>A sampler as the laws of samplers try it: how it is made for a seed, and what an epoch of it must cover.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Make">Makes one at its start.</param>
/// <param name="Covers">Throws where epochs do not cover what the sampler says.</param>
public sealed record SamplerCase(string Name, Func<ulong, BatchSampler> Make, Action<long[][][]> Covers)
{
    /// <summary>How many samples there are to sample from.</summary>
    public const int Count = 23;

    private static readonly long[] s_labels = [0, 1, 0, 0, 1, 2, 0, 0, 0, 1, 2, 0, 0, 1, 0, 2, 0, 0, 0, 1, 0, 0, 0];
    private static readonly double[] s_weights = [.. Enumerable.Range(0, Count).Select(i => (double)(i % 4))];

    /// <summary>Whether the seed makes a difference.</summary>
    public bool IsRandom { get; init; } = true;

    /// <summary>Every sampler of the library; a test finds the one that is missing.</summary>
    public static SamplerCase[] All { get; } =
    [
        new("sequential", _ => new SequentialBatchSampler(Count, 4), OncePerEpoch) { IsRandom = false },
        new("random", seed => new RandomBatchSampler(Count, 4, seed), OncePerEpoch),
        new("random, the last batch dropped", seed => new RandomBatchSampler(Count, 4, seed, dropLast: true),
            epochs => epochs.ShouldAllBe(epoch => epoch.Length == 5 && epoch.All(batch => batch.Length == 4)
                && epoch.SelectMany(batch => batch).Distinct().Count() == 20)),
        new("class-balanced", seed => new ClassBalancedBatchSampler(s_labels, 3, seed),
            epochs => SamplingLaws.EverySampleOfTheLargestClassOncePerEpoch(s_labels, epochs)),
        new("weighted", seed => new WeightedBatchSampler(s_weights, 4, seed), Weighted),
        new("weighted, a longer epoch", seed => new WeightedBatchSampler(s_weights, 5, seed, samplesPerEpoch: 31), Weighted),
    ];

    public override string ToString() => Name;

    /// <summary>A state as text, to compare.</summary>
    public static string Text(IReadOnlyDictionary<string, Tensor> state) =>
        string.Join('\n', state.OrderBy(entry => entry.Key).Select(entry =>
            $"{entry.Key} {string.Join(' ', entry.Value.ToArray<long>())}"));

    private static void OncePerEpoch(long[][][] epochs) => SamplingLaws.EverySampleOncePerEpoch(Count, epochs);

    // A sample of weight 0 never comes; all others do, in some hundred draws.
    private static void Weighted(long[][][] epochs)
    {
        long[] drawn = [.. epochs.SelectMany(epoch => epoch).SelectMany(batch => batch)];
        drawn.ShouldAllBe(sample => s_weights[sample] > 0);
        drawn.Length.ShouldBe(epochs.Length * epochs[0].Sum(batch => batch.Length));
    }
}
