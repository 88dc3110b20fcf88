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
    /// others lies behind it in their order; it is packed where the tensors are.
    /// </param>
    /// <param name="second">What it keeps second.</param>
    /// <param name="third">What it keeps third.</param>
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
        foreach (Tensor tensor in tensors)
        {
            tensor.ExpectWritable(nameof(Update));
        }

        TracedCall.Add(nameof(Update), tensors, tensors);
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
            bool isPadded = last.IsPacked && gradients[end - 1].IsPacked;
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
}
