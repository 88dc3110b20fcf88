namespace Autograd.Core;

/// <summary>
/// Convolution with zeros as padding, or its transpose, in one dimension or two. Of a transposed one the output is the image that the
/// windows of its input read.
/// </summary>
internal sealed class ConvolutionOp(ConvolutionSettings settings) : Op(settings.Checked().Name, settings.Values)
{
    /// <summary>The op for settings: a convolution, after a padding where that is no zeros.</summary>
    public static Op Of(ConvolutionSettings settings) =>
        settings.Mode == PaddingMode.Zeros ? new ConvolutionOp(settings) : new PaddedConvolutionOp(settings);

    public static Tensor Apply(ConvolutionSettings settings, Tensor x, Tensor weight, Tensor? bias)
    {
        Op op = Of(settings);
        return bias is null ? op.Apply(x, weight) : op.Apply(x, weight, bias);
    }

    protected override Tensor Forward(OpCall call)
    {
        ReadOnlySpan<Tensor> inputs = call.Inputs;
        ExpectInputs(inputs, inputs.Length == 3 ? 3 : 2);
        ExpectFloats(inputs);
        Tensor x = inputs[0], w = inputs[1];
        Tensor? bias = inputs.Length == 3 ? inputs[2] : null;
        ConvolutionGeometry geometry = settings.Geometry(x.Shape, w.Shape, bias?.Shape, out Shape shape);
        Tensor y = Result(shape, x.DType);
        if (settings.IsTransposed)
        {
            Convolution.Transposed(in geometry, x, w, bias, y);
        }
        else
        {
            Convolution.Run(in geometry, x, w, bias, y);
        }

        return y;
    }

    protected override void Differentiate(Pullback call)
    {
        Tensor x = call.Inputs[0], w = call.Inputs[1], upstream = call.Upstream;
        ConvolutionGeometry geometry = settings.Geometry(x.Shape, w.Shape, null, out _);
        if (call.IsRecording)
        {
            Record(call, geometry);
            return;
        }

        if (call.Destination(0) is { } dx)
        {
            if (settings.IsTransposed)
            {
                Convolution.Run(in geometry, upstream, w, default, dx);
            }
            else
            {
                Convolution.Transposed(in geometry, upstream, w, default, dx);
            }
        }

        if (call.Destination(1) is { } dw)
        {
            (Tensor image, Tensor result) = settings.IsTransposed ? (upstream, x) : (x, upstream);
            Convolution.ByWeight(in geometry, image, result, dw);
        }

        if (call.Inputs.Length == 3 && call.Destination(2) is { } db)
        {
            Convolution.SumChannels(geometry.Batch, db.Count, upstream, db);
        }
    }

    private void Record(Pullback call, ConvolutionGeometry geometry)
    {
        Tensor x = call.Inputs[0], w = call.Inputs[1], upstream = call.Upstream;
        (Tensor image, Tensor result) = settings.IsTransposed ? (upstream, x) : (x, upstream);
        var parts = new ConvolutionParts(Name, geometry, image.Shape, w.Shape, result.Shape);
        if (call.Needs(0))
        {
            call.Set(0, settings.IsTransposed ? parts.Result(image, w) : parts.Image(w, result));
        }

        if (call.Needs(1))
        {
            call.Set(1, parts.Weight(image, result));
        }

        if (call.Inputs.Length == 3 && call.Needs(2))
        {
            int positions = settings.IsTransposed ? geometry.Image : geometry.Windows;
            call.Set(2, upstream.Reshape(geometry.Batch, call.Inputs[2].Count, positions).Sum([0, 2]));
        }
    }
}

/// <summary>Convolution of an input that is padded by other numbers than zeros before.</summary>
internal sealed class PaddedConvolutionOp(ConvolutionSettings settings) : ComposedOp(settings.Checked().Name, settings.Values)
{
    protected override Tensor Compose(ReadOnlySpan<Tensor> inputs)
    {
        ExpectInputs(inputs, inputs.Length == 3 ? 3 : 2);
        ExpectFloats(inputs);
        Tensor x = inputs[0], w = inputs[1];
        ConvolutionGeometry geometry = settings.Geometry(x.Shape, w.Shape, inputs.Length == 3 ? inputs[2].Shape : null, out _);
        int[] before = new int[x.Rank], after = new int[x.Rank];
        if (settings.Dimensions == 2)
        {
            (before[^2], after[^2]) = Around(geometry.Vertical);
        }

        (before[^1], after[^1]) = Around(geometry.Horizontal);
        Tensor padded = PaddedOp.Pad(x, before, after, settings.Mode, Name);
        Op convolution = new ConvolutionOp(settings with { Padding = 0, Mode = PaddingMode.Zeros });
        return inputs.Length == 3 ? convolution.Apply(padded, w, inputs[2]) : convolution.Apply(padded, w);
    }

    // More than any tensor has is refused where the padded shape is made.
    private (int Before, int After) Around(WindowAxis axis) => settings.Padding.IsSame
        ? (axis.Before, (int)Math.Min(int.MaxValue, ((long)axis.Dilation * (axis.Kernel - 1)) - axis.Before))
        : (axis.Before, axis.Before);
}
