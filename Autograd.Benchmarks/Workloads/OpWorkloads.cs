using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Benchmarks;

/// <summary>Single ops, forward and backward: activations, losses, and the smallest op there is.</summary>
internal static class OpWorkloads
{
    private const int Chain = 100;

    // The ones that PyTorch has a kernel for and networks use most; what they are is in the registry.
    private static readonly string[] s_activations =
        ["relu", "prelu", "elu", "gelu", "sigmoid", "tanh", "softplus", "logsigmoid", "softsign", "silu", "softmax", "log_softmax"];

    private static readonly (int Rows, int Columns)[] s_shapes = [(1000, 1000), (32, 16)];

    internal static IEnumerable<Workload> Activations() =>
        from shape in s_shapes
        from name in s_activations
        select new Workload($"activation/{name}/{shape.Rows}x{shape.Columns}/forward+backward", () =>
            Activation(OpRegistry.Find(name), shape.Rows, shape.Columns));

    internal static IEnumerable<Workload> Losses() =>
    [
        new("loss/cross_entropy/128x10", () => CrossEntropy(128, 10)),
        new("loss/cross_entropy/512x1000", () => CrossEntropy(512, 1000)),
    ];

    internal static IEnumerable<Workload> Overhead() => [new("overhead/add-8-forward+backward", Adds) { Times = Chain }];

    /// <summary>An activation's value and gradients by all its inputs.</summary>
    internal static Action Activation(OpDefinition definition, int rows, int columns)
    {
        Op op = definition.Create();
        Tensor x = Data.Normal(rows, columns), upstream = Data.Normal(rows, columns);

        // A PReLU has one slope for all, which is learned.
        Tensor[] inputs = definition.Samples[0].Inputs(DType.Float32).Length == 1 ? [x] : [x, Tensor.Full([1], 0.25)];
        return () =>
        {
            using var tape = new Tape();
            foreach (Tensor input in inputs)
            {
                tape.Watch(input);
            }

            tape.Backward(op.Apply(inputs), upstream);
            foreach (Tensor input in inputs)
            {
                input.ZeroGrad();
            }
        };
    }

    private static Action CrossEntropy(int rows, int classes)
    {
        var loss = new CrossEntropyLoss();
        Tensor x = Data.Normal(rows, classes), targets = Data.Labels(rows, classes);
        return () =>
        {
            using var tape = new Tape();
            tape.Watch(x);
            tape.Backward(loss.Forward(x, targets));
            x.ZeroGrad();
        };
    }

    private static Action Adds()
    {
        Tensor leaf = Data.Normal(8), b = Data.Normal(8), upstream = Data.Normal(8);
        return () =>
        {
            using var tape = new Tape();
            tape.Watch(leaf);
            Tensor y = leaf;
            for (int i = 0; i < Chain; i++)
            {
                y += b;
            }

            tape.Backward(y, upstream);
            leaf.ZeroGrad();
        };
    }
}
