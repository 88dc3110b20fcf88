using Autograd.Nn;

namespace Autograd.Benchmarks;

/// <summary>Training steps and inference of whole networks.</summary>
internal static class StepWorkloads
{
    /// <summary>The optimizers, with the names they have in workloads.</summary>
    internal static (string Name, Func<Module, Optimizer> Make)[] Optimizers { get; } =
    [
        ("sgdm", model => new Sgd(model.Parameters(), learningRate: 1e-4, momentum: 0.9)),
        ("adam", model => new Adam(model.Parameters(), learningRate: 1e-5)),
    ];

    /// <summary>More of them, which are compared on one network.</summary>
    internal static (string Name, Func<Module, Optimizer> Make)[] OtherOptimizers { get; } =
    [
        ("adamw", model => new AdamW(model.Parameters(), learningRate: 1e-5)),
        ("rmsprop", model => new RmsProp(model.Parameters(), learningRate: 1e-5)),
        ("adagrad", model => new Adagrad(model.Parameters(), learningRate: 1e-5)),
        ("lion", model => new Lion(model.Parameters(), learningRate: 1e-5)),
    ];

    internal static IEnumerable<Workload> All()
    {
        foreach (Network network in Network.Compared)
        {
            foreach ((string name, Func<Module, Optimizer> make) in Optimizers)
            {
                yield return new($"step/{network.Name}/{name}", () => network.Step(make));
            }
        }

        Network middle = Network.Compared.Single(network => network.Sizes[0] == 784);
        foreach ((string name, Func<Module, Optimizer> make) in OtherOptimizers)
        {
            yield return new($"step/{middle.Name}/{name}", () => middle.Step(make));
        }

        foreach ((string name, Func<Module, Optimizer> make) in Optimizers)
        {
            yield return new($"step/{Lenet.Name}/{name}", () => Lenet.Step(make));
        }

        foreach (Network network in Network.Compared)
        {
            yield return new($"inference/{network.Name}", network.Inference);
        }
    }
}
