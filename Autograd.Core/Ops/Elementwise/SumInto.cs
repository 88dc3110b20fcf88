namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>
    /// target = factor · (a + b) for each of some tensors, or target += that, in place and unrecorded. Neighbours in memory
    /// (<see cref="Pack"/>) are changed in one loop.
    /// </summary>
    /// <param name="targets">What changes.</param>
    /// <param name="a">The addends, each of its target's shape and type.</param>
    /// <param name="b">The second ones; none for a alone.</param>
    /// <param name="factor">What the sum is multiplied by.</param>
    /// <param name="adds">Whether it is added to the target, and does not replace it.</param>
    internal static void SumInto(
        ReadOnlySpan<Tensor> targets, ReadOnlySpan<Tensor> a, ReadOnlySpan<Tensor> b, Coefficient factor, bool adds)
    {
        for (int start = 0, end; start < targets.Length; start = end)
        {
            int size = targets[start].DType.Size(), room = 0;
            targets[start].Changed();
            for (end = start + 1; end < targets.Length && IsNext(targets, end) && IsNext(a, end) && (b.IsEmpty || IsNext(b, end)); end++)
            {
                room += targets[end - 1].Room;
                targets[end].Changed();
            }

            // Padding between them is zero in all, and stays so.
            int length = (room / size) + targets[end - 1].Count;
            Elementwise.Sum(targets[start], a[start], b.IsEmpty ? default(ArrayView) : b[start], factor, adds, length);
        }

        static bool IsNext(ReadOnlySpan<Tensor> tensors, int i) => tensors[i - 1].IsBefore(tensors[i]);
    }
}
