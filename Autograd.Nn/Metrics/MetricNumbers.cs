using System.Numerics;
using Autograd.Core;

namespace Autograd.Nn;

/// <summary>The elements of a tensor of any type as double-precision numbers.</summary>
internal static class MetricNumbers
{
    public static void Read(Tensor from, Span<double> to) => DTypes.Run(new Kernel(from, to), from.DType);

    private readonly ref struct Kernel(ArrayView from, Span<double> to) : INumberKernel
    {
        private readonly Span<double> _to = to;

        public void Run<T>() where T : unmanaged, INumber<T>
        {
            ReadOnlySpan<T> numbers = from.Numbers<T>();
            for (int i = 0; i < numbers.Length; i++)
            {
                _to[i] = double.CreateTruncating(numbers[i]);
            }
        }
    }
}
