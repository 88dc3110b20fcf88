namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>
    /// Changes tensors along their gradients, element by element, in place and unrecorded, and with them the tensors that the rule keeps from
    /// step to step: what optimizers do to parameters, in one pass over the memory. Neighbours in memory (<see cref="Pack"/>), whose gradients
    /// and state are neighbours too, are changed in one loop.
    /// </summary>
    /// <param name="formula">The rule.</param>
    /// <param name="tensors">The tensors.</param>
    /// <param name="gradients">Their gradients, each of its tensor's shape and type.</param>
    /// <param name="state">What the rule keeps: for each of its state names a list, with a tensor like it for each of the tensors.</param>
    /// <exception cref="ArgumentException">A shape or a type is another, or a list is missing, surplus or of another length.</exception>
    /// <exception cref="InvalidOperationException">The open tape recorded how one of the tensors that change was computed; none is changed.</exception>
    public static void Update<F>(
        F formula, ReadOnlySpan<Tensor> tensors, ReadOnlySpan<Tensor> gradients, params ReadOnlySpan<ReadOnlyMemory<Tensor>> state)
        where F : struct, IUpdateFormula
    {
        IReadOnlyList<string> names = F.StateNames;
        if (state.Length != names.Count || names.Count > 3)
        {
            throw new ArgumentException(
                $"Update: the rule {typeof(F).Name} keeps {names.Count} tensors ({string.Join(", ", names)}); got {state.Length}. A rule keeps three at most.",
                nameof(state));
        }

        foreach (Tensor tensor in tensors)
        {
            tensor.ExpectFloats(nameof(Update));
            tensor.ExpectUnrecorded();
        }

        ExpectSame(tensors, gradients, "gradient");
        for (int k = 0; k < state.Length; k++)
        {
            ExpectSame(tensors, state[k].Span, names[k]);
            foreach (Tensor kept in state[k].Span)
            {
                kept.ExpectUnrecorded();
            }
        }

        for (int start = 0, end; start < tensors.Length; start = end)
        {
            end = EndOfRun(gradients, start, EndOfRun(tensors, start, tensors.Length));
            foreach (ReadOnlyMemory<Tensor> kept in state)
            {
                end = EndOfRun(kept.Span, start, end);
            }

            Tensor first = tensors[start], last = tensors[end - 1];
            int length = (first._buffer.DistanceTo(last._buffer) / first.DType.Size()) + last.Count;
            Elementwise.Update(formula, gradients[start], first, At(state, 0, start), At(state, 1, start), At(state, 2, start), length);
        }

        Changed(tensors);
        foreach (ReadOnlyMemory<Tensor> kept in state)
        {
            Changed(kept.Span);
        }
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

    private static Tensor? At(ReadOnlySpan<ReadOnlyMemory<Tensor>> state, int number, int index) => number < state.Length ? state[number].Span[index] : null;

    // Where the neighbours in memory end that begin with a tensor.
    private static int EndOfRun(ReadOnlySpan<Tensor> tensors, int start, int end)
    {
        int next = start + 1;
        while (next < end && tensors[next - 1].IsBefore(tensors[next]))
        {
            next++;
        }

        return next;
    }

    private void ExpectFloats(string method)
    {
        if (!DType.IsFloat())
        {
            throw new ArgumentException($"{method}: the tensor is {DType} {Shape}; expected a floating-point type.");
        }
    }

    private static void ExpectSame(ReadOnlySpan<Tensor> tensors, ReadOnlySpan<Tensor> others, string name)
    {
        if (others.Length != tensors.Length)
        {
            throw new ArgumentException($"Update: there are {tensors.Length} tensors and {others.Length} of '{name}'.", name);
        }

        for (int i = 0; i < others.Length; i++)
        {
            Tensor tensor = tensors[i], other = others[i] ?? throw new ArgumentNullException(name);
            if (other.Shape != tensor.Shape || other.DType != tensor.DType)
            {
                throw new ArgumentException(
                    $"Update: the tensor is {tensor.DType} {tensor.Shape} and '{name}' is {other.DType} {other.Shape}; expected one shape and one type.", name);
            }
        }
    }
}
