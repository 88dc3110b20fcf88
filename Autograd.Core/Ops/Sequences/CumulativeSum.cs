using System.Buffers;
using System.Numerics;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>The sums of all elements along an axis up to each: yᵢ = x₁ + … + xᵢ.</summary>
    /// <param name="axis">The axis, negative counted from the end.</param>
    /// <param name="reverse">Whether they are those of all from each on: yᵢ = xᵢ + … + xₙ.</param>
    /// <remarks>Floating-point numbers are added up in double precision, integers as such: positions from lengths.</remarks>
    /// <exception cref="ArgumentException">The axis is out of range, or the tensor is Bool.</exception>
    public Tensor CumulativeSum(int axis, bool reverse = false) => new CumulativeSumOp(axis, reverse).Apply(this);
}

internal sealed class CumulativeSumOp(int axis, bool reverse) : Op("cumulative_sum", axis, reverse)
{
    protected override Tensor Forward(OpCall call)
    {
        ExpectInputs(call.Inputs, 1);
        Tensor x = SortOp.ExpectOrdered(this, call.Inputs[0]), output = Result(x.Shape, x.DType);
        var kernel = new Kernel(x, x.Shape.Axis(axis, Name), reverse, output);
        DTypes.Run(in kernel, x.DType);
        return output;
    }

    // An element is in the sums from its own on.
    protected override void Differentiate(Pullback call) => call.Set(0, call.Upstream.CumulativeSum(axis, !reverse));

    private readonly struct Kernel(ArrayView x, int axis, bool reverse, ArrayView output) : INumberKernel
    {
        public void Run<T>() where T : unmanaged, INumber<T>
        {
            if (typeof(T) == typeof(long))
            {
                Add<T, long>();
            }
            else
            {
                Add<T, double>();
            }
        }

        private void Add<T, S>() where T : unmanaged, INumber<T> where S : unmanaged, INumber<S>
        {
            int length = x.Shape[axis], inner = x.Shape.CountOf((axis + 1)..), block = length * inner;
            ReadOnlySpan<T> from = x.Elements<T>();
            Span<T> to = output.Elements<T>();
            S[] room = ArrayPool<S>.Shared.Rent(inner);
            Span<S> sums = room.AsSpan(0, inner);
            for (int start = 0; start < to.Length; start += block)
            {
                sums.Clear();
                for (int i = 0; i < length; i++)
                {
                    int at = start + ((reverse ? length - 1 - i : i) * inner);
                    ReadOnlySpan<T> addends = from.Slice(at, inner);
                    Span<T> results = to.Slice(at, inner);
                    for (int j = 0; j < sums.Length; j++)
                    {
                        sums[j] += S.CreateTruncating(addends[j]);
                        results[j] = T.CreateTruncating(sums[j]);
                    }
                }
            }

            ArrayPool<S>.Shared.Return(room);
        }
    }

    public static OpDefinition Definition => new()
    {
        Name = "cumulative_sum",
        Category = OpCategory.Sequences,
        Formula = @"y_i = \sum_{j \le i} x_j",
        Source = "Calculus of finite differences",
        Derivative = @"\frac{\partial}{\partial x_j} = \sum_{i \ge j} \frac{\partial}{\partial y_i}",
        Usage = "Totals so far: a distribution from shares, positions from lengths. Its derivative adds up from the other end.",
        Example = new(() => Tensor.From([1.0, 2.0, 3.0]).CumulativeSum(axis: 0)),
        Parameters =
        [
            new("axis", 0, "The axis, negative counted from the end."),
            new("reverse", false, "Whether the sums are those of all elements from each on."),
        ],
        Make = attributes => new CumulativeSumOp(attributes.Integer("axis"), attributes.Flag("reverse")),
        Samples =
        [
            new("a row", dtype => [OpSamples.Spread([19], dtype)]),
            new("columns", dtype => [OpSamples.Spread([3, 4], dtype)]),
            new("rows, from the end", dtype => [OpSamples.Spread([3, 4], dtype)], new() { ["axis"] = -1, ["reverse"] = true }),
            new("a middle axis", dtype => [OpSamples.Spread([2, 5, 3], dtype)], new() { ["axis"] = 1 }),
            new("none", dtype => [OpSamples.Spread([2, 0], dtype)], new() { ["axis"] = 1 }),
            new("no rows", dtype => [OpSamples.Spread([0, 3], dtype)]),
        ],
        Errors =
        [
            new("cumulative_sum: axis 0 is out of range for the shape []", () => [Tensor.Ones([])]),
            new("cumulative_sum: axis 2 is out of range for the shape [2, 3]; expected -2 to 1", () => [Tensor.Ones([2, 3])],
                new() { ["axis"] = 2 }),
            new("cumulative_sum: input 0 is Bool; expected numbers", () => [Tensor.From([true])]),
            new("cumulative_sum: expected 1 input, got 2", () => [Tensor.Ones([1]), Tensor.Ones([1])]),
        ],
    };
}
