namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>Whether the memory can be moved: this is no part of another tensor, and has floating-point numbers.</summary>
    internal bool IsMovable => DType.IsFloat() && _offset == 0 && Buffer().Capacity == Count * DType.Size();

    /// <summary>The elements that have room until the next cache line begins.</summary>
    internal long Room => _buffer.Room / DType.Size();

    internal static Tensor AlignedZeros(Shape shape, DType dtype)
    {
        Tensor zeros = AlignedUninitialized(shape, dtype);
        zeros.Bytes.Clear();
        return zeros;
    }

    /// <summary>Moves the elements, and the memory for the gradient, into two others, to an offset in both; not if they are there already.</summary>
    internal bool TryMoveInto(Tensor values, Tensor gradients, int offset)
    {
        if (_buffer.IsIn(values._buffer))
        {
            return false;
        }

        _buffer.MoveInto(values._buffer, offset * DType.Size());
        GradMemory()._buffer.MoveInto(gradients._buffer, offset * DType.Size());
        return true;
    }

    /// <summary>Whether the elements and the gradient are still in the two others, ready to be changed.</summary>
    internal bool IsIn(Tensor values, Tensor gradients)
    {
        ExpectUnrecorded();
        return Buffer().IsIn(values._buffer) && (Grad ?? throw HasNoGradient())._buffer.IsIn(gradients._buffer);
    }

    private InvalidOperationException HasNoGradient() => new($"Update: the tensor {Shape} has no gradient; change those that have one.");
}
