using System.Globalization;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>Surrounds the elements with a constant.</summary>
    /// <param name="padding">For each axis how many positions come before and after: <c>x.Pad([(0, 0), (1, 2)])</c>.</param>
    /// <param name="value">
    /// What fills them, 0 where not given. Of an integer beyond ±2⁵³ Int64 elements are exact, while the op's attribute is the nearest
    /// double.
    /// </param>
    /// <exception cref="ArgumentException">
    /// There is not one pair for each axis, one is negative, or the value does not fit into Int64.
    /// </exception>
    public Tensor Pad(ReadOnlySpan<(int Before, int After)> padding, Number value = default)
    {
        (int[] before, int[] after) = PaddedOp.Apart(padding);
        return new PadOp(before, after, value).Apply(this);
    }

    /// <summary>Surrounds the elements with others of them, or with zeros.</summary>
    /// <param name="padding">
    /// For each axis how many positions come before and after: <c>x.Pad([(0, 0), (1, 2)], PaddingMode.Reflect)</c>.
    /// </param>
    /// <param name="mode">
    /// Which elements. A mirrored padding is shorter than the axis, one as on a circle no longer than it, and a repeated one needs an
    /// element.
    /// </param>
    /// <exception cref="ArgumentException">
    /// There is not one pair for each axis, or one is negative or too large for the mode.
    /// </exception>
    public Tensor Pad(ReadOnlySpan<(int Before, int After)> padding, PaddingMode mode)
    {
        (int[] before, int[] after) = PaddedOp.Apart(padding);
        return PadOp.Of(before, after, default, Expect.Member(mode, "pad")).Apply(this);
    }
}

internal sealed class PadOp(int[] before, int[] after, Number value) : Op("pad", before, after, value.Real, PaddingMode.Zeros.Word())
{
    public static Op Of(int[] before, int[] after, Number value, PaddingMode mode) =>
        mode == PaddingMode.Zeros ? new PadOp(before, after, value) : new PaddedOp(before, after, value, mode);

    protected override Tensor Forward(OpCall call)
    {
        ReadOnlySpan<Tensor> inputs = call.Inputs;
        ExpectInputs(inputs, 1);
        Tensor x = inputs[0], output = Result(Padded(x.Shape, before, after, Name), x.DType);
        if (output.Count > x.Count)
        {
            output.Fill(value, Name);
        }

        Blocks.Place(x, before, output);
        return output;
    }

    /// <summary>The shape with so many positions more; throws where they do not make sense.</summary>
    public static Shape Padded(Shape shape, int[] before, int[] after, string op)
    {
        if (before.Length != shape.Rank || after.Length != shape.Rank)
        {
            throw new ArgumentException(
                $"{op}: {before.Length} numbers before and {after.Length} after for the shape {shape}; expected one of each for " +
                    $"each of its {shape.Rank} axes.");
        }

        for (int axis = 0; axis < shape.Rank; axis++)
        {
            if (before[axis] < 0 || after[axis] < 0)
            {
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                    $"{op}: axis {axis} is to get {before[axis]} positions before and {after[axis]} after; expected 0 or more. Slice " +
                        $"cuts off."));
            }

            shape = shape.With(axis, (long)before[axis] + shape[axis] + after[axis], op);
        }

        return shape;
    }

    protected override void Differentiate(Pullback call)
    {
        Tensor gradient = call.Upstream;
        for (int axis = 0; axis < before.Length; axis++)
        {
            if (before[axis] > 0 || after[axis] > 0)
            {
                gradient = gradient.Slice(axis, before[axis]..^after[axis]);
            }
        }

        call.Set(0, gradient);
    }

    public static OpDefinition Definition => new()
    {
        Name = "pad",
        Category = OpCategory.Shaping,
        Formula = @"y_i = \begin{cases} x_{i - b} & b \le i < b + n \\ c \text{ or } x_{m(i - b)} & \text{otherwise} \end{cases}",
        Source = "Arrangement of elements",
        Derivative = @"\frac{\partial y_j}{\partial x_i} = 1 \text{ where element } i \text{ went to } j, \text{ else } 0",
        Usage = "Borders for windows that reach over the edge. The constant gets no gradient; of a mirrored or repeated element the " +
            "gradients of all its copies are summed.",
        Example = new(() => Tensor.From([1.0, 2.0]).Pad([(1, 1)])),
        Parameters =
        [
            new("before", new[] { 1 }, "How many positions come before, for each axis."),
            new("after", new[] { 1 }, "How many positions come after, for each axis."),
            new("value", 0, "What fills them, where the mode is \"zeros\"."),
            new("mode", "zeros", "What fills them: \"zeros\" for the value, or elements: \"reflect\", \"replicate\" or \"circular\"."),
        ],
        Make = attributes => Of(attributes.List("before"), attributes.List("after"), attributes.Number("value"),
            PaddingModes.Of(attributes.Word("mode"), "pad", "mode")),
        Samples =
        [
            new("a row", dtype => [OpSamples.Spread([4], dtype)]),
            new("columns", dtype => [OpSamples.Spread([2, 3], dtype)], With([0, 2], [0, 0], 0.5)),
            new("rows", dtype => [OpSamples.Spread([2, 3], dtype)], With([0, 0], [3, 0], -1)),
            new("all sides", dtype => [OpSamples.Spread([2, 3, 2], dtype)], With([1, 0, 2], [0, 1, 1], 0)),
            new("a middle axis", dtype => [OpSamples.Spread([2, 3, 2, 2], dtype)], With([0, 1, 0, 0], [0, 1, 0, 0], 0)),
            new("nothing", dtype => [OpSamples.Spread([2, 3], dtype)], With([0, 0], [0, 0], 1)),
            new("a scalar", dtype => [OpSamples.Spread([], dtype)], With([], [], 0)),
            new("empty", dtype => [OpSamples.Spread([0, 2], dtype)], With([1, 0], [0, 1], 0)),
            new("reflected", dtype => [OpSamples.Spread([3, 4], dtype)], With([2, 1], [0, 3], "reflect")),
            new("repeated", dtype => [OpSamples.Spread([1, 3], dtype)], With([3, 4], [1, 0], "replicate")),
            new("as on a circle", dtype => [OpSamples.Spread([2, 3, 2], dtype)], With([0, 3, 2], [0, 1, 2], "circular")),
            new("reflected, of an empty batch", dtype => [OpSamples.Spread([0, 3], dtype)], With([0, 2], [0, 2], "reflect")),
        ],
        Errors =
        [
            new("pad: 1 numbers before and 1 after for the shape [2, 3]; expected one of each for each of its 2 axes",
                () => [Tensor.Ones([2, 3])]),
            new("pad: axis 0 is to get -1 positions before and 0 after", () => [Tensor.Ones([2])], With([-1], [0], 0)),
            new("pad: axis 1 of the shape [2, 3] is to get 3 and 0 positions as \"reflect\"; expected fewer than its 3",
                () => [Tensor.Ones([2, 3])], With([0, 3], [0, 0], "reflect")),
            new("pad: axis 0 of the shape [2, 3] is to get 1 and 3 positions as \"circular\"; expected no more than its 2",
                () => [Tensor.Ones([2, 3])], With([1, 0], [3, 0], "circular")),
            new("pad: axis 0 of the shape [0] is to get 1 and 0 positions as \"replicate\"; expected an axis with an element",
                () => [Tensor.Ones([0])], With([1], [0], "replicate")),
            new("pad: the mode is \"mirror\"; expected \"zeros\"", () => [Tensor.Ones([2])], With([1], [0], "mirror")),
            new("pad: the shape with 2147483650 positions along axis 0 is too large", () => [Tensor.Ones([2])],
                With([int.MaxValue], [1], 0)),
            new("pad: 0.5 is no Int64; expected an integer", () => [Tensor.From([1L])], With([1], [0], 0.5)),
            new("pad: expected 1 input, got 2", () => [Tensor.Ones([2]), Tensor.Ones([2])]),
        ],
    };

    private static OpAttributes With(int[] before, int[] after, double value) =>
        new() { ["before"] = before, ["after"] = after, ["value"] = value };

    private static OpAttributes With(int[] before, int[] after, string mode) =>
        new() { ["before"] = before, ["after"] = after, ["mode"] = mode };
}
