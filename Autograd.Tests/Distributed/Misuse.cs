using Autograd.Core;
using Autograd.Distributed;
using Autograd.Nn;
using Autograd.Tests.Nn.Training;

namespace Autograd.Tests.Distributed;

/// <summary>Programs whose ranks do not make the same collective calls, or none that can be made.</summary>
internal static class Misuse
{
    /// <summary>Runs one.</summary>
    public static void Run(string how)
    {
        using var world = MpiWorld.Initialize();
        switch (how)
        {
            case "lengths":
                world.AllReduce(new float[3 + (world.Rank / 2)]);
                break;
            case "types" when world.Rank == 1:
                world.AllReduce(new double[3]);
                break;
            case "types":
                world.AllReduce(new float[3]);
                break;
            case "parted":
                world.Dispose();
                world.Barrier();
                break;
            default:
                Evaluate(world);
                break;
        }
    }

    // On the first rank alone, after a training.
    private static void Evaluate(MpiWorld world)
    {
        Sequential model = new Sequential(new Linear(4, 3)).Initialize(1);
        var optimizer = new Sgd(model.Parameters(), 0.1);
        var trainer = new Trainer(model, new CrossEntropyLoss(), optimizer) { Parallel = world.Parallel(model, optimizer, 4) };
        var loader = new DataLoader(TrainerProblem.Data(20), 7, seed: 1);
        trainer.Fit(loader, epochs: 1);
        if (world.Rank == 0)
        {
            trainer.Evaluate(loader);
        }
    }
}
