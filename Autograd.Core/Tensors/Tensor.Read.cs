using System.Numerics;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>The elements, row by row, without copying them. The span must not outlive the tensor's tape or scope.</summary>
    /// <typeparam name="T">float, double, long or bool, as the tensor's type has it.</typeparam>
    /// <exception cref="ArgumentException">The tensor's elements are of another type.</exception>
    public ReadOnlySpan<T> AsSpan<T>() where T : unmanaged => Elements<T>();

    /// <summary>
    /// The elements for writing. A tape that recorded the tensor before refuses to differentiate through it afterwards; it knows of the
    /// write by this call, so take the span anew rather than keep it. Tensors that share the buffer change too.
    /// </summary>
    /// <typeparam name="T">float, double, long or bool, as the tensor's type has it.</typeparam>
    /// <exception cref="ArgumentException">The tensor's elements are of another type.</exception>
    /// <exception cref="InvalidOperationException">
    /// The open tape recorded how this tensor was computed, or another thread's open tape recorded or watches it.
    /// </exception>
    public Span<T> AsWritableSpan<T>() where T : unmanaged
    {
        Span<T> elements = Elements<T>();
        ExpectWritable(nameof(AsWritableSpan));
        Wrote(nameof(AsWritableSpan));
        return elements;
    }

    /// <summary>
    /// Whether the elements may be changed in place: not where the open tape recorded how the tensor was computed, where another thread's
    /// open tape recorded or watches it, or where its tape or scope was disposed.
    /// </summary>
    internal bool IsWritable => _buffer.Generation == _generation
        && (!IsOnTape || ((Tape is null || Tape != Core.Tape.Current) && OpenElsewhere(ThreadState.Current) is null));

    /// <summary>The elements, row by row, in a new array.</summary>
    /// <typeparam name="T">float, double, long or bool, as the tensor's type has it.</typeparam>
    /// <exception cref="ArgumentException">The tensor's elements are of another type.</exception>
    public T[] ToArray<T>() where T : unmanaged => Elements<T>().ToArray();

    /// <summary>
    /// The number in a tensor of one element; of a Bool tensor, 0 or 1. An Int64 beyond 2^53 is rounded: read it with
    /// <see cref="Item{T}"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">The tensor has not exactly one element.</exception>
    public double Item()
    {
        ExpectOne();
        double item = 0;
        DTypes.Run(new ItemKernel(this, ref item), DType);
        return item;
    }

    /// <summary>The element of a tensor that has one, as it is stored.</summary>
    /// <typeparam name="T">float, double, long or bool, as the tensor's type has it.</typeparam>
    /// <exception cref="InvalidOperationException">The tensor has not exactly one element.</exception>
    /// <exception cref="ArgumentException">The tensor's elements are of another type.</exception>
    public T Item<T>() where T : unmanaged
    {
        ExpectOne();
        return Elements<T>()[0];
    }

    private void ExpectOne()
    {
        if (Count != 1)
        {
            throw new InvalidOperationException(
                $"Item: the tensor has the shape {Shape} with {Count} elements; expected exactly one. Index or reduce it first.");
        }
    }

    // What a write changes no longer follows from what was recorded, so a gradient would be wrong or lost without a word.
    private void ExpectWritable(string method)
    {
        if (!IsWritable)
        {
            _ = Buffer();
            string reason = OpenElsewhere(ThreadState.Current) is { } other
                ? FormattableString.Invariant($"is on the open tape of thread {other.Thread}, and this is {ThreadState.Current.Thread}")
                : $"computed by '{Maker?.Name}' is recorded by the open tape";
            throw new InvalidOperationException(
                $"{method}: the tensor {Shape} {reason}, so its elements cannot be changed. Change a Detach()ed copy.");
        }
    }

    private void Wrote(string method)
    {
        Changed();
        TracedCall.Add(method, [this], [this]);
    }

    private readonly ref struct ItemKernel(ArrayView elements, ref double item) : INumberKernel
    {
        private readonly ref double _item = ref item;

        public void Run<T>() where T : unmanaged, INumber<T> => _item = double.CreateTruncating(elements.Numbers<T>()[0]);
    }
}
