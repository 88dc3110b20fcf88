using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Benchmarks;

/// <summary>What the trainer's loop costs beyond the same loop written by hand, and the guard beyond a step without it.</summary>
internal static class TrainerWorkloads
{
    // An epoch of as many steps, over a batch that is at hand: so no loader's time stands beside the loop's.
    private const int Steps = 100;

    internal static IEnumerable<Workload> All()
    {
        Network small = Network.Compared[0], middle = Network.Compared.Single(network => network.Sizes[0] == 784);
        foreach ((string name, Func<Module, Optimizer> make) in StepWorkloads.Optimizers)
        {
            yield return new($"trainer/{small.Name}/{name}", () => ByTrainer(small, make))
            {
                Times = Steps,
                Against = "by hand",
                Yardstick = () => ByHand(small, make),
            };
        }

        foreach (Network network in new[] { small, middle })
        {
            (string name, Func<Module, Optimizer> make) = StepWorkloads.Optimizers[0];
            yield return new($"guard/{network.Name}/{name}", () => network.Step(make, guard: true))
            {
                Against = "without",
                Yardstick = () => network.Step(make),
            };
        }
    }

    private static Batch[] Batches(Network network) =>
        [.. Enumerable.Repeat(new Batch(network.Inputs(), network.Targets()), Steps)];

    private static Action ByTrainer(Network network, Func<Module, Optimizer> optimizerOf)
    {
        Sequential model = network.Layers();
        Batch[] batches = Batches(network);
        var trainer = new Trainer(model, new CrossEntropyLoss(), optimizerOf(model));
        return () => trainer.Fit(batches, epochs: 1);
    }

    private static Action ByHand(Network network, Func<Module, Optimizer> optimizerOf)
    {
        Sequential model = network.Layers();
        Batch[] batches = Batches(network);
        Optimizer optimizer = optimizerOf(model);
        var loss = new CrossEntropyLoss();
        return () =>
        {
            foreach ((Tensor inputs, Tensor targets) in batches)
            {
                using var tape = new Tape();
                Tensor error = loss.Forward(model.Forward(inputs), targets);
                optimizer.ZeroGrad();
                tape.Backward(error);
                optimizer.Step();
            }
        };
    }
}
