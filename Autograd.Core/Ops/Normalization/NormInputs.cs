namespace Autograd.Core;

/// <summary>What the inputs of normalizations have in common.</summary>
internal static class NormInputs
{
    public const int DefaultTrailingAxes = 1;

    /// <summary>Applies an op to what there is; a bias without a weight has the weight 1.</summary>
    public static Tensor Apply(NormOp op, Tensor x, Tensor? weight, Tensor? bias) => bias is not null
        ? op.Apply(x, weight ?? Tensor.Ones(bias.Shape, bias.DType), bias)
        : weight is not null ? op.Apply(x, weight) : op.Apply(x);

    /// <summary>The same, with means and biased variances by rows besides.</summary>
    public static Tensor[] ApplyAll(NormOp op, Tensor x, Tensor? weight, Tensor? bias) => bias is not null
        ? op.ApplyAll(x, weight ?? Tensor.Ones(bias.Shape, bias.DType), bias)
        : weight is not null ? op.ApplyAll(x, weight) : op.ApplyAll(x);

    /// <summary>The layout of an op that normalizes over some of the last axes, after a look at weight and bias.</summary>
    public static NormLayout OfTrailing(string op, ReadOnlySpan<Tensor> inputs, int axes)
    {
        Shape shape = inputs[0].Shape;
        if (axes > shape.Rank)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"{op}: trailingAxes is {axes} and the input {shape}; expected no more than it has axes."),
                nameof(inputs));
        }

        ExpectParameters(op, inputs, Shape.Of(shape.Sizes[^axes..]), "that of the trailing axes");
        return new(shape.CountOf(..^axes), 1, shape.CountOf(^axes..), 1);
    }

    /// <summary>Samples, channels and places of [batch, channels, ...], after a look at what there is for each channel.</summary>
    public static (int Samples, int Channels, int Places) Channels(string op, ReadOnlySpan<Tensor> inputs, int leastRank)
    {
        Shape shape = inputs[0].Shape;
        if (shape.Rank < leastRank)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"{op}: the input is {shape}; expected [batch, channels, ...] of {leastRank} axes or more."),
                nameof(inputs));
        }

        ExpectParameters(op, inputs, [shape[1]], "one for each channel");
        return (shape[0], shape[1], shape.CountOf(2..));
    }

    /// <summary>Refuses a weight, a bias, a mean or a variance of another shape.</summary>
    private static void ExpectParameters(string op, ReadOnlySpan<Tensor> inputs, Shape expected, string what)
    {
        ReadOnlySpan<string> names = ["input", "weight", "bias", "mean", "variance"];
        for (int i = 1; i < inputs.Length; i++)
        {
            if (inputs[i].Shape != expected)
            {
                throw new ArgumentException(
                    $"{op}: the {names[i]} is {inputs[i].Shape} and the input {inputs[0].Shape}; expected the shape {expected}, {what}.",
                    nameof(inputs));
            }
        }
    }
}
