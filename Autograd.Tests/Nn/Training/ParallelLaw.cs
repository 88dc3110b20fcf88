using Autograd.Core;
using Autograd.Nn;
using Autograd.Tests.Laws;

namespace Autograd.Tests.Nn.Training;

/// <summary>
/// What a step in chunks keeps to: the bits depend on the number of chunks and on neither threads nor processes; and what it computes is
/// the loss and the gradient of the whole batch.
/// </summary>
internal static class ParallelLaw
{
    /// <summary>With how many threads and processes a training comes to other bits than with one of each.</summary>
    /// <param name="training">The training.</param>
    /// <param name="inTurn">Whether processes add up in another order than the tree's: a fault.</param>
    public static IEnumerable<string> OtherBits(ParallelTraining training, bool inTurn = false)
    {
        byte[] expected = training.Trained(threads: 1);
        if (!training.Trained(threads: 2).SequenceEqual(expected))
        {
            yield return $"{training}: two threads give other bits";
        }

        if (!training.Trained(threads: 2, isRead: true).SequenceEqual(expected))
        {
            yield return $"{training}: batches that have been read give other bits";
        }

        for (int processes = 2; processes <= training.Chunks; processes *= 2)
        {
            foreach (byte[] bits in ProcessesOfThreads.Run(processes, exchange => training.Trained(threads: 2, exchange), inTurn))
            {
                if (!bits.SequenceEqual(expected))
                {
                    yield return $"{training}: {processes} processes give other bits";
                    yield break;
                }
            }
        }
    }

    /// <summary>Where the loss or a gradient in chunks is not that of the whole batch.</summary>
    public static IEnumerable<string> OtherNumbers(ParallelTraining training)
    {
        (double expectedLoss, double[]?[] expected) = training.Differentiated(inChunks: false);
        (double loss, double[]?[] gradients) = training.Differentiated(inChunks: true);
        if (!Numbers.AreNear(loss, expectedLoss, 1e-12, 1e-12))
        {
            yield return FormattableString.Invariant($"{training}: the loss is {loss}, not {expectedLoss}");
        }

        for (int i = 0; i < expected.Length; i++)
        {
            if (expected[i] is null || gradients[i] is null
                ? expected[i] != gradients[i]
                : Numbers.Differences("", gradients[i]!, expected[i]!, 1e-9, 1e-12).Any())
            {
                yield return $"{training}: the gradient of parameter {i} is another";
            }
        }
    }
}
