namespace Autograd.Core;

/// <summary>
/// How many positions a convolution adds before and behind each axis of its input: a number for all axes, a pair (height, width), or
/// <see cref="Same"/>. A number and a pair become one by themselves.
/// </summary>
/// <example><code>x.Conv2d(weight, padding: (1, 2))</code></example>
public readonly record struct Padding
{
    private Padding(Size2d size, bool isSame) => (Size, IsSame) = (size, isSame);

    /// <summary>
    /// As many as give the output the input's size at a stride of 1: dilation · (kernel − 1) in all, and the odd one, if any, behind.
    /// </summary>
    public static Padding Same { get; } = new(default, true);

    /// <summary>How many on each side; none for <see cref="Same"/>.</summary>
    public Size2d Size { get; }

    /// <summary>Whether it is <see cref="Same"/>.</summary>
    public bool IsSame { get; }

    /// <summary>The same on each side of every axis.</summary>
    public static implicit operator Padding(int size) => new(size, false);

    /// <summary>A number for each axis.</summary>
    public static implicit operator Padding((int Height, int Width) size) => new(size, false);

    /// <summary>A number for each axis.</summary>
    public static implicit operator Padding(Size2d size) => new(size, false);

    // Of the only axis of an op of one dimension: a pair of two numbers is none.
    internal Padding OfOne(string op) => IsSame ? this : Size.Height == Size.Width
        ? ConvolutionSettings.OfOne(Size.Width, neutral: 0)
        : throw new ArgumentException(
            $"{op}: padding is {Shape.List([Size.Height, Size.Width])}; expected one number, for there is one axis.");

    /// <summary>The numbers, or the word.</summary>
    public override string ToString() => IsSame ? "same" : $"{Size}";
}
