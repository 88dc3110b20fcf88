using Autograd.Core;

namespace Autograd.Nn;

/// <summary>How many products an op adds up: what the time of a large network goes by. Elementwise ops count for none.</summary>
internal static class MultiplyAdds
{
    public static long Of(TracedCall call)
    {
        IReadOnlyList<Tensor> inputs = call.Inputs;
        long results = call.Outputs[0].Count;
        return call.Name switch
        {
            "linear" => results * inputs[1].Shape[^1],
            "matmul" => results * inputs[0].Shape[^1],
            "conv1d" or "conv2d" => results * PerRow(inputs[1]),
            "conv_transpose1d" or "conv_transpose2d" => inputs[0].Count * PerRow(inputs[1]),
            "scaled_dot_product_attention" => (inputs[0].Count + results) * inputs[1].Shape[^2],
            "self_attention" => 2 * results * inputs[0].Shape[^2],
            "rnn" or "gru" => Places(inputs[0]) * (inputs[2].Count + (long)inputs[3].Count),
            "lstm" => Places(inputs[0]) * (inputs[3].Count + (long)inputs[4].Count),
            _ => 0,
        };
    }

    // The elements of one of the rows along the first axis.
    private static long PerRow(Tensor weight) => weight.Count / Math.Max(1, weight.Shape[0]);

    // All samples at all steps.
    private static long Places(Tensor sequences) => sequences.Count / Math.Max(1, sequences.Shape[^1]);
}
