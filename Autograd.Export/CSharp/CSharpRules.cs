using Autograd.Core;
using Autograd.Nn;
using static System.FormattableString;

namespace Autograd.Export;

/// <summary>What becomes of each op: the call of a method, with what it is told.</summary>
internal static partial class CSharpRules
{
    private delegate string Rule(CSharpWriter writer, CSharpStep step);

    private static readonly Dictionary<string, Rule> s_rules = new(StringComparer.Ordinal)
    {
        ["linear"] = Linear,
        ["batch_norm"] = BatchNorm,
        ["layer_norm"] = (writer, step) => OfTrailing(writer, step, isCentered: true),
        ["rms_norm"] = (writer, step) => OfTrailing(writer, step, isCentered: false),
        ["group_norm"] = (writer, step) => OfChannels(writer, step, step.Attributes.Integer("groups")),
        ["instance_norm"] = (writer, step) => OfChannels(writer, step, step.Inputs[0].Shape[1]),
        ["softmax"] = (writer, step) => Softmax(writer, step, 1, "false"),
        ["softmin"] = (writer, step) => Softmax(writer, step, -1, "false"),
        ["log_softmax"] = (writer, step) => Softmax(writer, step, 1, "true"),
        ["chebyshev"] = (writer, step) => ((Chebyshev)step.Module) is var layer
            ? writer.Call("Chebyshev", X(writer, step), writer.Field(layer.Coefficients, "Coefficients"), Number(layer.Low),
                Number(layer.High), Y(writer, step)) : "",
        ["linear_spline"] = (writer, step) => ((LinearSpline)step.Module) is var layer
            ? writer.Call("LinearSpline", X(writer, step), writer.Field(layer.Values, "Values"), Number(layer.Low), Number(layer.High),
                Y(writer, step)) : "",
        ["standardizer"] = Standardizer,
        ["glu"] = Glu,
        ["concatenate"] = Concatenate,
        ["slice"] = Slice,
        ["index_select"] = IndexSelect,
        ["pad"] = Pad,
        ["conv1d"] = (writer, step) => Convolution(writer, step, dimensions: 1, isTransposed: false),
        ["conv2d"] = (writer, step) => Convolution(writer, step, dimensions: 2, isTransposed: false),
        ["conv_transpose1d"] = (writer, step) => Convolution(writer, step, dimensions: 1, isTransposed: true),
        ["conv_transpose2d"] = (writer, step) => Convolution(writer, step, dimensions: 2, isTransposed: true),
        ["max_pool1d"] = (writer, step) => MaxPool(writer, step, axes: 1),
        ["max_pool2d"] = (writer, step) => MaxPool(writer, step, axes: 2),
        ["avg_pool1d"] = (writer, step) => AveragePool(writer, step, axes: 1),
        ["avg_pool2d"] = (writer, step) => AveragePool(writer, step, axes: 2),
        ["adaptive_avg_pool1d"] = (writer, step) => AdaptivePool(writer, step, axes: 1, "false"),
        ["adaptive_avg_pool2d"] = (writer, step) => AdaptivePool(writer, step, axes: 2, "false"),
        ["adaptive_max_pool1d"] = (writer, step) => AdaptivePool(writer, step, axes: 1, "true"),
        ["adaptive_max_pool2d"] = (writer, step) => AdaptivePool(writer, step, axes: 2, "true"),
        ["upsample_nearest2d"] = (writer, step) => Upsample(writer, step, "UpsampleNearest"),
        ["upsample_bilinear2d"] = (writer, step) => Upsample(
            writer, step, "UpsampleBilinear", Invariant($"alignCorners: {(step.Attributes.Flag("alignCorners") ? "true" : "false")}")),
    };

    /// <summary>Whether a step leaves the numbers as they are, in their order.</summary>
    public static bool IsSame(CSharpStep step) => step.Op is "reshape" or "detach"
        || (step.Op == "to" && step.Inputs[0].DType.IsFloat() && step.Output.DType.IsFloat())
        || (step.Op == "broadcast_to" && step.Inputs[0].Count == step.Output.Count);

    /// <summary>Whether a method may write its result to where its first argument is.</summary>
    public static bool WorksInPlace(string op) => CSharpFunctions.Unary.ContainsKey(op) || CSharpFunctions.Binary.ContainsKey(op)
        || op is "batch_norm" or "layer_norm" or "rms_norm" or "group_norm" or "instance_norm" or "softmax" or "softmin" or "log_softmax"
            or "chebyshev" or "linear_spline" or "standardizer";

    /// <summary>Writes a step.</summary>
    /// <exception cref="NotSupportedException">There is nothing for it.</exception>
    public static string Write(CSharpWriter writer, CSharpStep step)
    {
        if (s_rules.TryGetValue(step.Op, out Rule? rule))
        {
            return rule(writer, step);
        }

        string name = step.Op == "gelu" && step.Attributes.Word("approximate") == "tanh" ? "gelu_tanh" : step.Op;
        return CSharpFunctions.Unary.TryGetValue(name, out CSharpFunctions.Function? unary)
            ? writer.Call(unary.Method, [X(writer, step), Y(writer, step), .. unary.Parameters.Select(
                parameter => Number(step.Attributes.NumberOrNull(parameter) ?? (parameter == "min" ? double.NegativeInfinity
                    : double.PositiveInfinity)))])
            : CSharpFunctions.Binary.TryGetValue(name, out CSharpFunctions.Function? binary)
                ? OfTwo(writer, step, binary.Method)
                : throw CSharpWriter.Refused(step, "has no counterpart here");
    }

    private static string X(CSharpWriter writer, CSharpStep step) =>
        writer.Variable(step.Inputs[0]) ?? throw CSharpWriter.Refused(step, "is applied to a constant");

    private static string Y(CSharpWriter writer, CSharpStep step) => writer.Variable(step.Output)!;

    // A weight has to be the same for every input.
    private static string Weight(CSharpWriter writer, CSharpStep step, int input, Func<Tensor, Tensor>? arranged = null) =>
        writer.Variable(step.Inputs[input]) is null ? writer.Constant(step, input, arranged)
        : throw CSharpWriter.Refused(step, "has weights that depend on the input");

    private static string Bias(CSharpWriter writer, CSharpStep step, int input, int count) =>
        step.Inputs.Count > input ? Weight(writer, step, input) : writer.Field(Tensor.Zeros([count]), "NoBias");

    // As the model has it, in single precision.
    private static string Number(double number) => CSharpWriter.Literal((double)(float)number);

    private static string OfTwo(CSharpWriter writer, CSharpStep step, string method)
    {
        Shape shape = step.Output.Shape;
        string x = writer.Variable(step.Inputs[0]) is { } first
            ? step.Inputs[0].Count == shape.Count ? first : throw CSharpWriter.Refused(step, "repeats what depends on the input")
            : writer.Field(Spread(writer, step, 0), "Constant");
        (int count, int each)? run = Run(step.Inputs[1].Shape, shape);
        string? second = writer.Variable(step.Inputs[1]);
        if (second is null && run is null)
        {
            second = writer.Field(Spread(writer, step, 1), "Constant");
            run = (shape.Count, 1);
        }

        return run is { } found
            ? writer.Call(method, x, second ?? writer.Constant(step, 1), Invariant($"each: {found.each}"), Y(writer, step))
            : throw CSharpWriter.Refused(step, "repeats what depends on the input");
    }

    private static Tensor Spread(CSharpWriter writer, CSharpStep step, int input)
    {
        _ = writer.Constant(step, input);
        using var apart = new Tape();
        return step.Inputs[input].BroadcastTo(step.Output.Shape).Detach();
    }

    // The sizes other than 1 of an operand stand side by side; each of its numbers is for so many in a row.
    private static (int Count, int Each)? Run(Shape operand, Shape whole)
    {
        int last = operand.Rank;
        while (last > 0 && operand[last - 1] == 1)
        {
            last--;
        }

        int first = last;
        while (first > 0 && operand[first - 1] == whole[whole.Rank - operand.Rank + first - 1])
        {
            first--;
        }

        bool isRun = operand.CountOf(first..last) == operand.Count;
        return isRun ? (operand.Count, whole.CountOf((whole.Rank - operand.Rank + last)..)) : null;
    }
}
