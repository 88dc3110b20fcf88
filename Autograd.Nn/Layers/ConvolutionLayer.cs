using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// What convolutions and transposed ones of one dimension and two have in common: weights, biases, and channels in groups. Weights are
/// drawn as by <see cref="KaimingNormal"/>, their fan-in the number of products in an element of the output; biases start at 0. PyTorch's
/// first values of both are evenly spread up to the root of what it takes for the fan-in.
/// </summary>
public abstract class ConvolutionLayer : Layer
{
    private readonly Op _op;
    private readonly ConvolutionSettings _settings;
    private readonly int[] _kernel;

    private protected ConvolutionLayer(
        ConvolutionSettings settings, int inChannels, int outChannels, int[] kernel, bool bias, Initializer? weightInitializer,
        Initializer? biasInitializer)
    {
        string name = GetType().Name;
        Expect.AtLeast(1, inChannels, name);
        Expect.AtLeast(1, outChannels, name);
        Expect.AtLeast(1, kernel.Min(), name, "kernelSize");
        int groups = ExpectGroups(settings.Groups, inChannels, outChannels, name);
        Expect.Fits(name, (nameof(inChannels), inChannels / groups), (nameof(outChannels), outChannels), ("kernelSize", kernel[0]),
            ("kernelSize", kernel.Length > 1 ? kernel[1] : 1));
        (_op, _settings, _kernel) = (ConvolutionOp.Of(settings), settings, kernel);
        (Groups, InChannels, OutChannels) = (groups, inChannels, outChannels);
        Shape shape = settings.IsTransposed ? [inChannels, outChannels / groups, .. kernel] : [outChannels, inChannels / groups, .. kernel];
        Initializer pyTorch = FanInUniform.Of(shape.Count / shape[0]);
        Weight = new Parameter(shape, weightInitializer ?? Kaiming(settings, shape), pyTorchInitializer: weightInitializer ?? pyTorch);
        Bias = !bias ? null : new Parameter(
            [outChannels], biasInitializer ?? new Constant(0), decays: false, pyTorchInitializer: biasInitializer ?? pyTorch);
    }

    /// <summary>
    /// The weights, of shape [out, in / groups, kernel size], of a transposed convolution of shape [in, out / groups, kernel size].
    /// </summary>
    public Parameter Weight { get; private init => field = Register(value); }

    /// <summary>The biases, of shape [out], or null.</summary>
    public Parameter? Bias { get; private init => field = Register(value); }

    /// <summary>The channels of the input.</summary>
    public int InChannels { get; }

    /// <summary>The channels of the output.</summary>
    public int OutChannels { get; }

    /// <summary>Into how many groups the channels are divided, each convolved by itself.</summary>
    public int Groups { get; }

    /// <inheritdoc/>
    protected sealed override Tensor Compute(Tensor input) =>
        Bias is null ? _op.Apply(input, Weight.Value) : _op.Apply(input, Weight.Value, Bias.Value);

    /// <inheritdoc/>
    protected sealed override string Describe()
    {
        string padding = _settings.Padding.IsSame ? $", padding {_settings.Padding}" : Unless(0, "padding", _settings.Padding.Size);
        return $"{GetType().Name}({InChannels} → {OutChannels}, {Text(new(_kernel[0], _kernel[^1]))}" +
            $"{Unless(1, "stride", _settings.Stride)}{padding}" +
            $"{Unless(0, "output padding", _settings.OutputPadding)}{Unless(1, "dilation", _settings.Dilation)}" +
            $"{(Groups > 1 ? $", {Groups} groups" : "")}{(Bias is null ? ", no bias" : "")})";

        // Of one dimension only the last number counts.
        string Text(Size2d size) => size.Height == size.Width || _settings.Dimensions == 1 ? $"{size.Width}" : $"{size}";

        string Unless(int usual, string name, Size2d size) => Text(size) == $"{usual}" ? "" : $", {name} {Text(size)}";
    }

    private static int ExpectGroups(int groups, int inChannels, int outChannels, string layer) =>
        inChannels % Expect.AtLeast(1, groups, layer) == 0 && outChannels % groups == 0 ? groups : throw new ArgumentException(
            FormattableString.Invariant(
                $"{layer}: groups is {groups}, inChannels {inChannels} and outChannels {outChannels}; expected groups to divide both."),
            nameof(groups));

    // An element of a transposed convolution's output gets a stride-th of the kernel along each axis, of every channel of its group.
    private static Initializer Kaiming(ConvolutionSettings settings, Shape shape)
    {
        if (!settings.IsTransposed)
        {
            return new KaimingNormal();
        }

        double stride = (double)settings.Stride.Height * settings.Stride.Width, kernel = shape.Count / (shape[0] * shape[1]);
        return new FanInNormal(shape[0] / settings.Groups * Math.Max(1, kernel / stride));
    }
}
