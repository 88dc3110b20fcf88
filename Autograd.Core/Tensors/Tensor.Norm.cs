namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>
    /// The sum of the squares of all elements of tensors, in double precision: tensor by tensor, for its last bits must not depend on where
    /// they lie in memory.
    /// </summary>
    internal static double SumOfSquares(ReadOnlySpan<Tensor> tensors)
    {
        double sum = 0;
        foreach (Tensor tensor in tensors)
        {
            sum += Norms.SumOfSquares(tensor, tensor.Count);
        }

        return sum;
    }

    /// <summary>The sum of (|x| · scale)ᵖ over all elements of tensors, tensor by tensor likewise.</summary>
    internal static double SumOfPowers(ReadOnlySpan<Tensor> tensors, double scale, double p)
    {
        double sum = 0;
        foreach (Tensor tensor in tensors)
        {
            sum += Norms.SumOfPowers(tensor, tensor.Count, scale, p);
        }

        return sum;
    }

    /// <summary>The largest magnitude of all elements of tensors, 0 without any; NaN where there is one.</summary>
    internal static double LargestMagnitude(ReadOnlySpan<Tensor> tensors)
    {
        double largest = 0;
        foreach (Tensor tensor in tensors)
        {
            largest = Math.Max(largest, Norms.Largest(tensor, tensor.Count));
        }

        return largest;
    }
}
