using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Benchmarks;

/// <summary>A step split into two chunks, with as many threads as there may be, against the plain step on one.</summary>
internal static class ParallelWorkloads
{
    private const int Samples = 10_000;

    internal static IEnumerable<Workload> All()
    {
        yield return Of($"full-batch-4-32-16-4-b{Samples}-tanh", FullBatch,
            () => (Tensor.Normal([Samples, 4], new Generator(1)), Data.Labels(Samples, 4)));
        foreach (Network network in Network.Compared)
        {
            yield return Of(network.Name, network.Layers, () => (network.Inputs(), network.Targets()));
        }

        yield return Of(Lenet.Name, Lenet.Layers, () => (Lenet.Inputs(), Lenet.Targets()));
    }

    private static Workload Of(string name, Func<Sequential> layers, Func<(Tensor Inputs, Tensor Targets)> data) =>
        new($"parallel/{name}", () => InChunks(layers(), data()))
        {
            Against = "one thread",
            Yardstick = () => Plain(layers(), data()),
        };

    private static Sequential FullBatch() =>
        new(new Linear(4, 32), new Tanh(), new Linear(32, 16), new Tanh(), new Linear(16, 4));

    private static Action InChunks(Sequential model, (Tensor Inputs, Tensor Targets) data)
    {
        var parallel = new DataParallel(model, Optimizer(model));
        var batch = new Batch(data.Inputs, data.Targets);
        var loss = new CrossEntropyLoss();
        return () => parallel.Step(batch, loss);
    }

    private static Action Plain(Sequential model, (Tensor Inputs, Tensor Targets) data)
    {
        Action step = Network.Step(model, data.Inputs, data.Targets, Optimizer);
        return () =>
        {
            using var limit = new ThreadLimit(1);
            step();
        };
    }

    private static Adam Optimizer(Module model) => new(model.Parameters(), learningRate: 1e-5);
}
