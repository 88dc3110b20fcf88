using System.Runtime.CompilerServices;

namespace Autograd.Core;

public sealed partial class Tensor
{
    // What messages call the two indexers.
    private const string Place = "x[...]", Masked = "x[mask]";

    /// <summary>
    /// A part of the tensor, one index an axis: a place (<c>0</c>, <c>^1</c>) removes the axis, a range (<c>1..3</c>, <c>..</c>) keeps it,
    /// and axes behind the last index are taken whole. <c>x[0]</c> is the first row, <c>x[.., ^1]</c> the last column, <c>x[i,
    /// j].Item()</c> a number. Reading is differentiable.
    /// </summary>
    /// <remarks>
    /// Reading shares the buffer as long as only places stand before the last range, and copies otherwise. To change elements assign to the
    /// indexer, which writes in place and broadcasts the value; a single number is written with
    /// <see cref="SetItem(Number, ReadOnlySpan{TensorIndex})"/>. Writing is not differentiable, and refused where it would lose a gradient.
    /// </remarks>
    /// <param name="indices">An int, <see cref="Index"/> or <see cref="Range"/> for each of the first axes.</param>
    /// <exception cref="ArgumentException">
    /// There are more indices than axes, or an index is out of range; the assigned tensor is of another type or does not broadcast.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// Assigned to what the open tape recorded or another thread's open tape recorded or watches, or of a value that it records.
    /// </exception>
    [IndexerName("Part")] // "Item" is the method that reads a number.
    public Tensor this[params ReadOnlySpan<TensorIndex> indices]
    {
        get
        {
            ExpectAxes(indices, Place);
            Tensor part = this;
            int axis = 0;
            for (int i = 0; i < indices.Length; i++)
            {
                (int start, int length) = indices[i].On(Shape, i, Place);
                if (length != part.Shape[axis])
                {
                    part = part.Slice(axis, start..(start + length));
                }

                // An axis that goes at once leaves the next one in front, where a slice shares the buffer.
                if (indices[i].IsRange)
                {
                    axis++;
                }
                else
                {
                    ReadOnlySpan<int> sizes = part.Shape.Sizes;
                    part = part.Reshape([.. sizes[..axis], .. sizes[(axis + 1)..]]);
                }
            }

            return part;
        }

        set
        {
            ArgumentNullException.ThrowIfNull(value);
            Assign(value, indices, Place);
        }
    }

    /// <summary>Writes a number in place to every element that the indices take: <c>x.SetItem(0.5, i, j)</c>. Not differentiable.</summary>
    /// <param name="value">The number; in a Bool tensor all but 0 is true.</param>
    /// <param name="indices">As in <c>x[i, j]</c>; none for all elements.</param>
    /// <exception cref="ArgumentException">
    /// There are more indices than axes, an index is out of range, or the number does not fit the type.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The open tape recorded how this tensor was computed, or another thread's open tape recorded or watches it.
    /// </exception>
    public void SetItem(Number value, params ReadOnlySpan<TensorIndex> indices) =>
        Assign(Filled([], value, DType, nameof(SetItem)), indices, nameof(SetItem));

    private void Assign(Tensor value, ReadOnlySpan<TensorIndex> indices, string method)
    {
        ExpectAxes(indices, method);
        ExpectAssignable(value, method);

        Span<int> sizes = stackalloc int[Rank], strides = stackalloc int[Rank];
        int offset = 0, kept = 0;
        for (int axis = 0; axis < Rank; axis++)
        {
            TensorIndex index = axis < indices.Length ? indices[axis] : ..;
            (int start, int length) = index.On(Shape, axis, method);
            int stride = Shape.CountOf((axis + 1)..);
            offset += start * stride;
            if (index.IsRange)
            {
                sizes[kept] = length;
                strides[kept++] = stride;
            }
        }

        Shape part = Shape.Of(sizes[..kept]);
        ExpectFits(value, part, method);
        value = value.SharesBuffer(this) ? value.Copied() : value;
        Write.Run(value, this, offset, part, strides[..kept]);
        Wrote(nameof(SetItem));
    }

    private void ExpectAssignable(Tensor value, string method)
    {
        ExpectWritable(method);
        ExpectUntracked(value, method);
        if (value.DType != DType)
        {
            throw new ArgumentException(
                $"{method}: a value of {value.DType} was assigned to elements of {DType}. Convert it with To(DType.{DType}) first.",
                nameof(value));
        }
    }

    private static void ExpectFits(Tensor value, Shape part, string method)
    {
        bool fits = value.Rank <= part.Rank;
        for (int i = 1; i <= value.Rank && fits; i++)
        {
            fits = value.Shape[^i] == 1 || value.Shape[^i] == part[^i];
        }

        if (!fits)
        {
            throw new ArgumentException(
                $"{method}: a value of shape {value.Shape} was assigned to a part of shape {part}, to which it does not broadcast: sizes " +
                "aligned at the end must be equal, or the value's 1.",
                nameof(value));
        }
    }

    private void ExpectAxes(ReadOnlySpan<TensorIndex> indices, string method)
    {
        if (indices.Length > Rank)
        {
            throw new ArgumentException(
                $"{method}: there are {indices.Length} indices for the {Rank} {(Rank == 1 ? "axis" : "axes")} of the shape {Shape}.",
                nameof(indices));
        }
    }

    private static void ExpectUntracked(Tensor value, string method)
    {
        if (Core.Tape.Current?.IsTracked(value) == true)
        {
            throw new InvalidOperationException(
                $"{method}: the assigned value of shape {value.Shape} is tracked by the open tape, and assigning would lose its " +
                "gradient. Detach() it, or build the tensor with differentiable ops.");
        }
    }
}
