namespace Autograd.Core;

/// <summary>The largest element of each window, fixed or spread.</summary>
internal sealed class MaxPoolOp(string name, PoolingGeometry geometry, params ReadOnlySpan<OpValue> attributes) : Op(name, attributes)
{
    public const int DefaultDilation = 1;

    public const string Derivative = @"\frac{\partial}{\partial x_i} = \sum_j \frac{\partial}{\partial y_j} " +
        @"\text{ over the windows } j \text{ whose largest element, the first of those that tie, is } x_i";

    // The taps of a window are told apart by numbers of the tensor's own type.
    private const int MostTaps = 1 << 24;

    public static MaxPoolOp Make(
        string name, int axes, int[] kernelSize, int[] stride, int[] padding, int[] dilation, bool ceilMode) => new(
        name, new FixedPooling(name, axes, kernelSize, stride, padding, dilation, ceilMode), PoolingGeometry.Value(kernelSize),
        PoolingGeometry.Value(stride), PoolingGeometry.Value(padding), PoolingGeometry.Value(dilation), ceilMode);

    protected override Tensor Forward(OpCall call)
    {
        ReadOnlySpan<Tensor> inputs = call.Inputs;
        ExpectInputs(inputs, 1);
        ExpectFloats(inputs);
        Tensor x = inputs[0];
        PoolingWindows windows = geometry.On(x.Shape);
        if ((long)windows.Vertical.Kernel * windows.Horizontal.Kernel > MostTaps)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"{Name}: a window of {windows.Vertical.Kernel} by {windows.Horizontal.Kernel} has more than {MostTaps} elements; ") +
                "expected no more. Take the Max over whole axes.");
        }

        Tensor output = Result(geometry.Output(x.Shape, windows), x.DType);
        Tensor? taps = call.IsRecorded ? Result(output.Shape, x.DType) : null;
        MaxPooling.Run(x, windows, output, taps);
        if (taps is not null)
        {
            call.Keep(taps);
        }

        return output;
    }

    protected override void Differentiate(Pullback call)
    {
        Tensor x = call.Inputs[0], taps = call.Kept[0];
        PoolingWindows windows = geometry.On(x.Shape);
        if (call.IsRecording)
        {
            // A window without elements gives its gradient to one that is cut off.
            int planes = x.Count / windows.Input;
            Tensor places = Result([planes, windows.Output], DType.Int64);
            MaxPooling.Places(taps, windows, places);
            call.Set(0, Tensor.Zeros([planes, windows.Input + 1], x.DType)
                .ScatterAdd(1, places, call.Upstream.Reshape(planes, windows.Output)).Slice(1, ..windows.Input).Reshape(x.Shape));
        }
        else if (call.Destination(0) is { } gradient)
        {
            MaxPooling.RunBackward(call.Upstream, taps, windows, gradient);
        }
    }

    public static OpDefinition Define(string name, int axes, string formula, OpExample example) => new()
    {
        Name = name,
        Category = OpCategory.Windows,
        Formula = formula,
        Source = "Yamaguchi et al., A neural network for speaker-independent isolated word recognition, 1990",
        Derivative = Derivative,
        Usage =
            "Keeps the strongest answer of each neighbourhood, whose exact place then matters less, and makes what follows cheaper. " +
            "Only that element learns. Where all should, take the average; where the network is to choose, a strided convolution.",
        Example = example,
        Parameters =
        [
            .. PoolingEvidence.Parameters(axes),
            new("dilation", PoolingEvidence.Last(axes, DefaultDilation, DefaultDilation), "From one element of a window to the next."),
            PoolingEvidence.CeilMode,
        ],
        Make = a => Make(name, axes, PoolingGeometry.Numbers(a, "kernelSize", axes), PoolingGeometry.Numbers(a, "stride", axes),
            PoolingGeometry.Numbers(a, "padding", axes), PoolingGeometry.Numbers(a, "dilation", axes), a.Flag("ceilMode")),
        Samples =
        [
            .. PoolingEvidence.Samples(axes),
            PoolingEvidence.Sample(axes, "dilated", [2, 1, 6, 7], [2, 3], [1, 2],
                new() { ["dilation"] = PoolingEvidence.Last(axes, 2, 2) }, [1, 1]),
        ],
        Kink = Kinks.WhereEqual,
        Errors =
        [
            .. PoolingEvidence.Errors(name, axes),
            new($"{name}: dilation is {PoolingEvidence.Last(axes, 0, 0)}; expected ", () => [Tensor.Ones([1, 2, 3])],
                new() { ["dilation"] = PoolingEvidence.Last(axes, 0, 0) }),
        ],
    };
}
