using System.Numerics;
using Autograd.Core;

namespace Autograd.Nn;

/// <summary>What the mean of a loss over classes divides by.</summary>
internal static class ClassDivisor
{
    /// <summary>The sum of the weights of the targets that are not ignored; of distributions their number.</summary>
    /// <param name="op">The op that an error names.</param>
    /// <param name="input">The scores.</param>
    /// <param name="target">The classes, or the distributions.</param>
    /// <param name="weight">The weight of each class, or null for 1.</param>
    /// <param name="ignoreIndex">The target that counts for nothing.</param>
    public static double? Of(string op, Tensor input, Tensor target, Tensor? weight, int ignoreIndex)
    {
        if (target.DType.IsFloat())
        {
            return input.Rank < 2 ? 1 : (double)input.Count / Math.Max(1, input.Shape[1]);
        }

        var targets = new ClassTargets(op, weight is null ? [input, target] : [input, target, weight], ignoreIndex);
        if (weight is null)
        {
            return targets.WantedCount;
        }

        targets.ExpectClasses();
        double total = 0;
        DTypes.Run(new Total(targets, weight, ref total), weight.DType);
        return total;
    }

    private readonly ref struct Total(ClassTargets targets, Tensor weight, ref double total) : INumberKernel
    {
        private readonly ref double _total = ref total;

        public void Run<T>() where T : unmanaged, INumber<T> => _total = targets.TotalWeight(weight.AsSpan<T>());
    }
}
