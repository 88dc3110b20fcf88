using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Benchmarks;

/// <summary>A network of linear layers with a batch for it.</summary>
/// <param name="Sizes">The number of inputs, of units in each layer, and of classes.</param>
/// <param name="Batch">The number of samples.</param>
/// <param name="Slopes">Whether its activations are PReLUs, not ReLUs.</param>
internal sealed record Network(int[] Sizes, int Batch, bool Slopes)
{
    /// <summary>The networks that are compared, from the smallest to the largest.</summary>
    internal static Network[] Compared { get; } =
    [
        new([2, 16, 16, 3], 32, Slopes: true),
        new([21, 32, 16, 3], 48, Slopes: true),
        new([64, 128, 10], 64, Slopes: false),
        new([784, 256, 128, 10], 128, Slopes: false),
        new([1024, 1024, 1024, 10], 256, Slopes: false),
    ];

    /// <summary>The name in the workloads.</summary>
    internal string Name => $"mlp-{string.Join('-', Sizes)}-b{Batch}-{(Slopes ? "prelu" : "relu")}";

    /// <summary>
    /// The floating-point operations of a step's matrix products: forward, by the weights, and by every layer's input but the first.
    /// </summary>
    internal double Operations =>
        Enumerable.Range(0, Sizes.Length - 1).Sum(i => 2.0 * Batch * Sizes[i] * Sizes[i + 1] * (i == 0 ? 2 : 3));

    /// <summary>The layers.</summary>
    internal Sequential Layers()
    {
        List<Layer> layers = [];
        for (int i = 0; i + 1 < Sizes.Length; i++)
        {
            if (i > 0)
            {
                layers.Add(Slopes ? new PRelu() : new Relu());
            }

            layers.Add(new Linear(Sizes[i], Sizes[i + 1]));
        }

        return new([.. layers]);
    }

    /// <summary>Inputs of a normal distribution.</summary>
    internal Tensor Inputs() => Tensor.Normal([Batch, Sizes[0]], new Generator(1));

    /// <summary>A class for each sample.</summary>
    internal Tensor Targets() => Data.Labels(Batch, Sizes[^1]);

    /// <summary>A training step, written as a user writes it.</summary>
    /// <param name="optimizerOf">Makes the optimizer.</param>
    /// <param name="guard">Whether every number is watched.</param>
    internal Action Step(Func<Module, Optimizer> optimizerOf, bool guard = false) =>
        Step(Layers(), Inputs(), Targets(), optimizerOf, guard);

    /// <summary>A training step of any network.</summary>
    /// <param name="model">The network.</param>
    /// <param name="inputs">The inputs of a batch.</param>
    /// <param name="targets">A class for each.</param>
    /// <param name="optimizerOf">Makes the optimizer.</param>
    /// <param name="guard">Whether every number is watched.</param>
    internal static Action Step(
        Sequential model, Tensor inputs, Tensor targets, Func<Module, Optimizer> optimizerOf, bool guard = false)
    {
        Optimizer optimizer = optimizerOf(model);
        var loss = new CrossEntropyLoss();
        return () =>
        {
            using var tape = new Tape(guard);
            Tensor error = loss.Forward(model.Forward(inputs), targets);
            optimizer.ZeroGrad();
            tape.Backward(error);
            optimizer.Step();
        };
    }

    /// <summary>The network's answer for the batch.</summary>
    internal Action Inference()
    {
        Sequential model = Layers();
        Tensor inputs = Inputs();
        return () =>
        {
            using var scope = new TensorScope();
            model.Forward(inputs);
        };
    }
}
