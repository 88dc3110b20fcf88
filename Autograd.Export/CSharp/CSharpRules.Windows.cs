using Autograd.Core;
using static System.FormattableString;

namespace Autograd.Export;

internal static partial class CSharpRules
{
    private static string Convolution(CSharpWriter writer, CSharpStep step, int dimensions, bool isTransposed)
    {
        Shape weight = step.Inputs[1].Shape;
        var settings = ConvolutionSettings.Of(step.Attributes, dimensions, isTransposed);
        ConvolutionGeometry geometry = settings.Geometry(step.Inputs[0].Shape, weight, null, out _);
        (WindowAxis down, WindowAxis across) = (geometry.Vertical, geometry.Horizontal);
        int results = isTransposed ? weight[1] * settings.Groups : weight[0];
        (int height, int width) = Plane(step.Inputs[0].Shape, dimensions);
        (int rows, int columns) = Plane(step.Output.Shape, dimensions);
        return writer.Call(isTransposed ? "TransposedConvolution" : "Convolution",
            [X(writer, step), Weight(writer, step, 1), Bias(writer, step, 2, results), Invariant($"groups: {settings.Groups}"),
                .. Sizes(height, width), .. Kernel(down, across), Invariant($"dilationDown: {down.Dilation}"),
                Invariant($"dilationAcross: {across.Dilation}"), .. Place(down, across, rows, columns), Y(writer, step)]);
    }

    private static string MaxPool(CSharpWriter writer, CSharpStep step, int axes)
    {
        (WindowAxis down, WindowAxis across) = Windows(step, axes, PoolingGeometry.Numbers(step.Attributes, "dilation", axes));
        return writer.Call("MaxPool",
            [X(writer, step), .. Sizes(down.Size, across.Size), .. Kernel(down, across), Invariant($"dilationDown: {down.Dilation}"),
                Invariant($"dilationAcross: {across.Dilation}"), .. Place(down, across, down.Count, across.Count), Y(writer, step)]);
    }

    private static string AveragePool(CSharpWriter writer, CSharpStep step, int axes)
    {
        (WindowAxis down, WindowAxis across) = Windows(step, axes, axes == 1 ? [1] : [1, 1]);
        return writer.Call("AveragePool",
            [X(writer, step), .. Sizes(down.Size, across.Size), .. Kernel(down, across), .. Place(down, across, down.Count, across.Count),
                $"countPadding: {(step.Attributes.Flag("countIncludePad") ? "true" : "false")}",
                Invariant($"divisor: {step.Attributes.IntegerOrNull("divisorOverride") ?? 0}"), Y(writer, step)]);
    }

    private static string AdaptivePool(CSharpWriter writer, CSharpStep step, int axes, string largest)
    {
        (int height, int width) = Plane(step.Inputs[0].Shape, axes);
        (int rows, int columns) = Plane(step.Output.Shape, axes);
        return writer.Call("AdaptivePool", [X(writer, step), .. Sizes(height, width), Invariant($"rows: {rows}"),
            Invariant($"columns: {columns}"), $"largest: {largest}", Y(writer, step)]);
    }

    private static string Upsample(CSharpWriter writer, CSharpStep step, string method, params ReadOnlySpan<string> more)
    {
        (int height, int width) = Plane(step.Inputs[0].Shape, 2);
        (int rows, int columns) = Plane(step.Output.Shape, 2);
        return writer.Call(method, [X(writer, step), .. Sizes(height, width), Invariant($"rows: {rows}"), Invariant($"columns: {columns}"),
            .. more, Y(writer, step)]);
    }

    private static (WindowAxis Down, WindowAxis Across) Windows(CSharpStep step, int axes, int[] dilation)
    {
        OpAttributes attributes = step.Attributes;
        PoolingWindows windows = new FixedPooling(step.Op, axes, PoolingGeometry.Numbers(attributes, "kernelSize", axes),
            PoolingGeometry.Numbers(attributes, "stride", axes), PoolingGeometry.Numbers(attributes, "padding", axes), dilation,
            attributes.Flag("ceilMode")).On(step.Inputs[0].Shape);
        return (windows.Vertical, windows.Horizontal);
    }

    private static (int Height, int Width) Plane(Shape shape, int dimensions) => (dimensions == 1 ? 1 : shape[^2], shape[^1]);

    private static string[] Sizes(int height, int width) => [Invariant($"height: {height}"), Invariant($"width: {width}")];

    private static string[] Kernel(WindowAxis down, WindowAxis across) =>
    [
        Invariant($"kernelHeight: {down.Kernel}"), Invariant($"kernelWidth: {across.Kernel}"), Invariant($"strideDown: {down.Stride}"),
        Invariant($"strideAcross: {across.Stride}"),
    ];

    private static string[] Place(WindowAxis down, WindowAxis across, int rows, int columns) =>
    [
        Invariant($"top: {down.Before}"), Invariant($"left: {across.Before}"), Invariant($"rows: {rows}"), Invariant($"columns: {columns}"),
    ];
}
