namespace Autograd.Core;

/// <summary>
/// What a convolution is set to, in one dimension or two, and what it makes of shapes: its geometry, or a message that says what does not
/// fit. In one dimension everything along the height is neutral.
/// </summary>
internal sealed partial record ConvolutionSettings
{
    public required int Dimensions { get; init; }

    public bool IsTransposed { get; init; }

    public required Size2d Stride { get; init; }

    public required Padding Padding { get; init; }

    public required Size2d Dilation { get; init; }

    public required int Groups { get; init; }

    public Size2d OutputPadding { get; init; }

    public PaddingMode Mode { get; init; }

    public string Name => (IsTransposed, Dimensions) switch
    {
        (false, 1) => "conv1d",
        (false, _) => "conv2d",
        (true, 1) => "conv_transpose1d",
        (true, _) => "conv_transpose2d",
    };

    /// <summary>The values of the op's attributes, in the order of <see cref="Parameters"/>.</summary>
    public OpValue[] Values => IsTransposed
        ? [Value(Stride), Value(Padding), Value(OutputPadding), Groups, Value(Dilation)]
        : [Value(Stride), Value(Padding), Value(Dilation), Groups, Mode.Word()];

    public static IReadOnlyList<OpParameter> Parameters(int dimensions, bool isTransposed)
    {
        OpValue one = dimensions == 1 ? 1 : new[] { 1, 1 }, none = dimensions == 1 ? 0 : new[] { 0, 0 };
        string each = dimensions == 1 ? "" : ", down and across";
        OpParameter stride = new("stride", one, isTransposed
            ? $"How far apart the input's elements are laid in the output{each}."
            : $"How far each window is from the next{each}.");
        OpParameter dilation = new("dilation", one, $"How far apart the taps of the kernel are{each}.");
        OpParameter groups = new("groups", 1, "Into how many groups the channels are divided, each convolved by itself.");
        return isTransposed
            ?
            [
                stride,
                new("padding", none, $"How many positions are cut off each side of the output{each}."),
                new("outputPadding", none, $"How many positions are added behind the output{each}, less than the stride or the dilation."),
                groups,
                dilation,
            ]
            :
            [
                stride,
                new("padding", none,
                    $"How many positions are added to each side of the input{each}; \"same\" for as many as keep its size."),
                dilation,
                groups,
                PaddingModes.Parameter,
            ];
    }

    public static ConvolutionSettings Of(OpAttributes attributes, int dimensions, bool isTransposed)
    {
        var settings = new ConvolutionSettings
        {
            Dimensions = dimensions,
            IsTransposed = isTransposed,
            Stride = default,
            Padding = default,
            Dilation = default,
            Groups = attributes.Integer("groups"),
        };
        bool isSame = !isTransposed && attributes["padding"].Value is string;
        if (isSame && attributes.Word("padding") != "same")
        {
            throw new ArgumentException(
                $"{settings.Name}: the attribute 'padding' is \"{attributes.Word("padding")}\"; expected \"same\" or numbers.",
                nameof(attributes));
        }

        return settings with
        {
            Stride = Size(attributes, "stride", 1, dimensions, settings.Name),
            Padding = isSame ? Padding.Same : Size(attributes, "padding", 0, dimensions, settings.Name),
            Dilation = Size(attributes, "dilation", 1, dimensions, settings.Name),
            OutputPadding = isTransposed ? Size(attributes, "outputPadding", 0, dimensions, settings.Name) : default,
            Mode = isTransposed ? default : PaddingModes.Of(attributes.Word("paddingMode"), settings.Name, "paddingMode"),
        };
    }

    /// <summary>The same, once it is known that the numbers make sense by themselves.</summary>
    public ConvolutionSettings Checked()
    {
        ExpectAtLeast(1, Stride, "stride");
        ExpectAtLeast(0, Padding.Size, "padding");
        ExpectAtLeast(1, Dilation, "dilation");
        Expect.AtLeast(1, Groups, Name, "groups");
        Expect.Member(Mode, Name, "paddingMode");
        if (Padding.IsSame && Stride != new Size2d(1, 1))
        {
            throw new ArgumentException(
                $"{Name}: padding is 'same' and stride {Text(Stride)}; expected a stride of 1, or the padding as numbers.", "padding");
        }

        if (IsTransposed)
        {
            ExpectAtLeast(0, OutputPadding, "outputPadding");
            ExpectOutputPadding(OutputPadding.Height, Stride.Height, Dilation.Height);
            ExpectOutputPadding(OutputPadding.Width, Stride.Width, Dilation.Width);
        }

        return this;
    }

    private static OpValue Value(Size2d size, int dimensions) => dimensions == 1 ? size.Width : new[] { size.Height, size.Width };

    private OpValue Value(Size2d size) => Value(size, Dimensions);

    private OpValue Value(Padding padding) => padding.IsSame ? "same" : Value(padding.Size);

    private static Size2d Size(OpAttributes attributes, string name, int neutral, int dimensions, string op)
    {
        if (dimensions == 1)
        {
            return OfOne(attributes.Integer(name), neutral);
        }

        return attributes.List(name) is [int height, int width]
            ? new(height, width)
            : throw new ArgumentException(
                $"{op}: the attribute '{name}' is {attributes[name]}; expected two numbers, down and across.", name);
    }

    /// <summary>A number of the only axis there is, where along the height nothing happens.</summary>
    public static Size2d OfOne(int number, int neutral) => new(neutral, number);

    private void ExpectAtLeast(int least, Size2d size, string attribute)
    {
        if (Dimensions == 2 && (size.Height < least || size.Width < least))
        {
            throw new ArgumentOutOfRangeException(
                attribute, FormattableString.Invariant($"{Name}: {attribute} is {Text(size)}; expected {least} or more."));
        }

        Expect.AtLeast(least, size.Width, Name, attribute);
    }

    private void ExpectOutputPadding(int padding, int stride, int dilation)
    {
        if (padding >= Math.Max(stride, dilation) && padding > 0)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"{Name}: outputPadding is {padding}; expected less than the stride, {stride}, or the dilation, {dilation}."));
        }
    }

    private string Text(Size2d size) => $"{Value(size)}";
}
