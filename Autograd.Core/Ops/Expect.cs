using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>
/// What ops expect of their attributes, and others of their settings, with messages that name the op, the attribute, what came and what
/// would do.
/// </summary>
internal static partial class Expect
{
    public static double Finite(double value, string op, [CallerArgumentExpression(nameof(value))] string attribute = "") =>
        That(double.IsFinite(value), value, op, "a finite number", attribute);

    public static double Positive(double value, string op, [CallerArgumentExpression(nameof(value))] string attribute = "") =>
        That(double.IsFinite(value) && value > 0, value, op, "a positive number", attribute);

    public static double NotNegative(double value, string op, [CallerArgumentExpression(nameof(value))] string attribute = "") =>
        That(double.IsFinite(value) && value >= 0, value, op, "a number of 0 or more", attribute);

    public static int AtLeast(int least, int value, string op, [CallerArgumentExpression(nameof(value))] string attribute = "") =>
        value >= least ? value : throw new ArgumentOutOfRangeException(
            attribute, FormattableString.Invariant($"{op}: {attribute} is {value}; expected {least} or more."));

    /// <summary>Throws unless a tensor can hold as many elements as sizes multiply to: before anything is made of them.</summary>
    /// <param name="layer">Whose sizes they are.</param>
    /// <param name="dtype">The type of the elements.</param>
    /// <param name="sizes">The sizes and what they are called.</param>
    /// <exception cref="ArgumentOutOfRangeException">It cannot. The largest size is the one that is named.</exception>
    public static void Fits(string layer, DType dtype, params ReadOnlySpan<(string Name, int Size)> sizes)
    {
        int most = TensorBuffer.Largest / dtype.Size();
        long count = 1;
        (string Name, int Size) largest = ("", -1);
        foreach ((string Name, int Size) size in sizes)
        {
            // Once too large it stays so, and unless nothing is there at all; times any size a long still holds it.
            count = Math.Min(count * size.Size, int.MaxValue);
            largest = size.Size > largest.Size ? size : largest;
        }

        if (count > most)
        {
            string[] all = new string[sizes.Length];
            for (int i = 0; i < all.Length; i++)
            {
                all[i] = FormattableString.Invariant($"{sizes[i].Name} ({sizes[i].Size})");
            }

            throw new ArgumentOutOfRangeException(largest.Name, FormattableString.Invariant(
                $"{layer}: {largest.Name} is {largest.Size}, and {string.Join(" · ", all)} elements are more than a tensor of {dtype} ") +
                FormattableString.Invariant($"holds; expected no more than {most}."));
        }
    }

    /// <inheritdoc cref="Fits(string, DType, ReadOnlySpan{ValueTuple{string, int}})"/>
    public static void Fits(string layer, params ReadOnlySpan<(string Name, int Size)> sizes) => Fits(layer, DType.Float32, sizes);

    public static double That(
        bool isAllowed, double value, string op, string expected, [CallerArgumentExpression(nameof(value))] string attribute = "") =>
        isAllowed ? value : throw new ArgumentOutOfRangeException(
            attribute, FormattableString.Invariant($"{op}: {attribute} is {value}; expected {expected}."));

    public static T Member<T>(T value, string op, [CallerArgumentExpression(nameof(value))] string attribute = "") where T : struct, Enum =>
        Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(
            attribute, $"{op}: {attribute} is {value}; expected {string.Join(", ", Enum.GetNames<T>())}.");

    public static void Ordered(double low, double high, string op, string lowName, string highName, bool mayBeEqual = true)
    {
        if (!double.IsFinite(low) || !double.IsFinite(high) || low > high || (low == high && !mayBeEqual))
        {
            throw new ArgumentException(
                FormattableString.Invariant($"{op}: {lowName} is {low} and {highName} is {high}; expected finite numbers with {lowName} ") +
                    $"{(mayBeEqual ? '≤' : '<')} {highName}.",
                lowName);
        }
    }
}
