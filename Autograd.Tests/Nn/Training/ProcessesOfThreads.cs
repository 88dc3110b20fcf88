using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Training;

/// <summary>Processes that are threads of this one, each with a model of its own: what they tell each other goes through memory.</summary>
internal sealed class ProcessesOfThreads(int count) : IDisposable
{
    private readonly Barrier _barrier = new(count);
    private readonly byte[][] _told = new byte[count][];
    private readonly Tensor[] _blocks = new Tensor[count];

    /// <summary>Does something in each process, and returns what each came to.</summary>
    /// <param name="count">How many there are.</param>
    /// <param name="work">What each does.</param>
    /// <param name="inTurn">Whether they add up what they have one after the other, which is not the order of the tree.</param>
    public static T[] Run<T>(int count, Func<ChunkExchange?, T> work, bool inTurn = false)
    {
        if (count == 1)
        {
            return [work(null)];
        }

        using var processes = new ProcessesOfThreads(count);
        T[] results = new T[count];
        Thread[] threads = [.. Enumerable.Range(0, count).Select(rank => new Thread(
            () => results[rank] = work(new Process(processes, rank, count, inTurn))))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        return results;
    }

    public void Dispose() => _barrier.Dispose();

    private sealed class Process(ProcessesOfThreads all, int rank, int count, bool inTurn) : ChunkExchange
    {
        public override int Count => count;

        public override int Rank => rank;

        protected override byte[][] Gathered(ReadOnlySpan<byte> own, string what)
        {
            all._told[rank] = own.ToArray();
            all._barrier.SignalAndWait();
            byte[][] told = [.. all._told];
            all._barrier.SignalAndWait();
            return told;
        }

        public override void Sum(Tensor block)
        {
            if (inTurn)
            {
                all._blocks[rank] = block.Detach();
                all._barrier.SignalAndWait();
                Tensor total = all._blocks.Aggregate((sum, next) => sum + next);
                all._barrier.SignalAndWait();
                total.CopyTo(block);
                return;
            }

            for (int bit = 1; bit < count; bit *= 2)
            {
                all._blocks[rank] = block.Detach();
                all._barrier.SignalAndWait();
                Tensor sum = all._blocks[rank & ~bit] + all._blocks[rank | bit];
                all._barrier.SignalAndWait();
                sum.CopyTo(block);
            }
        }
    }
}
