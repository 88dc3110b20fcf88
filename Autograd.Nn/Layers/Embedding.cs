using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// A table with a row of learned numbers for each word, character or whatever has a number and no size: Int64 indices of any shape become
/// rows, [...] → [..., dim] (Bengio et al., 2003).
/// </summary>
/// <example><code>
/// var model = new Sequential(new Embedding(5000, 64), new Gru(64, 128), new Linear(128, 5000));
/// </code></example>
public sealed class Embedding : Layer
{
    /// <summary>A table whose numbers are drawn normally with mean 0 and deviation 1, as PyTorch draws them.</summary>
    /// <param name="count">The number of rows.</param>
    /// <param name="dim">The size of a row.</param>
    /// <param name="paddingIndex">
    /// A row that stands for nothing, negative counted from the end: it is zero at first, and its gradient always is.
    /// </param>
    /// <param name="hasSparseGrad">
    /// Whether the gradient is sparse by rows (<see cref="Parameter.HasSparseGrad"/>): for a large table, of which a step looks up little.
    /// </param>
    /// <param name="initializer">How the numbers are drawn.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A size is less than 1, the table is more than a tensor holds, or the padding lies outside it.
    /// </exception>
    public Embedding(int count, int dim, int? paddingIndex = null, bool hasSparseGrad = false, Initializer? initializer = null)
    {
        Expect.AtLeast(1, count, nameof(Embedding));
        Expect.AtLeast(1, dim, nameof(Embedding));
        Expect.Fits(nameof(Embedding), (nameof(count), count), (nameof(dim), dim));
        PaddingIndex = EmbeddingOp.ExpectPadding(paddingIndex, count, nameof(Embedding));
        initializer ??= new Normal(0, 1);
        Weight = new Parameter(
            [count, dim], PaddingIndex is int row ? new WithZeroRow(initializer, row) : initializer, hasSparseGrad: hasSparseGrad);
    }

    private Embedding(Tensor table, bool freeze, int? paddingIndex, bool hasSparseGrad)
    {
        PaddingIndex = EmbeddingOp.ExpectPadding(paddingIndex, table.Shape[0], nameof(Embedding));
        Weight = new Parameter(table, hasSparseGrad: hasSparseGrad) { RequiresGrad = !freeze };
    }

    /// <summary>The table, [count, dim].</summary>
    public Parameter Weight { get; private init => field = Register(value); }

    /// <summary>The number of rows.</summary>
    public int Count => Weight.Shape[0];

    /// <summary>The size of a row.</summary>
    public int Dim => Weight.Shape[1];

    /// <summary>The row whose gradient is always 0, counted from the front, or null.</summary>
    public int? PaddingIndex { get; }

    /// <summary>A layer with a table that was learned elsewhere, and is copied as it is, the padding's row too.</summary>
    /// <param name="table">The table, [count, dim].</param>
    /// <param name="freeze">Whether it is held fixed.</param>
    /// <param name="paddingIndex">As for a new one.</param>
    /// <param name="hasSparseGrad">As for a new one.</param>
    /// <exception cref="ArgumentException">The table has not two axes, no row or no number, or is not floating point.</exception>
    public static Embedding FromPretrained(Tensor table, bool freeze = true, int? paddingIndex = null, bool hasSparseGrad = false)
    {
        ArgumentNullException.ThrowIfNull(table);
        return table.Rank == 2 && table.Count > 0
            ? new(table, freeze, paddingIndex, hasSparseGrad)
            : throw new ArgumentException($"Embedding: the table is {table.Shape}; expected [count, dim] of 1 or more.", nameof(table));
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => Weight.Value.Embedding(input, PaddingIndex);

    /// <inheritdoc/>
    protected override string Describe() =>
        $"Embedding({Count} × {Dim}{(PaddingIndex is int row ? $", padding {row}" : "")})";

    private sealed record WithZeroRow(Initializer Others, int Row) : Initializer
    {
        public override Tensor Draw(Shape shape, DType dtype, Generator generator, double gain)
        {
            // A copy: what was drawn may be a tensor that somebody keeps. What does not fit is the parameter's to refuse.
            Tensor values = Others.Draw(shape, dtype, generator, gain);
            if (values?.Shape != shape)
            {
                return values!;
            }

            values = values.Detach();
            values.SetItem(0, Row);
            return values;
        }
    }
}
