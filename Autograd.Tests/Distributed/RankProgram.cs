using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using Autograd.Distributed;

namespace Autograd.Tests.Distributed;

/// <summary>What the tests let several ranks do.</summary>
internal static class RankProgram
{
    /// <summary>The first argument of the test assembly as a program.</summary>
    public const string Name = "rank";

    /// <summary>The program of a rank.</summary>
    /// <param name="args">What to do, and what that needs.</param>
    public static void Run(string[] args)
    {
        if (args[0] is "await" or "exit" or "refused" or "caught")
        {
            Ends.Run(args[0]);
            return;
        }

        if (args[0] is "lengths" or "types" or "parted" or "evaluate")
        {
            Misuse.Run(args[0]);
            return;
        }

        using var world = MpiWorld.Initialize(args[0] is "hang" or "hangover" ? TimeSpan.FromSeconds(3) : null);
        if (args[0] == "collectives")
        {
            Collectives(world);
        }
        else if (args[0] == "train")
        {
            Train(world, args[1], int.Parse(args[2], CultureInfo.InvariantCulture), int.Parse(args[3], CultureInfo.InvariantCulture));
        }
        else if (args[0] == "differ")
        {
            world.ExpectSame("the seed", (world.Rank / 2).ToString(CultureInfo.InvariantCulture));
        }
        else
        {
            Fault(world, args[0], int.Parse(args[1], CultureInfo.InvariantCulture));
        }
    }

    // Every rank knows what all give, and so what all must get.
    private static void Collectives(MpiWorld world)
    {
        int ordersDiffer = 0;
        foreach (int length in new[] { 0, 1, 3, 1000, 4099, 100_003 })
        {
            float[][] all = [.. Enumerable.Range(0, world.Size).Select(rank => Drawn(rank, length))];
            float[] sum = [.. all[world.Rank]];
            world.AllReduce(sum);
            Expect(Tree(all).AsSpan().SequenceEqual(sum), $"the sum of {length} floats");
            double[][] doubles = [.. all.Select(numbers => Array.ConvertAll(numbers, x => (double)x / 3))];
            double[] doubleSum = [.. doubles[world.Rank]];
            world.AllReduce(doubleSum);
            Expect(Tree(doubles).AsSpan().SequenceEqual(doubleSum), $"the sum of {length} doubles");
            ordersDiffer += sum.AsSpan().SequenceEqual(all.Aggregate((x, y) => [.. x.Zip(y, (a, b) => a + b)])) ? 0 : 1;

            byte[][] gathered = world.AllGather(new byte[length * world.Rank].Select((_, i) => (byte)(i + world.Rank)).ToArray());
            for (int rank = 0; rank < world.Size; rank++)
            {
                byte[] expected = [.. new byte[length * rank].Select((_, i) => (byte)(i + rank))];
                Expect(expected.AsSpan().SequenceEqual(gathered[rank]), $"what rank {rank} gives of {length}");
            }

            byte[] given = world.Broadcast(new byte[length + world.Rank].Select(_ => (byte)(7 + world.Rank)).ToArray());
            Expect(given.Length == length && Array.TrueForAll(given, x => x == 7), "what the first rank gives");
            world.Barrier();
        }

        // Otherwise the order would not have been tested.
        Expect(world.Size <= 3 || ordersDiffer > 0, "an order of additions that matters");
        world.ExpectSame("the length", "7");
        string trained = BitOperations.IsPow2(world.Size) ? SharedTraining.Run(world) : "nothing";
        Console.WriteLine($"{world} is right and trained {trained}");
    }

    // One rank is killed after some time, wherever it is.
    private static void Train(MpiWorld world, string folder, int killed, int milliseconds)
    {
        using var timer = new Timer(
            _ => Process.GetCurrentProcess().Kill(), null, world.Rank == killed ? milliseconds : Timeout.Infinite, Timeout.Infinite);
        string trained = SharedTraining.Run(world, folder);
        Console.WriteLine($"{world} trained {trained}");
    }

    private static float[] Drawn(int rank, int length)
    {
        var random = new Random(rank);
        return [.. Enumerable.Range(0, length).Select(_ => (float)(random.NextDouble() - 0.5))];
    }

    private static T[] Tree<T>(T[][] all) where T : INumber<T>
    {
        T[][] sums = [.. all.Select(numbers => numbers.ToArray())];
        for (int distance = 1; distance < sums.Length; distance *= 2)
        {
            for (int rank = 0; rank + distance < sums.Length; rank += 2 * distance)
            {
                sums[rank] = [.. sums[rank].Zip(sums[rank + distance], (x, y) => x + y)];
            }
        }

        return sums[0];
    }

    // One rank does what it should not, while the others go on.
    private static void Fault(MpiWorld world, string fault, int rank)
    {
        float[] block = new float[1000];
        for (int i = 0; i < 1000; i++)
        {
            world.AllReduce(block);
            if (i == 20 && fault == "hangover" && world.Rank != rank)
            {
                return;
            }

            if (i == 20 && (world.Rank == rank || rank < 0))
            {
                switch (fault)
                {
                    case "throw":
                        throw new InvalidOperationException("two\nlines");
                    case "kill":
                        Process.GetCurrentProcess().Kill();
                        break;
                    case "hang" or "hangover":
                        Thread.Sleep(Timeout.Infinite);
                        break;
                    case "leave":
                        return;
                    default:
                        world.Barrier();
                        break;
                }
            }
        }
    }

    private static void Expect(bool isRight, string what)
    {
        if (!isRight)
        {
            throw new InvalidOperationException($"It is not {what}.");
        }
    }
}
