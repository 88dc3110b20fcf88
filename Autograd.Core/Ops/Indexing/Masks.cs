using System.Runtime.CompilerServices;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>
    /// What a mask takes, in order: <c>x[x > 0]</c> is a tensor of one axis. A mask of the first axes only takes whole rows:
    /// <c>inputs[labels.EqualTo(3)]</c>. Reading copies and is differentiable; assigning writes in place and broadcasts the value.
    /// </summary>
    /// <param name="mask">A Bool tensor of this tensor's shape, or of the sizes of its first axes.</param>
    /// <exception cref="ArgumentException">
    /// The mask is not Bool or has other sizes; the assigned tensor is of another type or does not broadcast.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// Assigned to what the open tape recorded or another thread's open tape recorded or watches, or of a value that it records.
    /// </exception>
    [IndexerName("Part")]
    public Tensor this[Tensor mask]
    {
        get
        {
            ReadOnlySpan<bool> flags = ExpectMask(mask, Masked);
            long[] places = new long[flags.Count(true)];
            for (int i = 0, next = 0; i < flags.Length; i++)
            {
                if (flags[i])
                {
                    places[next++] = i;
                }
            }

            Tensor rows = Reshape([mask.Count, .. Shape.Sizes[mask.Rank..]]);
            return rows.IndexSelect(0, TracedCall.Of("FlatNonzero", From(places), [mask]));
        }

        set
        {
            ArgumentNullException.ThrowIfNull(value);
            Assign(value, mask, Masked);
        }
    }

    /// <summary>Writes a number in place wherever a mask is true: <c>x.SetItem(0, x &lt; 0)</c>. Not differentiable.</summary>
    /// <param name="value">The number; in a Bool tensor all but 0 is true.</param>
    /// <param name="mask">As in <c>x[mask]</c>.</param>
    /// <exception cref="ArgumentException">The mask is not Bool or has other sizes, or the number does not fit the type.</exception>
    /// <exception cref="InvalidOperationException">
    /// The open tape recorded how this tensor was computed, or another thread's open tape recorded or watches it.
    /// </exception>
    public void SetItem(Number value, Tensor mask) =>
        Assign(Filled([], value, DType, nameof(SetItem)), mask, nameof(SetItem));

    private void Assign(Tensor value, Tensor mask, string method)
    {
        ReadOnlySpan<bool> flags = ExpectMask(mask is not null && mask.SharesBuffer(this) ? mask.Copied() : mask, method);
        ExpectAssignable(value, method);
        Shape part = Shape.Of([flags.Count(true), .. Shape.Sizes[mask!.Rank..]]);
        ExpectFits(value, part, method);
        Tensor rows = Uninitialized(part, DType);
        Write.Run(value, rows, 0, part, Strides(part));
        int row = Shape.CountOf(mask.Rank..) * DType.Size();
        ReadOnlySpan<byte> from = rows.Bytes;
        Span<byte> to = Bytes;
        for (int i = 0; i < flags.Length; i++)
        {
            if (flags[i])
            {
                from[..row].CopyTo(to[(i * row)..]);
                from = from[row..];
            }
        }

        Wrote(nameof(SetItem));
    }

    private ReadOnlySpan<bool> ExpectMask(Tensor? mask, string method)
    {
        ArgumentNullException.ThrowIfNull(mask);
        if (mask.DType != DType.Bool)
        {
            throw new ArgumentException(
                $"{method}: the mask is {mask.DType}; expected Bool, as a comparison gives it: x[x > 0]. Rows by their numbers are taken " +
                "with IndexSelect.", nameof(mask));
        }

        return mask.Rank <= Rank && Shape.Sizes[..mask.Rank].SequenceEqual(mask.Shape.Sizes)
            ? mask.Elements<bool>()
            : throw new ArgumentException(
                $"{method}: the mask is {mask.Shape} for the shape {Shape}; expected the sizes of its first axes, or all of them.",
                nameof(mask));
    }

    private static int[] Strides(Shape shape)
    {
        int[] strides = new int[shape.Rank];
        for (int axis = 0; axis < strides.Length; axis++)
        {
            strides[axis] = shape.CountOf((axis + 1)..);
        }

        return strides;
    }
}
