using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Modules;

internal static partial class ModuleCatalogue
{
    private static ModuleCase[] Normalization() =>
    [
        new(() => new LayerNorm(5), Inputs: [3, 5], Output: [3, 5])
        {
            FileNames = ["weight", "bias"],
            Refusals = [new([3, 4], "LayerNorm: the input is [3, 4]; expected [..., 5], the layer's sizes last")],
        },
        new(() => new LayerNorm([2, 3], bias: false), Inputs: [4, 2, 3], Output: [4, 2, 3])
        {
            Name = "LayerNorm over two axes, no bias",
            FileNames = ["weight"],
            Refusals = [new([3], "LayerNorm: the input is [3]; expected [..., 2, 3], the layer's sizes last")],
        },
        new(() => new Dropout(0.4), Inputs: [3, 7], Output: [3, 7])
        {
            Refusals = [new([3], "dropout: input 0 is Int64; expected Float32 or Float64", DType.Int64)],
            IsSameInUse = false,
        },
        new(() => new Dropout(seed: 3), Inputs: [3, 7], Output: [3, 7])
        {
            Name = "Dropout, seeded",
            Refusals = [new([3], "dropout: input 0 is Bool", DType.Bool)],
            IsSameInUse = false,
        },
        new(() => new Dropout2d(0.4), Inputs: [3, 5, 2, 3], Output: [3, 5, 2, 3])
        {
            Refusals = [new([3, 5], "Dropout2d: the input is [3, 5]; expected [samples, channels, ...] with at least one axis more")],
            IsSameInUse = false,
        },
        new(() => new AlphaDropout(0.4), Inputs: [3, 7], Output: [3, 7])
        {
            Refusals = [new([3], "alpha_dropout: input 0 is Int64", DType.Int64)],
            IsSameInUse = false,
        },
    ];
}
