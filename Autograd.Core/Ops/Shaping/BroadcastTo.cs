namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>Repeats elements along axes of size 1, and along new axes in front, until the shape is as given.</summary>
    /// <param name="shape">The shape to broadcast to.</param>
    /// <exception cref="ArgumentException">The shape does not follow by broadcasting.</exception>
    public Tensor BroadcastTo(Shape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return new BroadcastToOp(shape).Apply(this);
    }

    /// <summary>
    /// Sums over the axes along which a tensor of the given shape would be repeated to become this one: the transpose of
    /// <see cref="BroadcastTo"/>.
    /// </summary>
    internal Tensor SumTo(Shape shape, string op)
    {
        List<int> axes = [];
        int added = Rank - shape.Rank;
        bool fits = added >= 0;
        for (int axis = 0; axis < Rank && fits; axis++)
        {
            if (axis < added || (shape[axis - added] == 1 && Shape[axis] != 1))
            {
                axes.Add(axis);
            }
            else
            {
                fits = shape[axis - added] == Shape[axis];
            }
        }

        if (!fits)
        {
            throw new InvalidOperationException(
                $"{op}: its pullback returned a gradient of shape {Shape} for an input of shape {shape}, which does not broadcast to it.");
        }

        return axes.Count == 0 ? this : Sum(axes.ToArray()).Reshape(shape);
    }
}

internal sealed class BroadcastToOp(Shape shape) : Op("broadcast_to", shape.Sizes.ToArray())
{
    protected override Tensor Forward(OpCall call)
    {
        ReadOnlySpan<Tensor> inputs = call.Inputs;
        ExpectInputs(inputs, 1);
        ExpectFloats(inputs);
        if (inputs[0].Rank > shape.Rank || Shape.Broadcast(inputs[0].Shape, shape, Name) != shape)
        {
            throw new ArgumentException(
                $"{Name}: the shape {inputs[0].Shape} does not broadcast to {shape}. Sizes must be equal or 1, and new axes come in " +
                "front.");
        }

        Tensor output = Result(shape, inputs[0].DType);
        Elementwise.Forward(new First(), inputs[0], Tensor.Zeros(Shape.Scalar, inputs[0].DType), output);
        return output;
    }

    // The tape sums what comes back.
    protected override void Differentiate(Pullback call) => call.Set(0, call.Upstream);

    private readonly struct First : IBinaryFormula
    {
        public R Apply<R>(R x, R y) where R : struct, IReal<R> => x;
    }

    public static OpDefinition Definition => new()
    {
        Name = "broadcast_to",
        Category = OpCategory.Shaping,
        Formula = "y_{ji} = x_i",
        Source = "NumPy's broadcasting rule",
        Derivative = @"\frac{\partial}{\partial x_i} = \sum_j \frac{\partial}{\partial y_{ji}}",
        Usage = "Rarely needed: arithmetic broadcasts by itself, without the copy. For losses, which refuse to, say here what is meant.",
        Example = new(() => Tensor.From([1.0, 2.0]).BroadcastTo([2, 2])),
        Parameters = [new("shape", new[] { 2, 3 }, "The shape to broadcast to.")],
        Make = attributes => new BroadcastToOp(Shape.Of(attributes.List("shape"), "broadcast_to")),
        Samples =
        [
            new("a scalar", dtype => [OpSamples.Spread([], dtype)]),
            new("a row", dtype => [OpSamples.Spread([3], dtype)]),
            new("a column", dtype => [OpSamples.Spread([2, 1], dtype)]),
            new("the same shape", dtype => [OpSamples.Spread([2, 3], dtype)]),
            new("a middle axis", dtype => [OpSamples.Spread([4, 1, 3], dtype)], new() { ["shape"] = new[] { 2, 4, 5, 3 } }),
            new("empty", dtype => [OpSamples.Spread([1, 3], dtype)], new() { ["shape"] = new[] { 0, 3 } }),
        ],
        Errors =
        [
            new("broadcast_to: a shape's sizes must not be negative, got [2, -1]", () => [Tensor.Ones([2])],
                new() { ["shape"] = new[] { 2, -1 } }),
            new("broadcast_to: the shapes [4] and [2, 3] do not broadcast", () => [Tensor.Ones([4])]),
            new("broadcast_to: the shape [5, 2, 3] does not broadcast to [2, 3]", () => [Tensor.Ones([5, 2, 3])]),
            new("broadcast_to: input 0 is Int64; expected Float32 or Float64", () => [Tensor.From([1L])]),
        ],
    };
}
