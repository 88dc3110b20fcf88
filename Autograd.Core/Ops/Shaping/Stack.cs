namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>Tensors of one shape one behind the other along a new axis.</summary>
    /// <param name="tensors">The tensors, of one type and shape: <c>Tensor.Stack([a, b])</c>.</param>
    /// <param name="axis">Where the new axis comes in the result, negative counted from the result's end.</param>
    /// <exception cref="ArgumentException">There is no tensor, or their shapes or types do not fit.</exception>
    public static Tensor Stack(ReadOnlySpan<Tensor> tensors, int axis = StackOp.DefaultAxis) => new StackOp(axis).Apply(tensors);
}

internal sealed class StackOp(int axis) : Op("stack", axis)
{
    public const int DefaultAxis = 0;

    protected override Tensor Forward(OpCall call)
    {
        ReadOnlySpan<Tensor> inputs = call.Inputs;
        ConcatenateOp.ExpectOneType(this, inputs);
        Shape shape = inputs[0].Shape;
        for (int i = 1; i < inputs.Length; i++)
        {
            if (inputs[i].Shape != shape)
            {
                throw new ArgumentException($"{Name}: the shapes {shape} and {inputs[i].Shape} of inputs 0 and {i} must be equal.");
            }
        }

        int along = shape.NewAxis(axis, Name);
        Tensor output = Result(Shape.Of([.. shape.Sizes[..along], inputs.Length, .. shape.Sizes[along..]], Name), inputs[0].DType);
        int blocks = output.Shape.CountOf(..along), offset = 0;
        foreach (Tensor input in inputs)
        {
            Blocks.Join(input, blocks, ref offset, output);
        }

        return output;
    }

    protected override void Differentiate(Pullback call)
    {
        for (int i = 0; i < call.Inputs.Length; i++)
        {
            if (call.Needs(i))
            {
                call.Set(i, call.Upstream.Slice(axis, i..(i + 1)).Reshape(call.Inputs[i].Shape));
            }
        }
    }

    public static OpDefinition Definition => new()
    {
        Name = "stack",
        Category = OpCategory.Shaping,
        Formula = @"y_{ij} = (x_i)_j",
        Source = "Arrangement of elements",
        Derivative = @"\frac{\partial y_j}{\partial x_i} = 1 \text{ where element } i \text{ went to } j, \text{ else } 0",
        Usage = "Samples to a batch. To lengthen an axis take Concatenate.",
        Example = new(() => Tensor.Stack([Tensor.From([1.0, 2.0]), Tensor.From([3.0, 4.0])])),
        Parameters = [new("axis", DefaultAxis, "Where the new axis comes in the result, negative counted from its end.")],
        Make = attributes => new StackOp(attributes.Integer("axis")),
        Samples =
        [
            new("rows", dtype => [OpSamples.Spread([3], dtype), OpSamples.Spread([3], dtype, phase: 1)]),
            new("columns", dtype => [OpSamples.Spread([3], dtype), OpSamples.Spread([3], dtype, phase: 1)], new() { ["axis"] = -1 }),
            new("a middle axis", dtype => [.. Enumerable.Range(0, 4).Select(i => OpSamples.Spread([2, 3], dtype, phase: i))],
                new() { ["axis"] = 1 }),
            new("scalars", dtype => [OpSamples.Spread([], dtype), OpSamples.Spread([], dtype, phase: 1)]),
            new("one alone", dtype => [OpSamples.Spread([2, 3], dtype)]),
            new("empty", dtype => [OpSamples.Spread([0], dtype), OpSamples.Spread([0], dtype)], new() { ["axis"] = 1 }),
        ],
        Errors =
        [
            new("stack: the shapes [2, 3] and [2, 4] of inputs 0 and 1 must be equal", () => [Tensor.Ones([2, 3]), Tensor.Ones([2, 4])]),
            new("stack: the inputs 0 and 1 are Float32 and Int64; expected one type", () => [Tensor.Ones([1]), Tensor.From([1L])]),
            new("stack: the new axis 3 is out of range for the shape [2, 3]; expected -3 to 2", () => [Tensor.Ones([2, 3])],
                new() { ["axis"] = 3 }),
            new("stack: expected at least 1 input, got none", () => []),
        ],
    };
}
