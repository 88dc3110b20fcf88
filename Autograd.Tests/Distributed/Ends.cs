using System.Globalization;
using Autograd.Core;
using Autograd.Distributed;

namespace Autograd.Tests.Distributed;

/// <summary>Programs that end in other ways than by leaving the block of their world on the thread that made it.</summary>
internal static class Ends
{
    /// <summary>Runs one.</summary>
    public static void Run(string how)
    {
        if (how == "exit")
        {
            Environment.ExitCode = 0;
            MpiWorld.Initialize().Barrier();
            Console.WriteLine("done");
            Environment.Exit(0);
        }

        Await(how).GetAwaiter().GetResult();
    }

    private static async Task Await(string how)
    {
        using var world = MpiWorld.Initialize();
        int threads = ThreadLimit.Current;
        for (int i = 0; i < 20; i++)
        {
            world.Barrier();
        }

        await Task.Delay(20);
        await Task.Yield();
        if (how == "refused")
        {
            world.ExpectSame("the seed", world.Rank.ToString(CultureInfo.InvariantCulture));
        }

        if (how == "caught" && world.Rank == 1)
        {
            throw new InvalidOperationException("the reason");
        }

        world.Barrier();
        Console.WriteLine(ThreadLimit.Current == threads ? "done" : "another limit of threads");
    }
}
