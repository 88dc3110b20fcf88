namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>The sum of the squares of all elements of tensors, in double precision. Neighbours in memory are one loop.</summary>
    internal static double SumOfSquares(ReadOnlySpan<Tensor> tensors)
    {
        double sum = 0;
        for (int start = 0; start < tensors.Length;)
        {
            Tensor head = tensors[start];
            sum += Norms.SumOfSquares(head, Neighbours(tensors, ref start));
        }

        return sum;
    }

    /// <summary>The sum of (|x| · scale)ᵖ over all elements of tensors.</summary>
    internal static double SumOfPowers(ReadOnlySpan<Tensor> tensors, double scale, double p)
    {
        double sum = 0;
        for (int start = 0; start < tensors.Length;)
        {
            Tensor head = tensors[start];
            sum += Norms.SumOfPowers(head, Neighbours(tensors, ref start), scale, p);
        }

        return sum;
    }

    /// <summary>The largest magnitude of all elements of tensors, 0 without any; NaN where there is one.</summary>
    internal static double LargestMagnitude(ReadOnlySpan<Tensor> tensors)
    {
        double largest = 0;
        for (int start = 0; start < tensors.Length;)
        {
            Tensor head = tensors[start];
            largest = Math.Max(largest, Norms.Largest(head, Neighbours(tensors, ref start)));
        }

        return largest;
    }

    // How many elements there are from one tensor on up to the last of its neighbours, with the zeros in between.
    private static int Neighbours(ReadOnlySpan<Tensor> tensors, ref int start)
    {
        Tensor last = tensors[start++];
        int room = 0;
        for (; start < tensors.Length && last.IsBefore(tensors[start]); start++)
        {
            room += last._buffer.Room;
            last = tensors[start];
        }

        return (room / last.DType.Size()) + last.Count;
    }
}
