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
    ];
}
