namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>exp(βxᵢ) / Σⱼ exp(βxⱼ) along an axis: positive numbers that sum to 1.</summary>
    /// <param name="axis">The axis, negative counted from the end.</param>
    /// <param name="beta">The inverse temperature β: the larger, the nearer to picking the largest element.</param>
    /// <remarks>Bridle, 1990. It does not overflow; a row that holds NaN or ∞, or nothing but −∞, is NaN.</remarks>
    /// <exception cref="ArgumentException">The axis is out of range, or β is not finite.</exception>
    public Tensor Softmax(int axis, double beta = SoftmaxEvidence.DefaultBeta) => new SoftmaxOp(axis, beta).Apply(this);
}

internal sealed class SoftmaxOp : Op
{
    private readonly int _axis;
    private readonly double _beta;

    public SoftmaxOp(int axis, double beta, string name = "softmax")
        : base(name, axis, name == "softmax" ? beta : -beta)
    {
        _axis = axis;
        _beta = Expect.Finite(beta, Name);
        WithCoefficient(nameof(beta), beta);
    }

    protected override Tensor Forward(OpCall call)
    {
        ReadOnlySpan<Tensor> inputs = call.Inputs;
        ExpectInputs(inputs, 1);
        ExpectFloats(inputs);
        Tensor x = inputs[0], output = Result(x.Shape, x.DType);
        RowWise.Softmax(x, x.Shape.Axis(_axis, Name), _beta, output);
        return output;
    }

    protected override void Differentiate(Pullback call)
    {
        Tensor y = call.Output, upstream = call.Upstream;
        if (call.IsRecording)
        {
            call.Set(0, _beta * Chain.Of(y, upstream - Chain.Of(y, upstream).Sum(_axis, keepDims: true)));
            return;
        }

        if (call.Destination(0) is { } gradient)
        {
            RowWise.SoftmaxBackward(y, upstream, y.Shape.Axis(_axis, Name), _beta, gradient);
        }
    }

    public static OpDefinition Definition => new()
    {
        Name = "softmax",
        Category = OpCategory.Activation,
        Activation = new(false, Smoothness.Smooth),
        Formula = @"\frac{e^{\beta x_i}}{\sum_j e^{\beta x_j}}",
        Source = "Bridle, Probabilistic interpretation of feedforward classification network outputs, 1990",
        Derivative = @"\frac{\partial y_i}{\partial x_j} = \beta \, y_i \, ([i = j] - y_j)",
        Usage =
            "Turns scores into shares that sum to 1: the output of a classifier, or attention weights. β sets how sharp: 0 gives " +
            "equal shares, a large β the largest element alone, and then almost no gradient. For training take CrossEntropy on the " +
            "scores instead of a logarithm of this, which rounds to log 0.",
        Example = new(() => Tensor.From([1.0, 2.0, 3.0]).Softmax(axis: -1)),
        Curve = new("β = 1, scores (x, 0), the share of x",
            x => new SoftmaxOp(-1, 1).Apply(OpCurve.WithZero(x)).Slice(-1, ..1).Reshape(x.Shape)),
        Parameters = SoftmaxEvidence.Parameters,
        Make = attributes => new SoftmaxOp(attributes.Integer("axis"), attributes.Number("beta")),
        Samples = SoftmaxEvidence.Samples,
        Errors = SoftmaxEvidence.Errors("softmax"),
    };
}
