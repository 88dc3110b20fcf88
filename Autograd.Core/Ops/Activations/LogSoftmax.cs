namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>
    /// The logarithm of the softmax, βxᵢ − log Σⱼ exp(βxⱼ), along an axis, precise where the softmax itself is nearly 0 or 1.
    /// </summary>
    /// <param name="axis">The axis, negative counted from the end.</param>
    /// <param name="beta">The inverse temperature β.</param>
    /// <remarks>Bridle, 1990. It does not overflow; a row that holds NaN or ∞, or nothing but −∞, is NaN.</remarks>
    /// <exception cref="ArgumentException">The axis is out of range, or β is not finite.</exception>
    public Tensor LogSoftmax(int axis, double beta = SoftmaxEvidence.DefaultBeta) => new LogSoftmaxOp(axis, beta).Apply(this);
}

internal sealed class LogSoftmaxOp : Op
{
    private readonly int _axis;
    private readonly double _beta;

    public LogSoftmaxOp(int axis, double beta)
        : base("log_softmax", axis, beta)
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
        RowWise.LogSoftmax(x, x.Shape.Axis(_axis, Name), _beta, output);
        return output;
    }

    protected override void Differentiate(Pullback call)
    {
        Tensor y = call.Output, upstream = call.Upstream;
        if (call.IsRecording)
        {
            call.Set(0, _beta * (upstream - Chain.Of(y.Exp(), upstream.Sum(_axis, keepDims: true))));
            return;
        }

        if (call.Destination(0) is { } gradient)
        {
            RowWise.LogSoftmaxBackward(y, upstream, y.Shape.Axis(_axis, Name), _beta, gradient);
        }
    }

    public static OpDefinition Definition => new()
    {
        Name = "log_softmax",
        Category = OpCategory.Activation,
        Activation = new(false, Smoothness.Smooth),
        Formula = @"\beta x_i - \log \sum_j e^{\beta x_j}",
        Source = "Bridle, Probabilistic interpretation of feedforward classification network outputs, 1990",
        Derivative = @"\frac{\partial y_i}{\partial x_j} = \beta \, ([i = j] - e^{y_j})",
        Usage =
            "Log-probabilities of a classifier, for NllLoss or a sum of them. Never take the logarithm of Softmax: where a share " +
            "rounds to 0 it is −∞ and its gradient lost.",
        Example = new(() => Tensor.From([1.0, 2.0, 3.0]).LogSoftmax(axis: -1)),
        Curve = new("β = 1, scores (x, 0), that of x",
            x => new LogSoftmaxOp(-1, 1).Apply(OpCurve.WithZero(x)).Slice(-1, ..1).Reshape(x.Shape)),
        Parameters = SoftmaxEvidence.Parameters,
        Make = attributes => new LogSoftmaxOp(attributes.Integer("axis"), attributes.Number("beta")),
        Samples = SoftmaxEvidence.Samples,
        Errors = SoftmaxEvidence.Errors("log_softmax"),
    };
}
