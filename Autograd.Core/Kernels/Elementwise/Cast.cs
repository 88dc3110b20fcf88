using System.Numerics;

namespace Autograd.Core;

/// <summary>Copies numbers into elements of another type.</summary>
internal static class Cast
{
    public static void Run(in ArrayView x, in ArrayView result) => DTypes.Run(new From(x, result), x.DType);

    private readonly struct From(ArrayView x, ArrayView result) : INumberKernel
    {
        public void Run<T>() where T : unmanaged, INumber<T> => DTypes.Run(new Into<T>(x, result), result.DType);
    }

    private readonly struct Into<N>(ArrayView x, ArrayView result) : INumberKernel where N : unmanaged, INumber<N>
    {
        public void Run<T>() where T : unmanaged, INumber<T>
        {
            ReadOnlySpan<N> from = x.Numbers<N>();
            Span<T> to = result.Numbers<T>();
            bool isFloat = result.DType.IsFloat(), isInteger = result.DType.IsInteger();
            for (int i = 0; i < to.Length; i++)
            {
                to[i] = isFloat ? T.CreateTruncating(from[i])
                    : isInteger ? Whole<T>(from[i])
                    : N.IsZero(from[i]) ? T.Zero : T.One;
            }
        }

        private T Whole<T>(N number) where T : INumber<T>
        {
            try
            {
                return T.CreateChecked(number);
            }
            catch (OverflowException)
            {
                throw new ArgumentException(FormattableString.Invariant($"to: the number {number} does not fit into {result.DType}."));
            }
        }
    }
}
