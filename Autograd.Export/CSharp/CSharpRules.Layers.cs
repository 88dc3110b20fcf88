using Autograd.Core;
using Autograd.Nn;
using static System.FormattableString;

namespace Autograd.Export;

internal static partial class CSharpRules
{
    private static string Linear(CSharpWriter writer, CSharpStep step)
    {
        Shape weight = step.Inputs[1].Shape;
        return writer.Call("Linear", X(writer, step), Weight(writer, step, 1, InputByInput), Bias(writer, step, 2, weight[0]),
            Invariant($"inputs: {weight[1]}"), Invariant($"outputs: {weight[0]}"), Y(writer, step));
    }

    private static Tensor InputByInput(Tensor weight)
    {
        Tensor turned = Tensor.Uninitialized([weight.Shape[1], weight.Shape[0]], weight.DType);
        Strided.Gather(weight.Detach().Reshape(-1), 0, [1, weight.Shape[1]], turned);
        return turned;
    }

    private static string BatchNorm(CSharpWriter writer, CSharpStep step) => step.Inputs.Count == 5
        ? writer.Call("BatchNorm", X(writer, step), Weight(writer, step, 3), Weight(writer, step, 4), Weight(writer, step, 1),
            Weight(writer, step, 2), Number(step.Attributes.Number("epsilon")), Invariant($"places: {step.Inputs[0].Shape.CountOf(2..)}"),
            Y(writer, step))
        : throw CSharpWriter.Refused(step, "goes by the other samples of a batch, and here there is one alone");

    private static string OfTrailing(CSharpWriter writer, CSharpStep step, bool isCentered) =>
        Normalize(writer, step, step.Inputs[0].Shape.CountOf(^step.Attributes.Integer("trailingAxes")..), isCentered, places: 1,
            step.Inputs[0].Shape.CountOf(^step.Attributes.Integer("trailingAxes")..));

    private static string OfChannels(CSharpWriter writer, CSharpStep step, int groups) =>
        Normalize(writer, step, step.Inputs[0].Count / groups, isCentered: true, step.Inputs[0].Shape.CountOf(2..),
            step.Inputs[0].Shape[1]);

    private static string Normalize(CSharpWriter writer, CSharpStep step, int size, bool isCentered, int places, int channels)
    {
        string weight = step.Inputs.Count > 1 ? Weight(writer, step, 1) : writer.Field(Tensor.Ones([channels]), "NoWeight");
        double epsilon = step.Attributes.NumberOrNull("epsilon") ?? DType.Float32.Epsilon();
        return writer.Call("Normalize", X(writer, step), Invariant($"size: {size}"), $"centered: {(isCentered ? "true" : "false")}", weight,
            Bias(writer, step, 2, channels), Invariant($"places: {places}"), Number(epsilon), Y(writer, step));
    }

    private static string Softmax(CSharpWriter writer, CSharpStep step, int sign, string logarithm)
    {
        Shape shape = step.Inputs[0].Shape;
        int axis = shape.Axis(step.Attributes.Integer("axis"), step.Op);
        return writer.Call("Softmax", X(writer, step), Invariant($"size: {shape[axis]}"),
            Invariant($"inner: {shape.CountOf((axis + 1)..)}"), $"beta: {Number(sign * step.Attributes.Number("beta"))}",
            $"logarithm: {logarithm}", Y(writer, step));
    }

    private static string Standardizer(CSharpWriter writer, CSharpStep step)
    {
        var layer = (Standardizer)step.Module;
        return writer.Call("Standardize", X(writer, step), writer.Field(layer.Mean, "Mean"), writer.Field(layer.Deviation, "Deviation"),
            Invariant($"each: {step.Inputs[0].Shape.CountOf((layer.Axis + 1)..)}"), Y(writer, step));
    }

    private static string Glu(CSharpWriter writer, CSharpStep step)
    {
        Shape half = step.Output.Shape;
        int axis = half.Axis(step.Attributes.Integer("axis"), step.Op);
        return writer.Call("Glu", X(writer, step), Invariant($"half: {half.CountOf(axis..)}"), Y(writer, step));
    }

    private static string Concatenate(CSharpWriter writer, CSharpStep step)
    {
        Shape whole = step.Output.Shape;
        int axis = whole.Axis(step.Attributes.Integer("axis"), step.Op), apart = whole.CountOf(axis..), start = 0;
        List<string> lines = [];
        for (int i = 0; i < step.Inputs.Count; i++)
        {
            int block = step.Inputs[i].Shape.CountOf(axis..);
            lines.Add(writer.Call("Place", writer.Variable(step.Inputs[i]) ?? writer.Constant(step, i), Invariant($"block: {block}"),
                Y(writer, step), Invariant($"start: {start}"), Invariant($"apart: {apart}")));
            start += block;
        }

        return string.Join('\n', lines);
    }

    private static string Slice(CSharpWriter writer, CSharpStep step)
    {
        Shape shape = step.Inputs[0].Shape;
        int axis = shape.Axis(step.Attributes.Integer("axis"), step.Op), length = step.Output.Shape[axis];
        int start = step.Attributes.Integer("start");
        start += start < 0 ? shape[axis] : 0;
        return Pick(writer, step, axis, [.. Enumerable.Range(start, length)]);
    }

    private static string IndexSelect(CSharpWriter writer, CSharpStep step)
    {
        _ = Weight(writer, step, 1);
        return Pick(writer, step, step.Inputs[0].Shape.Axis(step.Attributes.Integer("axis"), step.Op),
            Array.ConvertAll(step.Inputs[1].ToArray<long>(), index => (int)index));
    }

    private static string Pick(CSharpWriter writer, CSharpStep step, int axis, int[] indices)
    {
        Shape shape = step.Inputs[0].Shape;
        return writer.Call("Pick", X(writer, step), writer.Field(Tensor.From(indices), "Indices"), Invariant($"size: {shape[axis]}"),
            Invariant($"block: {shape.CountOf((axis + 1)..)}"), Y(writer, step));
    }

    // Rows of zeros around, axis by axis as blocks.
    private static string Pad(CSharpWriter writer, CSharpStep step)
    {
        int[] before = step.Attributes.List("before"), after = step.Attributes.List("after");
        int padded = Enumerable.Range(0, before.Length).Count(axis => before[axis] + after[axis] > 0);
        if (step.Attributes.Word("mode") != "zeros" || padded != 1)
        {
            throw CSharpWriter.Refused(step, "pads more than one axis at a time");
        }

        int along = Array.FindIndex(before, 0, size => size > 0) is >= 0 and var at ? at : Array.FindIndex(after, size => size > 0);
        Shape shape = step.Inputs[0].Shape, whole = step.Output.Shape;
        string y = Y(writer, step);
        return $"{y}.Fill((float){Number(step.Attributes.Number("value"))});\n" + writer.Call("Place", X(writer, step),
            Invariant($"block: {shape.CountOf(along..)}"), y, Invariant($"start: {before[along] * whole.CountOf((along + 1)..)}"),
            Invariant($"apart: {whole.CountOf(along..)}"));
    }
}
