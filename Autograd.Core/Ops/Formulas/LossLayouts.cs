namespace Autograd.Core;

/// <summary>What a loss's formula is applied to: tensors of one shape and, if there is one, a factor for each of their elements.</summary>
internal readonly record struct LossArguments(Tensor X, Tensor Y, Tensor? Z = null, Tensor? Weight = null);

/// <summary>Checks the inputs of a loss but for their values, and lays them out for its formula.</summary>
internal delegate LossArguments LossLayout(Op op, ReadOnlySpan<Tensor> inputs);

/// <summary>The layouts that several losses share.</summary>
internal static class LossLayouts
{
    /// <summary>An input and a target.</summary>
    public static LossArguments Pair(Op op, ReadOnlySpan<Tensor> inputs)
    {
        op.ExpectInputs(inputs, 2);
        op.ExpectFloats(inputs);
        ExpectEqual(op, inputs[0], inputs[1]);
        return new(inputs[0], inputs[1]);
    }

    /// <summary>An input, a target and perhaps a weight that broadcasts to them.</summary>
    public static LossArguments WeightedPair(Op op, ReadOnlySpan<Tensor> inputs)
    {
        op.ExpectInputs(inputs, inputs.Length == 3 ? 3 : 2);
        op.ExpectFloats(inputs);
        ExpectEqual(op, inputs[0], inputs[1]);
        return new(inputs[0], inputs[1], Weight: inputs.Length == 2 ? null : Broadcast(op, "weight", inputs[2], inputs[0]));
    }

    /// <summary>An input and labels.</summary>
    public static LossArguments Labelled(Op op, ReadOnlySpan<Tensor> inputs)
    {
        op.ExpectInputs(inputs, 2);
        op.ExpectFloats(inputs[..1]);
        ExpectEqual(op, inputs[0], inputs[1]);
        return new(inputs[0], Labels(op, inputs[1], inputs[0]));
    }

    public static void ExpectEqual(Op op, Tensor x, Tensor target, string first = "input", string second = "target")
    {
        if (x.Shape != target.Shape)
        {
            throw new ArgumentException(
                $"{op.Name}: the {first} is {x.Shape} and the {second} {target.Shape}; expected equal shapes. Reshape or BroadcastTo " +
                "one of them.");
        }
    }

    /// <summary>Labels in the input's type, whether they came so or as Int64.</summary>
    public static Tensor Labels(Op op, Tensor labels, Tensor x) => labels.DType == x.DType || labels.DType == DType.Int64
        ? labels.To(x.DType)
        : throw new ArgumentException(
            $"{op.Name}: the targets are {labels.DType}; expected Int64, or {x.DType} as the input. Convert them with To(DType.Int64) " +
            "first.");

    public static Tensor Broadcast(Op op, string name, Tensor tensor, Tensor x) =>
        tensor.Shape == x.Shape ? tensor
        : tensor.Rank <= x.Rank && Fits(tensor.Shape, x.Shape) ? tensor.BroadcastTo(x.Shape)
        : throw new ArgumentException(
            $"{op.Name}: the {name} is {tensor.Shape} and the input {x.Shape}; expected a shape that broadcasts to the input's.");

    private static bool Fits(Shape small, Shape large)
    {
        for (int axis = 1; axis <= small.Rank; axis++)
        {
            if (small[^axis] != 1 && small[^axis] != large[^axis])
            {
                return false;
            }
        }

        return true;
    }
}
