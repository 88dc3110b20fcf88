using System.Globalization;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>
    /// The cross-entropy −Σᶜ q·w·log p between wanted classes and the softmax p of these scores: log-softmax and <see cref="NllLoss"/> in
    /// one.
    /// </summary>
    /// <param name="targets">
    /// Int64 classes: [N, d₁, ...] for scores of shape [N, C, d₁, ...], or a single one for [C]. Or, in these scores' type and shape, the
    /// wanted distributions q themselves; they are differentiable, need not sum to 1, and a mean over them divides by their number.
    /// </param>
    /// <param name="weight">A factor w for each class, of shape [C], or null for 1.</param>
    /// <param name="ignoreIndex">A target that counts for nothing; not for distributions.</param>
    /// <param name="labelSmoothing">
    /// The share ε, from 0 to below 1, of the wanted distribution q = (1 − ε)·[c = t] + ε/C that is spread over all classes (Szegedy et
    /// al., 2016).
    /// </param>
    /// <param name="reduction">How the losses become one number. A mean divides by the sum of the targets' weights.</param>
    /// <param name="emptyMean">What the mean is where every target is ignored or there is none; not for distributions.</param>
    /// <remarks>
    /// In one op the gradient is p − q, at most 1, where a softmax, a logarithm and a likelihood one after the other multiply huge slopes
    /// by tiny ones. Where several classes may be right at once take <see cref="BinaryCrossEntropyWithLogits"/>.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// The shapes or types do not fit, a target is no class, or the smoothing is out of range.
    /// </exception>
    public Tensor CrossEntropy(
        Tensor targets,
        Tensor? weight = null,
        int ignoreIndex = ClassTargets.DefaultIgnoreIndex,
        double labelSmoothing = CrossEntropyOp.DefaultLabelSmoothing,
        Reduction reduction = Reduction.Mean,
        EmptyMean emptyMean = EmptyMean.NaN)
    {
        ArgumentNullException.ThrowIfNull(targets);
        if (targets.DType.IsFloat())
        {
            if (!DType.IsFloat())
            {
                throw new ArgumentException(
                    $"cross_entropy: the input is {DType} {Shape} and the targets {targets.DType} {targets.Shape}; expected scores " +
                    "and then targets. Are they swapped?",
                    nameof(targets));
            }

            CrossEntropyProbabilitiesOp.ExpectNoLabels(this, targets, "cross_entropy");
        }

        if (targets.DType.IsFloat() && ignoreIndex != ClassTargets.DefaultIgnoreIndex)
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture,
                    $"cross_entropy: the ignored index is {ignoreIndex} and the targets are {targets.DType} distributions, of which " +
                    $"none is ignored; expected Int64 classes, or no index."),
                nameof(ignoreIndex));
        }

        Op op = targets.DType.IsFloat() ? new CrossEntropyProbabilitiesOp(labelSmoothing, reduction)
            : (ignoreIndex, labelSmoothing, reduction, emptyMean) == (ClassTargets.DefaultIgnoreIndex, 0, Reduction.Mean,
                EmptyMean.NaN) ? CrossEntropyOp.Instance
            : new CrossEntropyOp(ignoreIndex, labelSmoothing, reduction, emptyMean);
        return weight is null ? op.Apply(this, targets) : op.Apply(this, targets, weight);
    }
}

internal sealed class CrossEntropyOp(int ignoreIndex, double labelSmoothing, Reduction reduction, EmptyMean emptyMean)
    : Op("cross_entropy", ignoreIndex, labelSmoothing, reduction.Word(), emptyMean.Word())
{
    public const double DefaultLabelSmoothing = 0;

    /// <summary>The one with the defaults, which nearly all calls want.</summary>
    public static readonly Op Instance = new CrossEntropyOp(ClassTargets.DefaultIgnoreIndex, 0, Reduction.Mean, EmptyMean.NaN);

    private readonly Reduction _reduction = Reductions.Expect(reduction, "cross_entropy");
    private readonly double _smoothing = ExpectSmoothing("cross_entropy", labelSmoothing);
    private readonly EmptyMean _emptyMean = EmptyMeans.Expect(emptyMean, "cross_entropy");

    internal static double ExpectSmoothing(string op, double smoothing) =>
        Expect.That(smoothing is >= 0 and < 1, smoothing, op, "0 to below 1", "labelSmoothing");

    protected override Tensor Forward(OpCall call)
    {
        ReadOnlySpan<Tensor> inputs = call.Inputs;
        ExpectInputs(inputs, inputs.Length == 3 ? 3 : 2);
        ExpectFloats(inputs[..1]);
        Tensor x = inputs[0];
        var targets = new ClassTargets(Name, inputs, ignoreIndex);
        targets.ExpectClasses();
        Tensor probabilities = Result(x.Shape, x.DType), shifts = Result([2, targets.Count], x.DType);
        RowWise.Softmax(x, targets.ClassAxis, probabilities, shifts);
        Tensor output = Result(_reduction == Reduction.None ? inputs[1].Shape : Shape.Scalar, x.DType);
        ClassLoss.Forward(targets, x, shifts, _smoothing, _reduction, _emptyMean, output);
        if (call.IsRecorded)
        {
            call.Keep(probabilities);
        }

        return output;
    }

    protected override void Differentiate(Pullback call)
    {
        Tensor x = call.Inputs[0];
        var targets = new ClassTargets(Name, call.Inputs, ignoreIndex);
        if (call.IsRecording || (call.Inputs.Length > 2 && call.Needs(2)))
        {
            Tensor logProbabilities = x.LogSoftmax(targets.ClassAxis);
            targets.Differentiate(call, _reduction, _smoothing, -logProbabilities, logProbabilities.Exp());
            return;
        }

        if (call.Destination(0) is { } gradient)
        {
            ClassLoss.Backward(targets, call.Kept[0], call.Upstream, _smoothing, _reduction, gradient);
        }
    }

    public static OpDefinition Definition => new()
    {
        Name = "cross_entropy",
        Category = OpCategory.Loss,
        Formula = @"-\sum_c q_c w_c \log \frac{e^{x_c}}{\sum_k e^{x_k}}",
        Source = "Bridle, Probabilistic interpretation of feedforward classification network outputs, 1990; label smoothing: Szegedy et " +
            "al., 2016 (arXiv:1512.00567)",
        Derivative = @"\frac{\partial}{\partial x_c} = \Big( \sum_k q_k w_k \Big) \frac{e^{x_c}}{\sum_k e^{x_k}} - q_c w_c",
        Usage =
            "The loss for classes, on the scores themselves: the gradient is the difference between what the network believes and " +
            "what is wanted, and stays useful however wrong it is. It is never content, and pulls the right score ahead of the " +
            "others without end; label smoothing gives it a target that can be reached. Class weights, or balanced batches, make " +
            "up for rare classes.",
        Example = new(() => Tensor.From([1.0, 2.0, 3.0, 4.0], [2, 2]).CrossEntropy(Tensor.From([1L, 0L]))),
        Curve = new("scores (x, 0), target class 0",
            x => new CrossEntropyOp(-100, 0, Reduction.None, EmptyMean.NaN).Apply(OpCurve.WithZero(x), Tensor.Zeros(x.Shape, DType.Int64))),
        Parameters =
        [
            ClassLossEvidence.IgnoreIndex,
            new("labelSmoothing", DefaultLabelSmoothing,
                "The share of the wanted distribution that is spread over all classes, from 0 to below 1."),
            Reductions.Parameter,
            EmptyMeans.Parameter,
        ],
        Make = a => new CrossEntropyOp(a.Integer("ignoreIndex"), a.Number("labelSmoothing"), Reductions.Of(a, "cross_entropy"),
            EmptyMeans.Of(a, "cross_entropy")),
        Samples =
        [
            .. ClassLossEvidence.Samples(),
            .. ClassLossEvidence.Samples().Select(sample => sample.With(new() { ["labelSmoothing"] = 0.3 })),
        ],
        Errors =
        [
            .. ClassLossEvidence.Errors("cross_entropy"),
            new(
                "cross_entropy: labelSmoothing is 1; expected 0 to below 1",
                () => [Tensor.Ones([2, 3]), Tensor.From([0L, 1L])],
                new() { ["labelSmoothing"] = 1 }),
        ],
    };
}
