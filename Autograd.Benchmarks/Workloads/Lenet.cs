using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Benchmarks;

/// <summary>A convolutional network for pictures of digits, as that of LeCun et al. (1998), with a batch for it.</summary>
internal static class Lenet
{
    /// <summary>The name in the workloads.</summary>
    internal const string Name = "lenet-28x28-b64-relu";

    private const int Batch = 64, Side = 28, Classes = 10;

    /// <summary>A training step.</summary>
    /// <param name="optimizerOf">Makes the optimizer.</param>
    internal static Action Step(Func<Module, Optimizer> optimizerOf) => Network.Step(Layers(), Inputs(), Targets(), optimizerOf);

    /// <summary>The layers.</summary>
    internal static Sequential Layers() => new(
        new Conv2d(1, 8, 5), new Relu(), new MaxPool2d(2), new Conv2d(8, 16, 5), new Relu(), new MaxPool2d(2),
        new Flatten(), new Linear(256, Classes));

    /// <summary>Pictures of a normal distribution.</summary>
    internal static Tensor Inputs() => Tensor.Normal([Batch, 1, Side, Side], new Generator(1));

    /// <summary>A class for each.</summary>
    internal static Tensor Targets() => Data.Labels(Batch, Classes);
}
