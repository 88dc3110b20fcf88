using Autograd.Core;

namespace Autograd.Nn;

/// <summary>What measures of predicted numbers have in common: predictions and targets of one shape, the first axis counting
/// samples.</summary>
internal abstract class NumberAccumulator(string metric) : MetricAccumulator
{
    public const string Takes = "predictions and targets of one shape [samples, ...], Float32 or Float64";

    private double[] _predictions = [], _targets = [];

    public sealed override void Update(Tensor predictions, Tensor targets)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(targets);
        if (predictions.Shape != targets.Shape || predictions.Rank == 0 || !predictions.DType.IsFloat() || !targets.DType.IsFloat())
        {
            throw new ArgumentException(
                $"{metric}: the predictions are {predictions.DType} {predictions.Shape} and the targets {targets.DType} {targets.Shape}; " +
                $"expected {Takes}.", nameof(predictions));
        }

        int count = predictions.Count;
        if (_predictions.Length < count)
        {
            (_predictions, _targets) = (new double[count], new double[count]);
        }

        ReadOnlySpan<double> p = Numbered(predictions, _predictions, "prediction"), t = Numbered(targets, _targets, "target");
        if (count > 0)
        {
            Add(p, t, count / predictions.Shape[0]);
            Count += predictions.Shape[0];
        }
    }

    /// <summary>Adds samples of so many outputs each.</summary>
    protected abstract void Add(ReadOnlySpan<double> predictions, ReadOnlySpan<double> targets, int outputs);

    private Span<double> Numbered(Tensor tensor, double[] to, string what)
    {
        Span<double> numbers = to.AsSpan(0, tensor.Count);
        MetricNumbers.Read(tensor, numbers);
        for (int i = 0; i < numbers.Length; i++)
        {
            if (double.IsNaN(numbers[i]))
            {
                throw new ArgumentException(
                    $"{metric}: the {what} at {tensor.Shape.Position(i)} is NaN; expected numbers. Has training diverged?", $"{what}s");
            }
        }

        return numbers;
    }
}
