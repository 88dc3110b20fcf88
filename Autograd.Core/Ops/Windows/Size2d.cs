namespace Autograd.Core;

/// <summary>
/// Two sizes, one for each axis of an image: of a window, its steps or its gaps. A number stands for both, and a pair for itself:
/// <c>x.MaxPool2d(2)</c>, <c>x.MaxPool2d((2, 3))</c>.
/// </summary>
/// <param name="Height">The size along the last axis but one.</param>
/// <param name="Width">The size along the last axis.</param>
public readonly record struct Size2d(int Height, int Width)
{
    /// <summary>The same size along both axes.</summary>
    public static implicit operator Size2d(int size) => new(size, size);

    /// <summary>Height and width.</summary>
    public static implicit operator Size2d((int Height, int Width) sizes) => new(sizes.Height, sizes.Width);

    /// <summary>As one writes it: (height, width).</summary>
    public override string ToString() => FormattableString.Invariant($"({Height}, {Width})");
}
