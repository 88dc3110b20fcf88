namespace Autograd.Core;

/// <summary>What the inputs of normalizations have in common.</summary>
internal static class NormInputs
{
    public const int OneAxis = 1;

    /// <summary>Applies an op to what there is; a bias without a weight has the weight 1.</summary>
    public static Tensor Apply(NormOp op, Tensor x, Tensor? weight, Tensor? bias) => bias is not null
        ? op.Apply(x, weight ?? Tensor.Ones(bias.Shape, bias.DType), bias)
        : weight is not null ? op.Apply(x, weight) : op.Apply(x);

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

    /// <summary>Refuses a weight or a bias of another shape.</summary>
    public static void ExpectParameters(string op, ReadOnlySpan<Tensor> inputs, Shape expected, string what)
    {
        if (inputs.Length > 1 && inputs[1].Shape != expected)
        {
            throw new ArgumentException(
                $"{op}: the weight is {inputs[1].Shape} and the input {inputs[0].Shape}; expected the shape {expected}, {what}.",
                nameof(inputs));
        }

        if (inputs.Length > 2 && inputs[2].Shape != expected)
        {
            throw new ArgumentException(
                $"{op}: the bias is {inputs[2].Shape} and the weight {inputs[1].Shape}; expected both of one shape.", nameof(inputs));
        }
    }
}
