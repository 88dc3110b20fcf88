using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>Where the windows of a pooling over the last axis, or the last two, lie on an input, and what it must be for that.</summary>
internal abstract class PoolingGeometry(string op, int axes)
{
    protected string Op => op;

    /// <summary>The windows on an input of a shape.</summary>
    public PoolingWindows On(Shape shape) => shape.Rank == axes + 1 || shape.Rank == axes + 2
        ? new(axes == 1 ? WindowAxis.None : Along(shape, ^2), Along(shape, ^1))
        : throw NotPlanes(shape);

    /// <summary>The shape of the result for an input of a shape.</summary>
    public Shape Output(Shape shape, in PoolingWindows windows)
    {
        shape = shape.With(shape.Rank - 1, windows.Horizontal.Count, op);
        return axes == 1 ? shape : shape.With(shape.Rank - 2, windows.Vertical.Count, op);
    }

    /// <summary>The windows along one axis; an attribute's number for it stands at the same index.</summary>
    protected abstract WindowAxis Windows(Shape shape, Index axis);

    /// <summary>The numbers of an attribute: of one axis a number, of two a list.</summary>
    public static OpValue Value(params int[] numbers) => numbers switch
    {
        [] => default,
        [int number] => number,
        _ => numbers,
    };

    /// <summary>The same, back.</summary>
    public static int[] Numbers(OpAttributes attributes, string name, int axes) => attributes[name] == default
        ? []
        : axes == 1 ? [attributes.Integer(name)] : attributes.List(name);

    public static int[] Numbers(Size2d? size) => size is { } numbers ? [numbers.Height, numbers.Width] : [];

    /// <summary>Throws unless there is a number for each axis, none too small, or, where that is allowed, no number at all.</summary>
    protected int[] Expected(
        int[] numbers, int least, bool mayBeNone = false, [CallerArgumentExpression(nameof(numbers))] string name = "") =>
        (numbers.Length == axes || (mayBeNone && numbers.Length == 0)) && !Array.Exists(numbers, number => number < least)
            ? numbers
            : throw new ArgumentException(FormattableString.Invariant(
                $"{op}: {name} is {Value(numbers)}; expected {(axes == 1 ? "a number" : "two numbers")} of {least} or more."), name);

    private WindowAxis Along(Shape shape, Index axis) => shape[axis] > 0 ? Windows(shape, axis) : throw NotPlanes(shape);

    private ArgumentException NotPlanes(Shape shape) => new(
        $"{op}: the input is {shape}; expected " + (axes == 1
            ? "[batch, channels, length] or [channels, length], with a length of 1 or more."
            : "[batch, channels, height, width] or [channels, height, width], with a height and a width of 1 or more."));
}
