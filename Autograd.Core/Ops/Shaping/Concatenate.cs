using System.Globalization;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>Tensors one behind the other along an axis they have.</summary>
    /// <param name="tensors">
    /// The tensors, of one type and of shapes that differ in the size of this axis only: <c>Tensor.Concatenate([a, b], axis: 1)</c>.
    /// </param>
    /// <param name="axis">The axis, negative counted from the end.</param>
    /// <exception cref="ArgumentException">There is no tensor, or their shapes or types do not fit.</exception>
    public static Tensor Concatenate(ReadOnlySpan<Tensor> tensors, int axis = ConcatenateOp.DefaultAxis) =>
        new ConcatenateOp(axis).Apply(tensors);
}

internal sealed class ConcatenateOp(int axis) : Op("concatenate", axis)
{
    public const int DefaultAxis = 0;

    protected override Tensor Forward(OpCall call)
    {
        ReadOnlySpan<Tensor> inputs = call.Inputs;
        ExpectOneType(this, inputs);
        int along = inputs[0].Shape.Axis(axis, Name);
        ReadOnlySpan<int> sizes = inputs[0].Shape.Sizes;
        long length = sizes[along];
        for (int i = 1; i < inputs.Length; i++)
        {
            ReadOnlySpan<int> others = inputs[i].Shape.Sizes;
            if (others.Length != sizes.Length || !others[..along].SequenceEqual(sizes[..along])
                || !others[(along + 1)..].SequenceEqual(sizes[(along + 1)..]))
            {
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                    $"{Name}: the shapes {inputs[0].Shape} and {inputs[i].Shape} of inputs 0 and {i} must agree in all axes but axis " +
                        $"{axis}."));
            }

            length += others[along];
        }

        Tensor output = Result(inputs[0].Shape.With(along, length, Name), inputs[0].DType);
        int blocks = output.Shape.CountOf(..along), offset = 0;
        foreach (Tensor input in inputs)
        {
            Blocks.Join(input, blocks, ref offset, output);
        }

        return output;
    }

    protected override void Differentiate(Pullback call)
    {
        int start = 0;
        for (int i = 0; i < call.Inputs.Length; i++)
        {
            int end = start + call.Inputs[i].Shape[call.Output.Shape.Axis(axis, Name)];
            if (call.Needs(i))
            {
                call.Set(i, call.Upstream.Slice(axis, start..end));
            }

            start = end;
        }
    }

    /// <summary>Throws unless there are tensors, all of one type, which may be any.</summary>
    public static void ExpectOneType(Op op, ReadOnlySpan<Tensor> inputs)
    {
        if (inputs.IsEmpty)
        {
            throw new ArgumentException($"{op.Name}: expected at least 1 input, got none.", nameof(inputs));
        }

        for (int i = 0; i < inputs.Length; i++)
        {
            if (inputs[i] is null)
            {
                throw new ArgumentNullException(nameof(inputs), $"{op.Name}: input {i} is null.");
            }

            if (inputs[i].DType != inputs[0].DType)
            {
                throw new ArgumentException(
                    $"{op.Name}: the inputs 0 and {i} are {inputs[0].DType} and {inputs[i].DType}; expected one type. Convert one of " +
                        "them with To.", nameof(inputs));
            }
        }
    }

    public static OpDefinition Definition => new()
    {
        Name = "concatenate",
        Category = OpCategory.Shaping,
        Formula = "[x_1, x_2, \\dots]",
        Source = "Arrangement of elements",
        Derivative = @"\frac{\partial y_j}{\partial x_i} = 1 \text{ where element } i \text{ went to } j, \text{ else } 0",
        Usage = "Features from several branches, side by side. To add an axis take Stack.",
        Example = new(() => Tensor.Concatenate([Tensor.From([1.0, 2.0]), Tensor.From([3.0])])),
        Parameters = [new("axis", DefaultAxis, "The axis, negative counted from the end.")],
        Make = attributes => new ConcatenateOp(attributes.Integer("axis")),
        Samples =
        [
            new("two rows", dtype => [OpSamples.Spread([3], dtype), OpSamples.Spread([2], dtype, phase: 1)]),
            new("one alone", dtype => [OpSamples.Spread([2, 3], dtype)]),
            new("five of them", dtype => [.. Enumerable.Range(0, 5).Select(i => OpSamples.Spread([i, 2], dtype, phase: i))]),
            new("columns", dtype => [OpSamples.Spread([2, 3], dtype), OpSamples.Spread([2, 1], dtype, phase: 1)], new() { ["axis"] = -1 }),
            new(
                "a middle axis",
                dtype =>
                    [OpSamples.Spread([2, 1, 3], dtype), OpSamples.Spread([2, 2, 3], dtype, phase: 1), OpSamples.Spread([2, 0, 3], dtype)],
                new() { ["axis"] = 1 }),
            new("empty", dtype => [OpSamples.Spread([0, 2], dtype), OpSamples.Spread([0, 3], dtype)], new() { ["axis"] = 1 }),
        ],
        Errors =
        [
            new("concatenate: the shapes [2, 3] and [2, 4] of inputs 0 and 1 must agree in all axes but axis 0",
                () => [Tensor.Ones([2, 3]), Tensor.Ones([2, 4])]),
            new("concatenate: the shapes [2] and [2, 1] of inputs 0 and 1", () => [Tensor.Ones([2]), Tensor.Ones([2, 1])]),
            new("concatenate: the inputs 0 and 1 are Float32 and Float64; expected one type",
                () => [Tensor.Ones([2]), Tensor.Ones([2], DType.Float64)]),
            new("concatenate: axis 0 is out of range for the shape []", () => [Tensor.Ones([]), Tensor.Ones([])]),
            new(
                "concatenate: the shape with 4294967294 positions along axis 1 is too large",
                () => [Tensor.Ones([0, int.MaxValue]), Tensor.Ones([0, int.MaxValue])],
                new() { ["axis"] = 1 }),
            new("concatenate: expected at least 1 input, got none", () => []),
        ],
    };
}
