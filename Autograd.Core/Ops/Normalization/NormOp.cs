namespace Autograd.Core;

/// <summary>
/// An op that standardizes the elements of a tensor group by group, and maps them by a weight and a bias: y = (x − mean) /
/// √(variance + ε) · weight + bias. Which elements belong together is all that distinguishes one from another. Inputs are x and, where
/// there are any, weight, bias, and mean and variance that are given.
/// </summary>
/// <param name="name">The op's name.</param>
/// <param name="moments">Where mean and variance come from; where the number of inputs is five, they are given.</param>
/// <param name="epsilon">What is added to the variance; null for the machine epsilon of the inputs' type.</param>
/// <param name="returnsStatistics">Whether means and biased variances are results too, to be differentiated like the first.</param>
/// <param name="attributes">The values of its attributes.</param>
internal abstract class NormOp(string name, Moments moments, double? epsilon, bool returnsStatistics,
    params ReadOnlySpan<OpValue> attributes) : Op(name, attributes)
{
    public const double DefaultEpsilon = 1e-5;

    /// <summary>Checks the inputs, of whose types and number it is known that they fit, and says how they are cut.</summary>
    protected abstract NormLayout LayoutOf(ReadOnlySpan<Tensor> inputs);

    /// <summary>How many inputs there may be at most.</summary>
    protected virtual int MostInputs => 3;

    protected sealed override Tensor Forward(OpCall call)
    {
        ReadOnlySpan<Tensor> inputs = call.Inputs;
        ExpectInputs(inputs, Math.Clamp(inputs.Length == 4 ? 5 : inputs.Length, 1, MostInputs));
        ExpectFloats(inputs);
        NormLayout layout = LayoutOf(inputs);
        Tensor x = inputs[0], y = Result(x.Shape, x.DType);
        Tensor statistics = Tensor.Result([Standardization.NumbersPerRow * layout.Rows], DType.Float64);
        Standardization of = Of(inputs, layout, statistics);
        if (x.Count == 0)
        {
            statistics.Elements<double>().Fill(double.NaN);
        }
        else
        {
            if (of.Moments == Moments.Given)
            {
                ReadOnlySpan<double> variances = inputs[4].To(DType.Float64).Elements<double>();
                ExpectNoneNegative(variances);
                of.NoteAll(inputs[3].To(DType.Float64).Elements<double>(), variances);
            }

            Normalize.Forward(of, inputs.Length > 2 ? inputs[2] : null, y);
        }

        call.Keep(statistics);
        return returnsStatistics ? call.Return(y, Mean(of, x.DType), Variance(of, x.DType)) : y;
    }

    protected sealed override void Differentiate(Pullback call)
    {
        if (call.IsRecording)
        {
            Record(call);
            return;
        }

        ReadOnlySpan<Tensor> inputs = call.Inputs;
        Tensor x = inputs[0];
        Standardization of = Of(inputs, LayoutOf(inputs), call.Kept[0]);
        bool isGiven = of.Moments == Moments.Given;
        Tensor? byMean = isGiven ? call.Destination(3) : null, byVariance = isGiven ? call.Destination(4) : null;
        if (byMean is not null || byVariance is not null)
        {
            byMean ??= Tensor.Result(inputs[3].Shape, x.DType);
            byVariance ??= Tensor.Result(inputs[4].Shape, x.DType);
        }

        var gradients = new NormGradients
        {
            Upstream = call.Upstreams[0] ?? Tensor.Zeros(x.Shape, x.DType),
            ByMeanUpstream = returnsStatistics ? call.Upstreams[1] : null,
            ByVarianceUpstream = returnsStatistics ? call.Upstreams[2] : null,
            ByX = call.Destination(0),
            ByWeight = inputs.Length > 1 ? call.Destination(1) : null,
            ByBias = inputs.Length > 2 ? call.Destination(2) : null,
            ByMean = byMean,
            ByVariance = byVariance,
        };
        if (x.Count > 0)
        {
            Normalize.Backward(of, gradients);
        }
        else
        {
            foreach (ArrayView gradient in (ReadOnlySpan<ArrayView>)
                [gradients.ByWeight, gradients.ByBias, gradients.ByMean, gradients.ByVariance])
            {
                gradient.Bytes.Clear();
            }
        }
    }

    // The standardized elements come from an op of the same kind, so that there is a derivative of every order.
    private void Record(Pullback call)
    {
        ReadOnlySpan<Tensor> inputs = call.Inputs;
        Tensor x = inputs[0];
        NormLayout layout = LayoutOf(inputs);
        bool isGiven = inputs.Length == 5;
        Shape all = [layout.Outer, layout.Groups, layout.Channels, layout.Inner], ofParameters = [1, layout.Groups, layout.Channels, 1],
            ofRows = [layout.IsAcross ? 1 : layout.Outer, layout.Groups, 1, 1];
        int[] axes = layout.IsAcross ? [0, 2, 3] : [2, 3];
        Tensor[] own = isGiven ? [x, inputs[3], inputs[4]] : new StandardizeOp(Name, moments, epsilon, layout).ApplyAll(x);
        Tensor variance = own[2].Reshape(ofRows), scale = (variance + EpsilonOf(x.DType)).Sqrt().Reciprocal();
        Tensor standardized = own[0].Reshape(all);
        standardized = isGiven ? (standardized - inputs[3].Reshape(ofRows)) * scale : standardized;
        Tensor upstream = (call.Upstreams[0] ?? Tensor.Zeros(x.Shape, x.DType)).Reshape(all);
        Tensor gradient = inputs.Length > 1 ? Chain.Of(inputs[1].Reshape(ofParameters), upstream) : upstream;
        if (call.Needs(0) || isGiven)
        {
            Tensor byX = gradient;
            if (!isGiven)
            {
                Tensor multiple = Chain.Of(standardized, gradient).Mean(axes, keepDims: true);
                byX = moments == Moments.OfRow ? gradient - gradient.Mean(axes, keepDims: true) : gradient;
                byX -= Chain.Of(standardized, multiple);
            }

            byX = Chain.Of(scale, byX);
            if (isGiven)
            {
                call.Set(3, -byX.Sum(axes).Reshape(inputs[3].Shape));
                call.Set(4, Chain.Of(scale.Square() * standardized, gradient).Sum(axes).Reshape(inputs[4].Shape) * -0.5);
            }

            if (returnsStatistics && call.Upstreams[1] is { } byMean)
            {
                byX += byMean.Reshape(ofRows) / layout.Length;
            }

            if (returnsStatistics && call.Upstreams[2] is { } byVariance)
            {
                byX += Chain.Of(standardized / scale, byVariance.Reshape(ofRows) * (2.0 / layout.Length));
            }

            call.Set(0, byX.Reshape(x.Shape));
        }

        if (inputs.Length > 1)
        {
            call.Set(1, Chain.Of(standardized, upstream).Sum([0, 3]).Reshape(inputs[1].Shape));
        }

        if (inputs.Length > 2)
        {
            call.Set(2, upstream.Sum([0, 3]).Reshape(inputs[2].Shape));
        }
    }

    private Standardization Of(ReadOnlySpan<Tensor> inputs, NormLayout layout, Tensor statistics) => new(
        inputs[0], layout, inputs.Length == 5 ? Moments.Given : moments, EpsilonOf(inputs[0].DType), statistics,
        inputs.Length > 1 ? inputs[1] : null);

    private double EpsilonOf(DType dtype) => epsilon ?? dtype.Epsilon();

    private void ExpectNoneNegative(ReadOnlySpan<double> variance)
    {
        for (int channel = 0; channel < variance.Length; channel++)
        {
            if (variance[channel] < 0)
            {
                throw new ArgumentException(FormattableString.Invariant(
                    $"{Name}: the variance of channel {channel} is {variance[channel]}; expected 0 or more. ") +
                        "Where it is a running one, it was damaged after it was kept.", nameof(variance));
            }
        }
    }

    private static Tensor Mean(in Standardization of, DType dtype)
    {
        Tensor mean = Tensor.Result([of.Layout.Rows], DType.Float64);
        Span<double> means = mean.Elements<double>();
        ReadOnlySpan<double> shifts = of.Shifts, rests = of.Rests;
        for (int row = 0; row < means.Length; row++)
        {
            means[row] = shifts[row] + rests[row];
        }

        return mean.To(dtype);
    }

    private static Tensor Variance(in Standardization of, DType dtype)
    {
        Tensor variance = Tensor.Result([of.Layout.Rows], DType.Float64);
        of.Variances.CopyTo(variance.Elements<double>());
        return variance.To(dtype);
    }

    /// <summary>A layout stated outright, and nothing but x: what pullbacks standardize with.</summary>
    private sealed class StandardizeOp(string name, Moments moments, double? epsilon, NormLayout layout)
        : NormOp(name, moments, epsilon, returnsStatistics: true)
    {
        protected override int MostInputs => 1;

        protected override NormLayout LayoutOf(ReadOnlySpan<Tensor> inputs) => layout;
    }
}
