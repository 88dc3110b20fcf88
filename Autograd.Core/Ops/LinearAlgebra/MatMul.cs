namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>
    /// The matrix product over the last two axes; axes in front are batches and broadcast. A factor of one axis is a vector: a row on the
    /// left, a column on the right, and its axis is not in the result.
    /// </summary>
    /// <param name="other">The right factor.</param>
    /// <param name="transposeThis">
    /// Whether this tensor's last two axes count in reverse order, which a vector has not; nothing is copied for it.
    /// </param>
    /// <param name="transposeOther">Whether the other's do.</param>
    /// <returns>
    /// A tensor of shape [..., m, n] for factors [..., m, k] and [..., k, n], [..., m] where the right one is a vector, [..., n] where the
    /// left one is, and a single number for two vectors.
    /// </returns>
    /// <exception cref="ArgumentException">A factor has no axes, or the inner sizes or the batches do not fit.</exception>
    public Tensor MatMul(Tensor other, bool transposeThis = false, bool transposeOther = false)
    {
        if (other is null || Rank == 0 || other.Rank == 0 || (Rank != 1 && other.Rank != 1))
        {
            return MatMulOp.Instance(transposeThis, transposeOther).Apply(this, other!);
        }

        // Before the vectors become matrices, whose shapes the caller does not know.
        MatMulOp.ExpectInner(Shape, transposeThis, other.Shape, transposeOther);
        Tensor left = Rank == 1 ? Reshape(1, Count) : this, right = other.Rank == 1 ? other.Reshape(other.Count, 1) : other;
        Tensor product = MatMulOp.Instance(transposeThis && Rank > 1, transposeOther && other.Rank > 1).Apply(left, right);
        ReadOnlySpan<int> sizes = product.Shape.Sizes;
        return product.Reshape([.. sizes[..^2], .. Rank == 1 ? [] : sizes[^2..^1], .. other.Rank == 1 ? [] : sizes[^1..]]);
    }
}

internal sealed class MatMulOp : Op
{
    private static readonly MatMulOp[] s_instances = [new(false, false), new(false, true), new(true, false), new(true, true)];

    private readonly bool _transposeA;
    private readonly bool _transposeB;

    private MatMulOp(bool transposeA, bool transposeB)
        : base("matmul", transposeA, transposeB)
    {
        _transposeA = transposeA;
        _transposeB = transposeB;
    }

    public static Op Instance(bool transposeA, bool transposeB) => s_instances[(transposeA ? 2 : 0) + (transposeB ? 1 : 0)];

    /// <summary>Refuses factors whose inner sizes differ; of a vector it is the only one.</summary>
    public static void ExpectInner(Shape a, bool transposeA, Shape b, bool transposeB)
    {
        int k = a[transposeA && a.Rank > 1 ? ^2 : ^1], inner = b[transposeB || b.Rank == 1 ? ^1 : ^2];
        if (k != inner)
        {
            throw new ArgumentException(
                $"matmul: the inner sizes of {a}{(transposeA ? " transposed" : "")} and {b}{(transposeB ? " transposed" : "")} are " +
                $"{k} and {inner}; expected them equal.{Advice(a, transposeA, b, transposeB)}");
        }
    }

    private static string Advice(Shape a, bool transposeA, Shape b, bool transposeB)
    {
        int k = a[transposeA && a.Rank > 1 ? ^2 : ^1], inner = b[transposeB || b.Rank == 1 ? ^1 : ^2];
        return b.Rank > 1 && b[transposeB ? ^2 : ^1] == k ? " Transpose the right one?"
            : a.Rank > 1 && a[transposeA ? ^1 : ^2] == inner ? " Transpose the left one?" : "";
    }

    protected override Tensor Forward(OpCall call)
    {
        ReadOnlySpan<Tensor> inputs = call.Inputs;
        ExpectInputs(inputs, 2);
        ExpectFloats(inputs);
        Tensor a = inputs[0], b = inputs[1];
        if (a.Rank < 2 || b.Rank < 2)
        {
            throw new ArgumentException(
                $"{Name}: the shapes are {a.Shape} and {b.Shape}; expected at least two axes each. Tensor.MatMul takes vectors, too.");
        }

        ExpectInner(a.Shape, _transposeA, b.Shape, _transposeB);
        (int m, int k) = _transposeA ? (a.Shape[^1], a.Shape[^2]) : (a.Shape[^2], a.Shape[^1]);
        int n = b.Shape[_transposeB ? ^2 : ^1];
        if (a.Rank == 2 && b.Rank == 2)
        {
            Tensor product = Result(Shape.Of([m, n], Name), a.DType);
            MatrixProduct.Run(a, 0, _transposeA, b, 0, _transposeB, product, 0, m, n, k);
            return product;
        }

        Shape batchA = Shape.Of(a.Shape.Sizes[..^2]), batchB = Shape.Of(b.Shape.Sizes[..^2]);
        Shape batch = Shape.Broadcast(batchA, batchB, Name);
        Tensor c = Result(Shape.Of([.. batch.Sizes, m, n], Name), a.DType);
        if (batchB.Count == 1 && batch.Count == batchA.Count && !_transposeA)
        {
            // One right factor for all: the batches are rows of one tall matrix.
            MatrixProduct.Run(a, 0, _transposeA, b, 0, _transposeB, c, 0, batch.Count * m, n, k);
            return c;
        }

        var plan = new BroadcastPlan(batch, batchA, batchB, Shape.Scalar);
        for (int row = 0, i = 0; row < plan.Rows; row++)
        {
            plan.Offsets(row, out int offsetA, out int offsetB, out _);
            for (int j = 0; j < plan.RowLength; j++, i++)
            {
                int indexA = offsetA + (plan.Advances0 ? j : 0), indexB = offsetB + (plan.Advances1 ? j : 0);
                MatrixProduct.Run(a, indexA * m * k, _transposeA, b, indexB * k * n, _transposeB, c, i * m * n, m, n, k);
            }
        }

        return c;
    }

    protected override void Differentiate(Pullback call)
    {
        Tensor a = call.Inputs[0], b = call.Inputs[1], upstream = call.Upstream;
        if (!call.IsRecording && a.Rank == 2 && b.Rank == 2)
        {
            Multiply(call, a, b);
            return;
        }

        if (call.Needs(0))
        {
            call.Set(0, _transposeA ? b.MatMul(upstream, _transposeB, true) : upstream.MatMul(b, false, !_transposeB));
        }

        if (call.Needs(1))
        {
            if (b.Rank == 2 && a.Rank > 2 && !_transposeA)
            {
                int rows = a.Shape.CountOf(..^1);
                a = a.Reshape(rows, a.Shape[^1]);
                upstream = upstream.Reshape(rows, upstream.Shape[^1]);
            }

            call.Set(1, _transposeB ? upstream.MatMul(a, true, _transposeA) : a.MatMul(upstream, !_transposeA, false));
        }
    }

    // The same products for single matrices, straight to where the gradients go.
    private void Multiply(Pullback call, Tensor a, Tensor b)
    {
        Tensor upstream = call.Upstream;
        (int m, int n, int k) = (upstream.Shape[0], upstream.Shape[1], a.Shape[_transposeA ? 0 : 1]);
        if (call.Destination(0) is { } da)
        {
            if (_transposeA)
            {
                MatrixProduct.Run(b, 0, _transposeB, upstream, 0, true, da, 0, k, m, n);
            }
            else
            {
                MatrixProduct.Run(upstream, 0, false, b, 0, !_transposeB, da, 0, m, k, n);
            }
        }

        if (call.Destination(1) is { } db)
        {
            if (_transposeB)
            {
                MatrixProduct.Run(upstream, 0, true, a, 0, _transposeA, db, 0, n, k, m);
            }
            else
            {
                MatrixProduct.Run(a, 0, !_transposeA, upstream, 0, false, db, 0, k, n, m);
            }
        }
    }

    public static OpDefinition Definition => new()
    {
        Name = "matmul",
        Category = OpCategory.LinearAlgebra,
        Formula = @"C_{ij} = \sum_k A_{ik} B_{kj}",
        Source = "Linear algebra",
        Derivative = @"\frac{\partial}{\partial A} = G B^\top, \quad \frac{\partial}{\partial B} = A^\top G, \quad G = " +
            @"\frac{\partial}{\partial C}",
        Usage = "Attention and whatever is bilinear. For a layer with weights and biases take Linear, which adds the bias on the way.",
        Example = new(() => Tensor.From([1.0, 2.0, 3.0, 4.0], [2, 2]).MatMul(Tensor.From([1.0, 1.0], [2, 1]))),
        Parameters =
        [
            new("transposeThis", false, "Whether the last two axes of the left factor count in reverse order."),
            new("transposeOther", false, "Whether the last two axes of the right factor count in reverse order."),
        ],
        Make = attributes => Instance(attributes.Flag("transposeThis"), attributes.Flag("transposeOther")),
        Samples =
        [
            Sample([2, 3], [3, 4]),
            Sample([3, 2], [3, 4], transposeA: true),
            Sample([2, 3], [4, 3], transposeB: true),
            Sample([3, 2], [4, 3], transposeA: true, transposeB: true),
            Sample([5, 2, 3], [3, 4]),
            Sample([2, 2, 3], [2, 3, 2]),
            Sample([2, 1, 2, 3], [3, 3, 2]),
            Sample([2, 3, 2], [4, 3], transposeA: true, transposeB: true),
            Sample([1, 1], [1, 1]),
            Sample([0, 3], [3, 2]),
            Sample([2, 0], [0, 3]),
            Sample([3, 2, 0], [0, 4]),
            Sample([3, 2, 4], [4, 0]),
        ],
        Errors =
        [
            new("matmul: the inner sizes of [2, 3] and [2, 3] are 3 and 2", () => [Tensor.Ones([2, 3]), Tensor.Ones([2, 3])]),
            new("matmul: the shapes are [3] and [3, 2]; expected at least two axes each", () => [Tensor.Ones([3]), Tensor.Ones([3, 2])]),
            new("matmul: the shapes [2] and [3] do not broadcast", () => [Tensor.Ones([2, 1, 1]), Tensor.Ones([3, 1, 1])]),
            new("matmul: the inputs are Float32 and Float64; expected one type",
                () => [Tensor.Ones([1, 1]), Tensor.Ones([1, 1], DType.Float64)]),
        ],
    };

    private static OpSample Sample(Shape a, Shape b, bool transposeA = false, bool transposeB = false) => new(
        $"{a}{(transposeA ? "ᵀ" : "")} times {b}{(transposeB ? "ᵀ" : "")}",
        dtype => [OpSamples.Spread(a, dtype), OpSamples.Spread(b, dtype, phase: 1)],
        new() { ["transposeThis"] = transposeA, ["transposeOther"] = transposeB });
}
