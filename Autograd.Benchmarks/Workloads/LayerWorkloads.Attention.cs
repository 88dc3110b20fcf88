using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Benchmarks;

internal static partial class LayerWorkloads
{
    private static IEnumerable<Workload> Attention() =>
    [
        new("layer/attention-4x32-l128-b16", () => Attend(16, 4, 128, 32)),
        new("layer/transformer-32-h4-f64-l16-b8", () =>
            Through(new TransformerEncoderLayer(32, 4, 64, dropout: 0), Data.Normal(8, 16, 32))),
    ];

    // The op alone: queries, keys and values of each head are there, and each gets its gradient.
    private static Action Attend(int batch, int heads, int length, int size)
    {
        Tensor[] inputs = [.. Enumerable.Range(0, 3).Select(_ => Data.Normal(batch, heads, length, size))];
        Tensor upstream = Data.Normal(batch, heads, length, size);
        return () =>
        {
            using var tape = new Tape();
            foreach (Tensor input in inputs)
            {
                tape.Watch(input);
            }

            tape.Backward(inputs[0].ScaledDotProductAttention(inputs[1], inputs[2]), upstream);
            foreach (Tensor input in inputs)
            {
                input.ZeroGrad();
            }
        };
    }
}
