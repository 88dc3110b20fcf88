namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>
    /// Changes tensors along their gradients, element by element, in place and unrecorded, and with them the tensors that the rule keeps
    /// from
    /// step to step: what optimizers do to parameters, in one pass over the memory. Neighbours in memory (<see cref="Pack"/>), whose
    /// gradients
    /// and state are neighbours too, are changed in one loop.
    /// </summary>
    /// <param name="formula">The rule.</param>
    /// <param name="tensors">The tensors.</param>
    /// <param name="gradients">Their gradients, each of its tensor's shape and type.</param>
    /// <param name="first">What the rule keeps first: a tensor like it for each of the tensors; empty where it keeps nothing.</param>
    /// <param name="second">What it keeps second.</param>
    /// <param name="third">What it keeps third.</param>
    /// <exception cref="ArgumentException">A shape or a type is another, or a list is missing, surplus or of another length.</exception>
    /// <exception cref="InvalidOperationException">The open tape recorded how one of the tensors that change was computed; none is
    /// changed.</exception>
    public static void Update<F>(
        F formula,
        ReadOnlySpan<Tensor> tensors,
        ReadOnlySpan<Tensor> gradients,
        ReadOnlySpan<Tensor> first = default,
        ReadOnlySpan<Tensor> second = default,
        ReadOnlySpan<Tensor> third = default)
        where F : struct, IUpdateFormula
    {
        int count = tensors.Length, kept = F.StateNames.Count;
        if (kept > 3 || gradients.Length != count || first.Length != Length(0) || second.Length != Length(1) || third.Length != Length(2))
        {
            throw new ArgumentException(
                $"Update: the rule {typeof(F).Name} keeps {kept} tensors ({string.Join(", ", F.StateNames)}), of three at most; " +
                $"there are {count} tensors, {gradients.Length} gradients, " +
                $"and {first.Length}, {second.Length} and {third.Length} that are kept.");
        }

        ExpectLike(tensors, gradients, "gradient", changes: false);
        ExpectLike(tensors, tensors, "it", changes: true);
        ExpectLike(tensors, first, nameof(first), changes: true);
        ExpectLike(tensors, second, nameof(second), changes: true);
        ExpectLike(tensors, third, nameof(third), changes: true);
        for (int start = 0, end; start < count; start = end)
        {
            end = EndOfRun(gradients, start, EndOfRun(tensors, start, count));
            end = EndOfRun(third, start, EndOfRun(second, start, EndOfRun(first, start, end)));
            Tensor head = tensors[start], last = tensors[end - 1];
            int length = (head._buffer.DistanceTo(last._buffer) / head.DType.Size()) + last.Count;
            Elementwise.Update(formula, gradients[start], head, At(first, start), At(second, start), At(third, start), length);
        }

        Changed(tensors);
        Changed(first);
        Changed(second);
        Changed(third);

        int Length(int number) => number < kept ? count : 0;
    }

    /// <summary>The elements from one on, which may run on into the tensors behind this one in the same pack.</summary>
    internal Span<T> ElementsFrom<T>(int start, int length) where T : unmanaged => Buffer().Span<T>(_offset + start, length);

    /// <summary>Tells the tapes that the elements are no longer those they recorded.</summary>
    internal void Changed() => _buffer.Changed();

    private static void Changed(ReadOnlySpan<Tensor> tensors)
    {
        foreach (Tensor tensor in tensors)
        {
            tensor.Changed();
        }
    }

    private static Tensor? At(ReadOnlySpan<Tensor> tensors, int index) => tensors.IsEmpty ? null : tensors[index];

    // Where the neighbours in memory end that begin with a tensor; anywhere where there are none.
    private static int EndOfRun(ReadOnlySpan<Tensor> tensors, int start, int end)
    {
        if (tensors.IsEmpty)
        {
            return end;
        }

        int next = start + 1;
        Tensor last = tensors[start];
        while (next < end && last._buffer.IsBefore(tensors[next], tensors[next]._buffer) && (next > start + 1 || last.IsWhole))
        {
            last = tensors[next++];
        }

        return next;
    }

    private static void ExpectLike(ReadOnlySpan<Tensor> tensors, ReadOnlySpan<Tensor> others, string name, bool changes)
    {
        for (int i = 0; i < others.Length; i++)
        {
            Tensor tensor = tensors[i], other = others[i] ?? throw new ArgumentNullException(name);
            bool isAlike = (ReferenceEquals(other.Shape, tensor.Shape) || other.Shape == tensor.Shape) && other.DType == tensor.DType;
            if (!isAlike || !other.DType.IsFloat())
            {
                throw new ArgumentException(
                    $"Update: the tensor is {tensor.DType} {tensor.Shape} and '{name}' is {other.DType} {other.Shape}; " +
                    "expected one shape and one floating-point type.",
                    name);
            }

            if (changes && other.Tape is not null)
            {
                other.ExpectUnrecorded();
            }
        }
    }
}
