using System.Globalization;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>
    /// Σₜ Σᵢ max(0, 1 − (xₜ − xᵢ)) / C over the right classes t and all others i: every right class should score 1 higher than every other.
    /// </summary>
    /// <param name="targets">
    /// Int64, of this tensor's shape, [N, C] or [C]: the right classes of each sample in any order, then −1 if they are fewer than C.
    /// </param>
    /// <param name="reduction">How the losses of the samples become one number. The mean of no samples is NaN.</param>
    /// <remarks>
    /// Elisseeff and Weston, 2001. Where the margin is just kept the slope is 0, as in PyTorch. What follows a −1 is not read.
    /// </remarks>
    /// <exception cref="ArgumentException">The shapes or types do not fit, or a target is no class.</exception>
    public Tensor MultiLabelMarginLoss(Tensor targets, Reduction reduction = Reduction.Mean) =>
        new MultiLabelMarginLossOp(reduction).Apply(this, targets);
}

internal sealed class MultiLabelMarginLossOp(Reduction reduction) : Op(Title, reduction.Word())
{
    private const string Title = "multi_label_margin_loss";

    private readonly Reduction _reduction = Reductions.Expect(reduction, Title);

    protected override Tensor Forward(OpCall call)
    {
        ReadOnlySpan<Tensor> inputs = call.Inputs;
        ExpectInputs(inputs, 2);
        ExpectFloats(inputs[..1]);
        Tensor x = inputs[0], targets = inputs[1];
        LossLayouts.ExpectEqual(this, x, targets);
        if (x.Rank is not (1 or 2))
        {
            throw new ArgumentException($"{Name}: the input is {x.Shape}; expected [N, C] or [C].");
        }

        if (targets.DType != DType.Int64)
        {
            throw new ArgumentException($"{Name}: the targets are {targets.DType}; class indices are Int64: convert with To(DType.Int64).");
        }

        ExpectClasses(targets);
        Tensor losses = Result([.. x.Shape.Sizes[..^1]], x.DType), slopes = Result(x.Shape, x.DType);
        MultiLabelMargin.Forward(x, targets, losses, slopes);
        Tensor output = Reductions.Reduce(losses, _reduction);
        if (call.IsRecorded)
        {
            call.Keep(slopes);
        }

        return output;
    }

    // The loss consists of planes, so its slopes are constant.
    protected override void Differentiate(Pullback call)
    {
        Tensor slopes = call.Kept[0];
        Tensor upstream = Reductions.Spread(call.Upstream, _reduction, slopes.Shape.CountOf(..^1));
        call.Set(0, (_reduction == Reduction.None ? upstream.Unsqueeze(-1) : upstream) * slopes);
    }

    private void ExpectClasses(Tensor targets)
    {
        ReadOnlySpan<long> labels = targets.Elements<long>();
        int classes = targets.Shape[^1];
        for (int row = 0; row < labels.Length; row += classes)
        {
            for (int i = row; i < row + classes && labels[i] != -1; i++)
            {
                if ((ulong)labels[i] >= (ulong)classes)
                {
                    throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                        $"{Name}: the target at {targets.Shape.Position(i)} is {labels[i]}; expected a class from 0 to {classes - 1} of " +
                        $"{classes}, or -1 after the last one."));
                }
            }
        }
    }

    public static OpDefinition Definition => new()
    {
        Name = Title,
        Category = OpCategory.Loss,
        Formula = @"\frac{1}{C} \sum_t \sum_{i \neq t} \max(0, 1 - (x_t - x_i))",
        Source = "Elisseeff and Weston, A kernel method for multi-labelled classification, 2001",
        Derivative =
            @"\frac{\partial}{\partial x_t} = -\frac{1}{C} \#\{i : 1 - (x_t - x_i) > 0\}, \quad " +
            @"\frac{\partial}{\partial x_i} = \frac{1}{C} \#\{t : 1 - (x_t - x_i) > 0\}",
        Usage =
            "Where several classes are right at once and only their rank above the others counts. For a probability of each take " +
            "binary_cross_entropy_with_logits.",
        Example = new(() => Tensor.From([0.1, 0.2, 0.4, 0.8], [1, 4]).MultiLabelMarginLoss(Tensor.From([3L, 0L, -1L, 1L], [1, 4]))),
        Curve = new(
            "scores (x, 0), class 0 right",
            x => new MultiLabelMarginLossOp(Reduction.None)
                .Apply(OpCurve.WithZero(x), (OpCurve.WithZero(Tensor.Ones(x.Shape)) - 1).To(DType.Int64))),
        Parameters = [Reductions.Parameter],
        Make = attributes => new MultiLabelMarginLossOp(Reductions.Of(attributes, Title)),
        Samples =
        [
            Sample("mean", [3, 4], [3, 0, -1, 1, -1, -1, -1, -1, 2, 1, 0, 3]),
            Sample("sum", [2, 5], [4, -1, 0, 0, 0, 1, 2, 3, -1, -1]),
            Sample("none", [2, 3], [0, 2, -1, 1, -1, -1]),
            Sample("mean", [4], [2, 0, -1, 3]),
            Sample("none", [3], [1, -1, 7]),
            Sample("sum", [0, 3], []),
        ],
        Errors =
        [
            new($"{Title}: the input is [2, 3] and the target [2]; expected equal shapes",
                () => [Tensor.Ones([2, 3]), Tensor.From([0L, 1L])]),
            new(
                $"{Title}: the target at [0, 1] is 2; expected a class from 0 to 1 of 2, or -1",
                () => [Tensor.Ones([1, 2]), Tensor.From([1L, 2L], [1, 2])]),
            new($"{Title}: the input is []; expected [N, C] or [C]", () => [Tensor.Ones([]), Tensor.From([0L], [])]),
            new($"{Title}: the targets are Float32; class indices are Int64: convert with To(DType.Int64)",
                () => [Tensor.Ones([2]), Tensor.Ones([2])]),
            new($"{Title}: input 0 is Int64; expected Float32 or Float64", () => [Tensor.From([1L, 2L]), Tensor.From([0L, 1L])]),
            new($"{Title}: expected 2 inputs, got 1", () => [Tensor.Ones([2, 3])]),
        ],
    };

    private static OpSample Sample(string reduction, Shape shape, long[] targets) => new(
        $"{shape} to {reduction}",
        dtype => [OpSamples.Spread(shape, dtype), Tensor.From(targets, shape)],
        new() { ["reduction"] = reduction });
}
