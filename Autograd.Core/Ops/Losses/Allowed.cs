using System.Numerics;

namespace Autograd.Core;

/// <summary>The numbers that a loss takes.</summary>
internal interface IAllowed
{
    static abstract string Expected { get; }

    static abstract bool Includes(double number);
}

/// <summary>What losses take, of which <see cref="Expect.Values"/> refuses the rest.</summary>
internal static class Allowed
{
    /// <summary>1 for one class or a pair that belongs together, -1 for the other.</summary>
    public readonly struct Signs : IAllowed
    {
        public static string Expected => "1 or -1";

        public static bool Includes(double number) => number is 1 or -1;
    }

    /// <summary>Probabilities. NaN passes, and shows in the loss.</summary>
    public readonly struct Probabilities : IAllowed
    {
        public static string Expected => "0 to 1";

        public static bool Includes(double number) => !(number < 0 || number > 1);
    }

    /// <summary>Variances. NaN passes, and shows in the loss.</summary>
    public readonly struct NotNegative : IAllowed
    {
        public static string Expected => "0 or more";

        public static bool Includes(double number) => !(number < 0);
    }
}

internal static partial class Expect
{
    /// <summary>Refuses numbers in an input by position and value.</summary>
    public static void Values<A>(Op op, string name, Tensor tensor) where A : struct, IAllowed =>
        DTypes.Run(new Kernel<A>(op.Name, name, tensor), tensor.DType);

    private readonly struct Kernel<A>(string op, string name, ArrayView values) : INumberKernel where A : struct, IAllowed
    {
        public void Run<T>() where T : unmanaged, INumber<T>
        {
            ReadOnlySpan<T> numbers = values.Numbers<T>();
            for (int i = 0; i < numbers.Length; i++)
            {
                if (!A.Includes(double.CreateTruncating(numbers[i])))
                {
                    throw new ArgumentException(FormattableString.Invariant(
                        $"{op}: the {name} at {values.Shape.Position(i)} is {numbers[i]}; expected {A.Expected}."));
                }
            }
        }
    }
}
