namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>
    /// The negative log-likelihood −w·log pₜ of target classes t, from log-probabilities such as <see cref="LogSoftmax"/> gives.
    /// </summary>
    /// <param name="targets">Int64 classes: [N, d₁, ...] for log-probabilities of shape [N, C, d₁, ...], or a single one for [C].</param>
    /// <param name="weight">A factor w for each class, of shape [C], or null for 1.</param>
    /// <param name="ignoreIndex">A target that counts for nothing.</param>
    /// <param name="reduction">How the losses become one number. A mean divides by the sum of the targets' weights.</param>
    /// <param name="emptyMean">What the mean is where every target is ignored or there is none.</param>
    /// <remarks>From scores take <see cref="CrossEntropy"/>, which does the log-softmax too.</remarks>
    /// <exception cref="ArgumentException">The shapes or types do not fit, or a target is no class.</exception>
    public Tensor NllLoss(Tensor targets, Tensor? weight = null, int ignoreIndex = ClassTargets.DefaultIgnoreIndex,
        Reduction reduction = Reduction.Mean, EmptyMean emptyMean = EmptyMean.NaN)
    {
        var op = new NllLossOp(ignoreIndex, reduction, emptyMean);
        return weight is null ? op.Apply(this, targets) : op.Apply(this, targets, weight);
    }
}

internal sealed class NllLossOp(int ignoreIndex, Reduction reduction, EmptyMean emptyMean) : Op("nll_loss", ignoreIndex, reduction.Word(),
    emptyMean.Word())
{
    private readonly Reduction _reduction = Reductions.Expect(reduction, "nll_loss");
    private readonly EmptyMean _emptyMean = EmptyMeans.Expect(emptyMean, "nll_loss");

    protected override Tensor Forward(OpCall call)
    {
        ReadOnlySpan<Tensor> inputs = call.Inputs;
        ExpectInputs(inputs, inputs.Length == 3 ? 3 : 2);
        ExpectFloats(inputs[..1]);
        var targets = new ClassTargets(Name, inputs, ignoreIndex);
        targets.ExpectClasses();
        Tensor output = Result(_reduction == Reduction.None ? inputs[1].Shape : Shape.Scalar, inputs[0].DType);
        ClassLoss.Forward(targets, inputs[0], null, 0, _reduction, _emptyMean, output);
        return output;
    }

    protected override void Differentiate(Pullback call)
    {
        Tensor x = call.Inputs[0];
        var targets = new ClassTargets(Name, call.Inputs, ignoreIndex);
        if (call.IsRecording || (call.Inputs.Length > 2 && call.Needs(2)))
        {
            targets.Differentiate(call, _reduction, 0, -x, null);
            return;
        }

        if (call.Destination(0) is { } gradient)
        {
            ClassLoss.Backward(targets, null, call.Upstream, 0, _reduction, gradient);
        }
    }

    public static OpDefinition Definition => new()
    {
        Name = "nll_loss",
        Category = OpCategory.Loss,
        Formula = "-w_t x_t",
        Source = "Fisher, On the mathematical foundations of theoretical statistics, 1922",
        Derivative = @"\frac{\partial}{\partial x_c} = -w_c \, [c = t]",
        Usage =
            "For classes, after LogSoftmax; CrossEntropy is both in one. It takes what it gets for log-probabilities: scores that " +
            "are not normalized can lower it without bound.",
        Example = new(() => Tensor.From([1.0, 2.0, 3.0, 4.0], [2, 2]).LogSoftmax(axis: 1).NllLoss(Tensor.From([1L, 0L]))),
        Curve = new("log-probabilities (x, 0), target class 0", x => new NllLossOp(-100, Reduction.None, EmptyMean.NaN)
            .Apply(OpCurve.WithZero(x), Tensor.Zeros(x.Shape, DType.Int64)), High: 0),
        Parameters = [ClassLossEvidence.IgnoreIndex, Reductions.Parameter, EmptyMeans.Parameter],
        Make = a => new NllLossOp(a.Integer("ignoreIndex"), Reductions.Of(a, "nll_loss"), EmptyMeans.Of(a, "nll_loss")),
        Samples = ClassLossEvidence.Samples(),
        Errors = ClassLossEvidence.Errors("nll_loss"),
    };
}
