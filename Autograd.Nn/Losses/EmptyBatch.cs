using Autograd.Core;

namespace Autograd.Nn;

/// <summary>The mean of nothing is NaN, which would spoil every parameter in silence.</summary>
internal static class EmptyBatch
{
    public static void Refuse(Module loss, Reduction reduction, Tensor input)
    {
        if (input.Count == 0 && (reduction is Reduction.Mean or Reduction.BatchMean))
        {
            throw new ArgumentException(
                $"{loss.GetType().Name}: the input is {input.Shape}, " +
                $"{(input.Shape[0] == 0 ? "a batch of no rows" : "rows of no elements")}, whose mean is NaN. Skip it, or take the sum.",
                nameof(input));
        }
    }
}
