using System.Numerics;
using Autograd.Core;

namespace Autograd.Nn;

/// <summary>A batch enters the running statistics of a layer, channel by channel; one that is not finite is counted instead.</summary>
/// <param name="of">The layer, whose count of batches has this one.</param>
/// <param name="means">The batch's means, a channel each, or a channel each of every sample, of which the mean is taken.</param>
/// <param name="variances">Its biased variances, likewise.</param>
/// <param name="values">Of how many values each is.</param>
internal readonly struct RunningUpdate(RunningNorm of, Tensor means, Tensor variances, int values) : INumberKernel
{
    public void Run<T>() where T : unmanaged, INumber<T>
    {
        ReadOnlySpan<T> mean = means.AsSpan<T>(), variance = variances.AsSpan<T>();
        Span<T> runningMean = of.RunningMean!.Value.AsWritableSpan<T>(), runningVar = of.RunningVar!.Value.AsWritableSpan<T>();
        Span<long> skipped = of.SkippedBatches!.Value.AsWritableSpan<long>();
        long count = of.NumBatchesTracked!.Value.AsSpan<long>()[0];
        double? momentum = of.IsCumulative ? null : of.Momentum;
        double unbiased = (double)values / (values - 1);
        for (int channel = 0; channel < skipped.Length; channel++)
        {
            double batchMean = Mean(mean, channel), batchVar = Mean(variance, channel) * unbiased;
            if (!double.IsFinite(batchMean) || !double.IsFinite(batchVar))
            {
                skipped[channel]++;
                continue;
            }

            double share = momentum ?? 1.0 / Math.Max(1, count - skipped[channel]);
            runningMean[channel] = Mixed(runningMean[channel], batchMean, share);
            runningVar[channel] = Mixed(runningVar[channel], batchVar, share);
        }
    }

    private double Mean<T>(ReadOnlySpan<T> numbers, int channel) where T : unmanaged, INumber<T>
    {
        int features = of.Features;
        double sum = double.CreateTruncating(numbers[channel]);
        for (int i = channel + features; i < numbers.Length; i += features)
        {
            sum += double.CreateTruncating(numbers[i]);
        }

        return numbers.Length == features ? sum : sum * features / numbers.Length;
    }

    private static T Mixed<T>(T running, double batch, double share) where T : unmanaged, INumber<T> =>
        T.CreateTruncating(((1 - share) * double.CreateTruncating(running)) + (share * batch));
}
