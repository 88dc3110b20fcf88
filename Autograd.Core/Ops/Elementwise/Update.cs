using System.Runtime.CompilerServices;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>
    /// Changes tensors along their gradients, element by element, in place and unrecorded, and with them what the rule keeps from step to
    /// step: <c>Tensor.Update(rule, [x], [gradient], mean, square)</c>. Neighbours in memory (<see cref="Pack"/>) are changed in one loop.
    /// </summary>
    /// <param name="formula">The rule.</param>
    /// <param name="tensors">The tensors.</param>
    /// <param name="gradients">Their gradients, each of its tensor's shape and type.</param>
    /// <param name="first">
    /// What the rule keeps first for the first of the tensors, of its shape and type, or null where it keeps nothing. What it keeps for the
    /// others lies behind it in their order, packed with it.
    /// </param>
    /// <param name="second">What it keeps second.</param>
    /// <param name="third">What it keeps third.</param>
    /// <exception cref="ArgumentException">A shape or a type is another, or something is missing or surplus.</exception>
    /// <exception cref="InvalidOperationException">The open tape recorded how one of the tensors that change was computed, or another
    /// thread's open tape recorded or watches it; none is changed.</exception>
    internal static void Update<F>(
        F formula,
        ReadOnlySpan<Tensor> tensors,
        ReadOnlySpan<Tensor> gradients,
        Tensor? first = null,
        Tensor? second = null,
        Tensor? third = null)
        where F : struct, IUpdateFormula
    {
        int kept = F.StateNames.Count;
        bool fits = kept <= 3 && first is null == kept < 1 && second is null == kept < 2 && third is null == kept < 3;
        if (!fits || gradients.Length != tensors.Length)
        {
            throw new ArgumentException(
                $"Update: there are {tensors.Length} tensors and {gradients.Length} gradients, and the rule {typeof(F).Name} keeps " +
                    $"{kept} numbers " +
                $"({string.Join(", ", F.StateNames)}), of three at most; expected a gradient for each tensor, and a tensor for each " +
                    "that it keeps.");
        }

        int bytes = 0;
        for (int i = 0; i < tensors.Length; i++)
        {
            Tensor tensor = tensors[i];
            tensor.ExpectLike(gradients[i], "gradient");
            tensor.ExpectWritable(nameof(Update));
            bytes += tensor.Room;
        }

        if (bytes == 0)
        {
            return;
        }

        TracedCall.Add(nameof(Update), tensors, tensors);
        tensors[0].ExpectState(first, nameof(first), bytes);
        tensors[0].ExpectState(second, nameof(second), bytes);
        tensors[0].ExpectState(third, nameof(third), bytes);
        bool isKeptPadded = (first?.IsPacked ?? true) && (second?.IsPacked ?? true) && (third?.IsPacked ?? true);
        for (int start = 0, end, offset = 0; start < tensors.Length; start = end)
        {
            Tensor head = tensors[start], last = head;
            int room = 0, size = head.DType.Size();
            last.Changed();
            if (head.HasSparseGrad && head.UpdateRows(formula, gradients[start], first, second, third, offset / size))
            {
                (end, offset) = (start + 1, offset + head.Room);
                continue;
            }

            for (end = start + 1; end < tensors.Length && last.IsBefore(tensors[end]) && gradients[end - 1].IsBefore(gradients[end]); end++)
            {
                room += last._buffer.Room;
                last = tensors[end];
                last.Changed();
            }

            // The padding in a pack changes too: so no loop has a rest that fills no lane.
            bool isPadded = isKeptPadded && last.IsPacked && gradients[end - 1].IsPacked;
            int length = isPadded ? (room + last.Room) / size : (room / size) + last.Count;
            Elementwise.Update(formula, gradients[start], head, first, second, third, offset / size, length);
            offset += room + last.Room;
        }

        first?._buffer.PackChanged();
        second?._buffer.PackChanged();
        third?._buffer.PackChanged();
    }

    // Changes the rows that have a gradient, where the rule leaves the others alone; tells whether that is so.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool UpdateRows<F>(F formula, Tensor gradient, Tensor? first, Tensor? second, Tensor? third, int offset)
        where F : struct, IUpdateFormula
    {
        if (gradient != _leaf?.Grad || !HasFewGradRows || !formula.SkipsZeroGradients)
        {
            return false;
        }

        Elementwise.UpdateRows(formula, gradient, this, first, second, third, offset, _leaf!.Rows!.Noted);
        return true;
    }

    /// <summary>Tells the tapes that the elements are no longer those they recorded.</summary>
    internal void Changed() => _buffer.Changed();

    // The bytes from where the tensor begins in a pack to where the next does.
    private int Room => TensorBuffer.Rounded(Count * DType.Size());

    private bool IsPacked => _buffer.IsInPack && IsWhole;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsBefore(Tensor next) => _buffer.IsBefore(next._buffer) && IsWhole && next._offset == 0;

    private void ExpectState(Tensor? state, string name, int bytes)
    {
        if (state is not null)
        {
            ExpectLike(state, name);
            state.ExpectWritable(nameof(Update));
            if (bytes > Room && !(state.IsPacked && state._buffer.Reaches(bytes)))
            {
                throw new ArgumentException(
                    $"Update: '{name}' is not packed with what is kept for the other tensors; Pack them in their order.", name);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ExpectLike(Tensor other, string name)
    {
        if (other is null || !ReferenceEquals(other.Shape, Shape) || other.DType != DType || !DType.IsFloat())
        {
            ExpectEqual(other, name);
        }
    }

    private void ExpectEqual(Tensor? other, string name)
    {
        ArgumentNullException.ThrowIfNull(other, name);
        if (other.Shape != Shape || other.DType != DType || !DType.IsFloat())
        {
            throw new ArgumentException(
                $"Update: the tensor is {DType} {Shape} and '{name}' is {other.DType} {other.Shape}; " +
                "expected one shape and one floating-point type.",
                name);
        }
    }
}
