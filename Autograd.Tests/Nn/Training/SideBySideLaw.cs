using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Training;

/// <summary>What is trained side by side, on however many threads, has the bits that it has when it is trained alone.</summary>
internal static class SideBySideLaw
{
    /// <summary>The seeds whose training gives other bits than alone.</summary>
    /// <param name="train">Trains a model by a seed.</param>
    /// <param name="threads">How many at a time.</param>
    public static ulong[] Violations(Func<ulong, Layer> train, int threads)
    {
        ulong[] seeds = [1, 2, 3, 4, 5, 6];
        byte[][] alone = [.. seeds.Select(seed => Bits(train(seed)))];
        using var limit = new ThreadLimit(threads);
        SweepResult<ulong, byte[]> table = Sweep.Run(seeds, seed => Bits(train(seed)));
        return [.. seeds.Where((_, i) => !table[i].Result.SequenceEqual(alone[i]))];
    }

    /// <summary>Everything that a model remembers.</summary>
    public static byte[] Bits(Module model)
    {
        IReadOnlyDictionary<string, Tensor> state = model.StateDict(withRandomStreams: true);
        return [.. state.Keys.Order(StringComparer.Ordinal).SelectMany(name => state[name].DType == DType.Int64
            ? state[name].ToArray<long>().SelectMany(BitConverter.GetBytes)
            : state[name].ToArray<float>().SelectMany(BitConverter.GetBytes))];
    }
}
