using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Benchmarks;

/// <summary>Single layers, forward and backward by their input and parameters.</summary>
internal static partial class LayerWorkloads
{
    internal static IEnumerable<Workload> All() => [.. Convolution(), .. Normalization(), .. Recurrent(), .. Attention()];

    /// <summary>A layer's value and gradients by its input, where that is floating point, and its parameters.</summary>
    private static Action Through(Layer layer, Tensor input)
    {
        Tensor upstream = Data.Normal(layer.Forward(input).Shape.Sizes);
        IReadOnlyList<Parameter> parameters = layer.Parameters();
        return () =>
        {
            using var tape = new Tape();
            if (input.DType.IsFloat())
            {
                tape.Watch(input);
            }

            tape.Backward(layer.Forward(input), upstream);
            input.ZeroGrad();
            foreach (Parameter parameter in parameters)
            {
                parameter.Value.ZeroGrad();
            }
        };
    }
}
