namespace Autograd.Core;

/// <summary>The ops of this folder, as the registry lists them.</summary>
internal static class WindowOps
{
    public static OpDefinition[] All =>
    [
        Conv1dOp.Definition,
        Conv2dOp.Definition,
        ConvTranspose1dOp.Definition,
        ConvTranspose2dOp.Definition,
        MaxPool1dOp.Definition,
        MaxPool2dOp.Definition,
        AvgPool1dOp.Definition,
        AvgPool2dOp.Definition,
        AdaptiveMaxPool1dOp.Definition,
        AdaptiveMaxPool2dOp.Definition,
        AdaptiveAvgPool1dOp.Definition,
        AdaptiveAvgPool2dOp.Definition,
        UpsampleNearest2dOp.Definition,
        UpsampleBilinear2dOp.Definition,
    ];
}
