using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>
    /// A tensor of the shape and the elements of a rectangular array of any rank, such as <c>float[,]</c>. The elements are copied.
    /// </summary>
    /// <param name="values">An array of float, double, long, bool or int (which becomes Int64).</param>
    /// <exception cref="ArgumentException">The array is jagged (an array of arrays), or its elements are of another type.</exception>
    /// <example><code>Tensor x = Tensor.From(new[,] { { 1f, 2f }, { 3f, 4f } });</code></example>
    [OverloadResolutionPriority(-1)] // An array of one axis is a span first, so that its shape can be given.
    public static Tensor From(Array values)
    {
        ArgumentNullException.ThrowIfNull(values);
        Shape shape = Shape.Of([.. Enumerable.Range(0, values.Rank).Select(values.GetLength)]);
        Type? element = values.GetType().GetElementType();
        return element == typeof(float) ? Copy(Flat<float>(values), shape)
            : element == typeof(double) ? Copy(Flat<double>(values), shape)
            : element == typeof(long) ? Copy(Flat<long>(values), shape)
            : element == typeof(bool) ? Copy(Flat<bool>(values), shape)
            : element == typeof(int) ? From(Flat<int>(values), shape)
            : throw Unfit(values, element);
    }

    private static ReadOnlySpan<T> Flat<T>(Array values) where T : unmanaged =>
        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(values)), values.Length);

    private static ArgumentException Unfit(Array values, Type? element) => element is { IsArray: true }
        ? new ArgumentException(
            "From: the array is jagged (an array of arrays), so its rows may differ in length. Use a rectangular one, as in new " +
                "float[,] { { 1, 2 }, { 3, 4 } }, or flat elements and a shape.",
            nameof(values))
        : new ArgumentException($"From: a tensor cannot hold {element?.Name}; expected an array of float, double, long, int or bool.",
            nameof(values));
}
