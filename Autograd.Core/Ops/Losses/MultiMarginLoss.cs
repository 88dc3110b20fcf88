namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>
    /// w·Σᵢ max(0, m − xₜ + xᵢ)ᵖ / C over the C − 1 classes i other than t: the score of the right class should exceed the others by m.
    /// </summary>
    /// <param name="targets">Int64 classes t: [N, d₁, ...] for scores of shape [N, C, d₁, ...], or a single one for [C].</param>
    /// <param name="p">The power, 1 or 2.</param>
    /// <param name="margin">The margin m.</param>
    /// <param name="weight">A factor w for each right class, of shape [C], or null for 1. A mean does not divide by it.</param>
    /// <param name="reduction">How the losses of the samples become one number. The mean of no samples is NaN.</param>
    /// <remarks>
    /// Crammer and Singer, 2001, in the form of Weston and Watkins, 1999. Where the margin is just kept the slope is 0, as in PyTorch.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// The shapes or types do not fit, a target is no class, or an attribute is out of range.
    /// </exception>
    public Tensor MultiMarginLoss(Tensor targets, int p = MultiMarginLossOp.DefaultP, double margin = MultiMarginLossOp.DefaultMargin,
        Tensor? weight = null, Reduction reduction = Reduction.Mean)
    {
        Op op = MultiMarginLossOp.Make(p, margin, reduction);
        return weight is null ? op.Apply(this, targets) : op.Apply(this, targets, weight);
    }
}

internal sealed class MultiMarginLossOp(int p, double margin, Reduction reduction) : Op(Title, p, margin, reduction.Word())
{
    public const int DefaultP = 1;
    public const double DefaultMargin = 1;

    private const string Title = "multi_margin_loss";

    public static Op Make(int p, double margin, Reduction reduction) =>
        new MultiMarginLossOp(p, margin, reduction).WithCoefficient(nameof(margin), margin);

    private readonly bool _isSquared = Expect.That(p is 1 or 2, p, Title, "1 or 2") == 2;
    private readonly double _margin = Expect.Finite(margin, Title);
    private readonly Reduction _reduction = Reductions.Expect(reduction, Title);

    protected override Tensor Forward(OpCall call)
    {
        ReadOnlySpan<Tensor> inputs = call.Inputs;
        ExpectInputs(inputs, inputs.Length == 3 ? 3 : 2);
        ExpectFloats(inputs[..1]);
        var targets = new ClassTargets(Name, inputs, ignoreIndex: null);
        targets.ExpectClasses();
        (Tensor right, Tensor missing) = Missing(targets);
        Tensor losses = (_isSquared ? missing.Square() : missing).Sum(targets.ClassAxis) / targets.Classes;
        losses = targets.Weight is null ? losses : Chain.Of(losses, Chain.Of(right, Weights(targets)).Sum(targets.ClassAxis));
        return Reductions.Reduce(losses, _reduction);
    }

    protected override void Differentiate(Pullback call)
    {
        var targets = new ClassTargets(Name, call.Inputs, ignoreIndex: null);
        int axis = targets.ClassAxis;
        (Tensor right, Tensor missing) = Missing(targets);
        Tensor upstream = Reductions.Spread(call.Upstream, _reduction, targets.Count) / targets.Classes;
        upstream = _reduction == Reduction.None ? upstream.Unsqueeze(axis) : upstream;
        if (call.Needs(0))
        {
            Tensor slopes = Chain.Of(_isSquared ? 2 * missing : (missing > 0).To(missing.DType), upstream);
            slopes = targets.Weight is null ? slopes : Chain.Of(Chain.Of(right, Weights(targets)).Sum(axis, keepDims: true), slopes);
            call.Set(0, slopes - Chain.Of(right, slopes.Sum(axis, keepDims: true)));
        }

        if (targets.Weight is not null && call.Needs(2))
        {
            Tensor each = Chain.Of(Chain.Of(right, (_isSquared ? missing.Square() : missing).Sum(axis, keepDims: true)), upstream);
            call.Set(2, each.SumTo(Weights(targets).Shape, Name).Reshape(targets.Classes));
        }
    }

    // The right class as 1 among 0, and by how much each other one misses the margin.
    private (Tensor Right, Tensor Missing) Missing(ClassTargets targets)
    {
        Tensor x = targets.Features, right = Tensor.Result(x.Shape, x.DType);
        ClassLoss.Wanted(targets, 0, right, Tensor.Result([targets.Classes], x.DType));
        Tensor score = x.Gather(targets.ClassAxis, targets.Targets.View(targets.OneClass));
        return (right, Chain.Of((x - score + _margin).Clamp(min: 0), 1 - right));
    }

    // The weights lie along the class axis.
    private static Tensor Weights(ClassTargets targets) =>
        targets.Weight!.Reshape([targets.Classes, .. Enumerable.Repeat(1, targets.Features.Rank - targets.ClassAxis - 1)]);

    public static OpDefinition Definition => new()
    {
        Name = Title,
        Category = OpCategory.Loss,
        Formula = @"\frac{w_t}{C} \sum_{i \neq t} \max(0, m - x_t + x_i)^p",
        Source = "Weston and Watkins, Support vector machines for multi-class pattern recognition, 1999",
        Derivative =
            @"\frac{\partial}{\partial x_i} = \frac{w_t\,p}{C} \max(0, m - x_t + x_i)^{p - 1}, \quad " +
            @"\frac{\partial}{\partial x_t} = -\sum_{i \neq t} \frac{\partial}{\partial x_i}",
        Usage =
            "To classify by scores that need be no probabilities: a sample that keeps its margin is left alone. For probabilities " +
            "take cross_entropy.",
        Example = new(() => Tensor.From([0.1, 0.2, 0.7], [1, 3]).MultiMarginLoss(Tensor.From([2L]))),
        Curve = new("scores (x, 0), target class 0",
            x => new MultiMarginLossOp(1, 1, Reduction.None).Apply(OpCurve.WithZero(x), Tensor.Zeros(x.Shape, DType.Int64))),
        Parameters =
        [
            new("p", DefaultP, "The power, 1 or 2."),
            new("margin", DefaultMargin, "By how much the right score should exceed the others."),
            Reductions.Parameter,
        ],
        Make = attributes => MultiMarginLossOp.Make(attributes.Integer("p"), attributes.Number("margin"), Reductions.Of(attributes, Title)),
        Samples = [.. Samples(), .. Samples().Select(sample => sample.With(new() { ["p"] = 2, ["margin"] = 0.7 }))],
        Errors =
        [
            new($"{Title}: the target at [1] is 3; expected a class from 0 to 2 of 3", () => [Tensor.Ones([2, 3]), Tensor.From([0L, 3L])]),
            new(
                $"{Title}: the input is [2, 3] and the targets [3]; expected an input [N, C, d1, ...]",
                () => [Tensor.Ones([2, 3]), Tensor.From([0L, 1L, 2L])]),
            new($"{Title}: the weight is Float32 [2]; expected Float32 [3]",
                () => [Tensor.Ones([2, 3]), Tensor.From([0L, 1L]), Tensor.Ones([2])]),
            new($"{Title}: input 0 is Int64; expected Float32 or Float64", () => [Tensor.From([1L, 2L], [1, 2]), Tensor.From([0L])]),
            new($"{Title}: expected 2 inputs, got 1", () => [Tensor.Ones([2, 3])]),
            new($"{Title}: p is 3; expected 1 or 2", () => [Tensor.Ones([2, 3]), Tensor.From([0L, 1L])], new() { ["p"] = 3 }),
        ],
    };

    private static IEnumerable<OpSample> Samples() => ClassLossEvidence.Samples()
        .Where(sample => sample.Attributes!["ignoreIndex"] == ClassTargets.DefaultIgnoreIndex)
        .Where(sample =>
            !sample.Name.Contains("ignored", StringComparison.Ordinal) && !sample.Name.Contains("empty mean", StringComparison.Ordinal))
        .Select(sample => sample with { Attributes = new() { ["reduction"] = sample.Attributes!["reduction"] } });
}
