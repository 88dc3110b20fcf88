namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>
    /// Moves tensors side by side in memory, so that one loop goes over all of them: a call for each small one would cost more than the
    /// work. They stay what they are, only spans over their elements must be taken anew. Each begins at a cache line; zeros are in between.
    /// </summary>
    /// <param name="tensors">Tensors of one type with memory of their own: no slices, and nothing that a tape or scope owns.</param>
    /// <param name="offsets">Where in the result each begins.</param>
    /// <returns>A tensor of one axis that has the elements of all; what is written to it is written to them.</returns>
    /// <exception cref="ArgumentException">A tensor is not so or there twice, or all together are larger than a tensor can be.</exception>
    internal static Tensor Pack(ReadOnlySpan<Tensor> tensors, out int[] offsets)
    {
        offsets = new int[tensors.Length];
        long length = 0;
        bool[] can = CanPack(tensors);
        for (int i = 0; i < tensors.Length; i++)
        {
            Tensor tensor = tensors[i];
            if (tensor.DType != tensors[0].DType || !can[i])
            {
                throw new ArgumentException(
                    $"Pack: the tensor {tensor.DType} {tensor.Shape} at {i} is there twice, is not {tensors[0].DType} as the first, " +
                    "or has no memory of its own, as a slice or what a tape or scope owns. Pack a Detach()ed copy.",
                    nameof(tensors));
            }

            offsets[i] = (int)length;
            length += tensor._buffer.Room / tensor.DType.Size();
            TensorBuffer.CheckedSize(length * tensor.DType.Size());
        }

        DType dtype = tensors.IsEmpty ? DType.Float32 : tensors[0].DType;
        var all = new Tensor(TensorBuffer.Pack((int)length * dtype.Size()), 0, [(int)length], dtype);
        for (int i = 0; i < tensors.Length; i++)
        {
            tensors[i]._buffer.MoveInto(all._buffer, offsets[i] * dtype.Size());
        }

        return all;
    }

    /// <summary>
    /// Which of tensors <see cref="Pack"/> can move: those with memory of their own, which no slice has and nothing that a tape or scope
    /// owns. Of several with the same memory it is the first.
    /// </summary>
    /// <param name="tensors">Tensors of any types.</param>
    internal static bool[] CanPack(params ReadOnlySpan<Tensor> tensors)
    {
        bool[] can = new bool[tensors.Length];
        HashSet<TensorBuffer> seen = [];
        for (int i = 0; i < tensors.Length; i++)
        {
            ArgumentNullException.ThrowIfNull(tensors[i], nameof(tensors));
            can[i] = tensors[i].IsWhole && !tensors[i]._buffer.IsShared && seen.Add(tensors[i]._buffer);
        }

        return can;
    }

    /// <summary>
    /// Moves the gradients of tensors side by side as <see cref="Pack"/> moves tensors, and those that they will have. Where a tensor has
    /// no gradient yet, what is in the result means nothing.
    /// </summary>
    /// <param name="tensors">Floating-point tensors of one type.</param>
    /// <returns>A tensor of one axis that has the elements of all gradients, at the offsets of the packed tensors.</returns>
    /// <exception cref="ArgumentException">The tensors are of several types, one is there twice, or they are too large.</exception>
    internal static Tensor PackGradients(ReadOnlySpan<Tensor> tensors)
    {
        var gradients = new Tensor[tensors.Length];
        for (int i = 0; i < tensors.Length; i++)
        {
            gradients[i] = tensors[i].GradMemory();
        }

        Tensor all = Pack(gradients, out _);
        all._buffer.HoldsGrad = true;
        return all;
    }

    /// <summary>Whether the elements lie in another tensor's memory, as those of a slice or of a packed tensor do.</summary>
    /// <param name="memory">The other tensor.</param>
    internal bool IsWithin(Tensor memory) => Buffer().IsIn(memory.Buffer());

    /// <summary>Whether this is no part of another tensor, as far as it does not lie in a pack.</summary>
    private bool IsWhole => _offset == 0 && _buffer.Capacity == Count * DType.Size();
}
