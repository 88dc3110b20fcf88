using System.Numerics;
using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// What batch and instance normalizations have in common: a weight and a bias for each channel, and running statistics of the batches seen
/// in training, which stand in for a batch's own in use.
/// </summary>
/// <remarks>
/// A channel of a batch that is not finite leaves its running statistics as they were, and is counted in <see cref="SkippedBatches"/>;
/// PyTorch's are not finite from then on.
/// </remarks>
public abstract class RunningNorm : Layer
{
    /// <summary>The share that a batch has in the running statistics unless it is stated.</summary>
    internal const double DefaultMomentum = 0.1;

    private readonly long[] _skipped;

    private protected RunningNorm(int features, double epsilon, double? momentum, bool affine, bool trackRunningStats)
    {
        string layer = GetType().Name;
        Features = Expect.AtLeast(1, features, layer);
        Epsilon = Expect.Positive(epsilon, layer);
        Momentum = momentum is { } share ? Expect.That(share is >= 0 and <= 1, share, layer, "a share from 0 to 1", "momentum") : null;
        _skipped = new long[features];
        Weight = affine ? new Parameter([features], new Constant(1), decays: false) : null;
        Bias = affine ? new Parameter([features], new Constant(0), decays: false) : null;
        RunningMean = trackRunningStats ? new ModuleBuffer(Tensor.Zeros([features])) : null;
        RunningVar = trackRunningStats ? new ModuleBuffer(Tensor.Ones([features])) : null;
        NumBatchesTracked = trackRunningStats ? new ModuleBuffer(Tensor.Zeros([], DType.Int64)) : null;
    }

    /// <summary>The number of channels.</summary>
    public int Features { get; }

    /// <summary>What is added to the variance.</summary>
    public double Epsilon { get; }

    /// <summary>
    /// The share m of a batch in the running statistics: running = (1 − m) · running + m · batch. Null makes them the mean over all
    /// batches.
    /// </summary>
    public double? Momentum { get; }

    /// <summary>The weights of the channels, 1 at first, or null.</summary>
    public Parameter? Weight { get; private init => field = Register(value); }

    /// <summary>The biases of the channels, 0 at first, or null.</summary>
    public Parameter? Bias { get; private init => field = Register(value); }

    /// <summary>The running means of the channels, 0 at first; null where nothing is tracked.</summary>
    public ModuleBuffer? RunningMean { get; private init => field = Register(value); }

    /// <summary>The running unbiased variances of the channels, 1 at first; null where nothing is tracked.</summary>
    public ModuleBuffer? RunningVar { get; private init => field = Register(value); }

    /// <summary>How many batches were seen in training, an Int64; null where nothing is tracked.</summary>
    public ModuleBuffer? NumBatchesTracked { get; private init => field = Register(value); }

    /// <summary>
    /// For each channel, in how many batches it was not finite, so that they are not in its running statistics. It is counted from when the
    /// layer was made, or first saw a batch after it was initialized, and not saved.
    /// </summary>
    public IReadOnlyList<long> SkippedBatches => _skipped.AsReadOnly();

    /// <inheritdoc/>
    public override bool PassesGain => true;

    /// <inheritdoc/>
    protected sealed override Tensor Compute(Tensor input)
    {
        Tensor batch = IsSample(input.Rank) ? input.Unsqueeze(0) : input;
        if (!IsBatch(batch.Rank) || batch.Shape[1] != Features)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"{GetType().Name}: the input is {input.Shape}; expected {Expected} with {Features} channels."),
                nameof(input));
        }

        Tensor output = Normalized(batch, Weight?.Value, Bias?.Value);
        return batch == input ? output : output.Reshape(input.Shape);
    }

    /// <inheritdoc/>
    protected override string Describe() =>
        FormattableString.Invariant($"{GetType().Name}({Features}{(Weight is null ? ", not affine" : "")}{Tracking()})");

    /// <summary>The inputs that are taken, for messages.</summary>
    private protected abstract string Expected { get; }

    private protected abstract bool IsBatch(int rank);

    private protected virtual bool IsSample(int rank) => false;

    private protected abstract NormOp Op(bool returnsStatistics);

    private Tensor Normalized(Tensor batch, Tensor? weight, Tensor? bias)
    {
        if (RunningMean is null)
        {
            return NormInputs.Apply(Op(returnsStatistics: false), batch, weight, bias);
        }

        if (!IsTraining)
        {
            return batch.BatchNorm(weight, bias, RunningMean, RunningVar!.Value, Epsilon);
        }

        Tensor[] results = NormInputs.ApplyAll(Op(returnsStatistics: true), batch, weight, bias);
        Track(batch, results[1], results[2]);
        return results[0];
    }

    private string Tracking() => RunningMean is null ? ", no running statistics" : Momentum switch
    {
        null => ", momentum: cumulative",
        DefaultMomentum => "",
        { } share => FormattableString.Invariant($", momentum: {share:0.###}"),
    };

    // Means and variances come a channel each, or a channel each of every sample, of which the mean is taken.
    private void Track(Tensor input, Tensor means, Tensor variances)
    {
        Span<long> count = NumBatchesTracked!.Value.AsWritableSpan<long>();
        if (count[0] == 0)
        {
            Array.Clear(_skipped);
        }

        count[0]++;
        if (input.Count > 0)
        {
            DTypes.Run(new Update(this, means.To(RunningMean!.DType), variances.To(RunningMean.DType), input.Count / means.Count, count[0]),
                RunningMean.DType);
        }
    }

    private readonly struct Update(RunningNorm of, Tensor means, Tensor variances, int values, long count) : INumberKernel
    {
        public void Run<T>() where T : unmanaged, INumber<T>
        {
            ReadOnlySpan<T> mean = means.AsSpan<T>(), variance = variances.AsSpan<T>();
            Span<T> runningMean = of.RunningMean!.Value.AsWritableSpan<T>(), runningVar = of.RunningVar!.Value.AsWritableSpan<T>();
            double unbiased = (double)values / (values - 1);
            long[] skipped = of._skipped;
            double? momentum = of.Momentum;
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
}
