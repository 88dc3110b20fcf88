namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>Rows of this table by their numbers: y[i, j, ..] = table[indices[i, j], ..].</summary>
    /// <param name="indices">Int64 row numbers, of any shape.</param>
    /// <param name="paddingIndex">
    /// A row that stands for nothing, negative counted from the end: it is read like the others, and its gradient is always 0.
    /// </param>
    /// <returns>A tensor of the indices' shape with the axis of a row, [..., width], behind it.</returns>
    /// <exception cref="ArgumentException">
    /// The table has not two axes, the indices are not Int64, or an index or the padding lies outside the table.
    /// </exception>
    public Tensor Embedding(Tensor indices, int? paddingIndex = null) => EmbeddingOp.Make(paddingIndex).Apply(this, indices);
}

internal sealed class EmbeddingOp : Op
{
    private static readonly EmbeddingOp s_plain = new(null);

    private readonly int? _padding;

    private EmbeddingOp(int? paddingIndex)
        : base("embedding", paddingIndex) => _padding = paddingIndex;

    public static Op Make(int? paddingIndex) => paddingIndex is null ? s_plain : new EmbeddingOp(paddingIndex);

    protected override Tensor Forward(OpCall call)
    {
        ReadOnlySpan<Tensor> inputs = call.Inputs;
        ExpectInputs(inputs, 2);
        Tensor table = inputs[0], indices = inputs[1];
        if (table.Rank != 2)
        {
            throw new ArgumentException($"{Name}: the table is {table.Shape}; expected two axes, [rows, width].");
        }

        ExpectFloats(inputs[..1]);
        if (indices.DType != DType.Int64)
        {
            throw new ArgumentException(
                $"{Name}: the indices are {indices.DType} {indices.Shape}; expected Int64. Convert them with To(DType.Int64) first.");
        }

        _ = ExpectPadding(_padding, table.Shape[0], Name);
        Picks.ExpectWithin(indices, table.Shape, 0, Name, nameof(indices));
        Tensor output = Result(Shape.Of([.. indices.Shape.Sizes, table.Shape[1]], Name), table.DType);
        Picks.SelectRows(table, 0, indices, output);
        return output;
    }

    protected override void Differentiate(Pullback call)
    {
        Tensor table = call.Inputs[0], indices = call.Inputs[1];
        int? padding = ExpectPadding(_padding, table.Shape[0], Name);
        if (call.IsRecording)
        {
            Tensor upstream = call.Upstream.Reshape(indices.Count, table.Shape[1]), rows = indices.Reshape(indices.Count);
            if (padding is int row)
            {
                upstream = Tensor.Where(rows.EqualTo(row).Unsqueeze(1), 0, upstream);
            }

            call.Set(0, Tensor.Zeros(table.Shape, table.DType).IndexAdd(0, rows, upstream));
            return;
        }

        new PickedRows(call, 0).SetRows(call, 0, leftOut: padding);
    }

    /// <summary>The padding counted from the front.</summary>
    public static int? ExpectPadding(int? paddingIndex, int count, string name) => paddingIndex is not int row ? null
        : row < count && row >= -count ? row < 0 ? row + count : row
        : throw new ArgumentOutOfRangeException(nameof(paddingIndex), FormattableString.Invariant(
            $"{name}: paddingIndex is {row}; expected {-count} to {count - 1}, for the table has {count} rows."));

    public static OpDefinition Definition => new()
    {
        Name = "embedding",
        Category = OpCategory.Indexing,
        Formula = @"y_{ijk} = w_{t_{ij} \, k}",
        Source = "Bengio et al., A neural probabilistic language model, 2003",
        Derivative = @"\frac{\partial}{\partial w_{mk}} = \sum_{ij : t_{ij} = m} \frac{\partial}{\partial y_{ijk}}",
        Usage =
            "Words, characters, players: what has a number and no size becomes a vector that is learned. The table's gradient has " +
            "other numbers than zero in the rows that were looked up alone; of a large table let it be sparse (HasSparseGrad), so " +
            "that a step costs what these rows do.",
        Example = new(() => Tensor.From([1.0, 2.0, 3.0, 4.0], [2, 2]).Embedding(Tensor.From([1L, 1L, 0L]))),
        Parameters =
        [
            new("paddingIndex", default, "A row whose gradient is always 0, negative counted from the end; none where not given."),
        ],
        Make = attributes => Make(attributes.IntegerOrNull("paddingIndex")),
        Samples =
        [
            new("rows, with repetitions", dtype => [OpSamples.Spread([4, 3], dtype), Tensor.From([2L, 2, 0, 3, 2])]),
            new("indices of two axes", dtype => [OpSamples.Spread([5, 2], dtype), Tensor.From([4L, 0, 4, 2, 4, 1], [2, 3])]),
            new("rows longer than a lane, and a padding that does not occur",
                dtype => [OpSamples.Spread([3, 19], dtype), Tensor.From([2L, 1, 2], [3, 1])], new() { ["paddingIndex"] = 0 }),
            new("a padding counted from the end", dtype => [OpSamples.Spread([4, 1], dtype), Tensor.From([2L, 0, 2])],
                new() { ["paddingIndex"] = -1 }),
            new("a single index", dtype => [OpSamples.Spread([3, 19], dtype), Tensor.From([1L], [])]),
            new("nothing", dtype => [OpSamples.Spread([2, 3], dtype), Tensor.From(Array.Empty<long>(), [2, 0])]),
        ],
        Errors =
        [
            new(
                "embedding: the index at [1, 0] is 2; expected 0 to 1, for axis 0 of the shape [2, 3] has 2 elements",
                () => [Tensor.Ones([2, 3]), Tensor.From([0L, 2], [2, 1])]),
            new("embedding: the index at [0] is -1; expected 0 to 1", () => [Tensor.Ones([2, 3]), Tensor.From([-1L])]),
            new("embedding: the indices are Float32 [2]; expected Int64", () => [Tensor.Ones([2, 3]), Tensor.Ones([2])]),
            new("embedding: the table is [2]; expected two axes", () => [Tensor.Ones([2]), Tensor.From([0L])]),
            new("embedding: input 0 is Int64; expected Float32 or Float64", () => [Tensor.From([1L, 2], [1, 2]), Tensor.From([0L])]),
            new("embedding: paddingIndex is 2; expected -2 to 1", () => [Tensor.Ones([2, 3]), Tensor.From([0L])],
                new() { ["paddingIndex"] = 2 }),
            new("embedding: paddingIndex is -3; expected -2 to 1", () => [Tensor.Ones([2, 3]), Tensor.From([0L])],
                new() { ["paddingIndex"] = -3 }),
            new("embedding: expected 2 inputs, got 1", () => [Tensor.Ones([2, 2])]),
        ],
    };
}
