using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Conformance;

/// <summary>A module as a golden case makes and calls it.</summary>
/// <param name="Module">The module; the runner sets its parameters and buffers by the names that PyTorch has for them.</param>
/// <param name="Call">Calls it with the case's arguments by name; the output, and further results by the case's names for them.</param>
internal sealed record GoldenLayer(Module Module, Func<IReadOnlyDictionary<string, Tensor>, GoldenResults> Call)
{
    /// <summary>A layer that is called with its input alone.</summary>
    public static GoldenLayer Of(Layer layer, string argument = "input") =>
        new(layer, arguments => new(layer.Forward(arguments[argument])));
}

/// <summary>What a call gave.</summary>
internal sealed record GoldenResults(Tensor Output, params (string Name, Tensor Value)[] More);

/// <summary>How the layers of the golden cases are made here: a table an area, a line a layer.</summary>
internal static partial class GoldenLayers
{
    public static Dictionary<string, Func<GoldenCase, GoldenLayer>> All { get; } = new[]
    {
        new Dictionary<string, Func<GoldenCase, GoldenLayer>>
        {
            ["linear"] = golden =>
                GoldenLayer.Of(new Linear(golden.Integer("inFeatures"), golden.Integer("outFeatures"), golden.Flag("bias"))),
        },
        Convolution(), Pooling(), Normalization(), Recurrent(), Attention(),
    }.SelectMany(table => table).ToDictionary();
}
