using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// What batch and instance normalizations have in common: a weight and a bias for each channel, and running statistics of the batches seen
/// in training, which stand in for a batch's own in use.
/// </summary>
/// <remarks>
/// A channel of a batch that is not finite, or whose variance the type does not hold, leaves its running statistics as they were, and is
/// counted in <see cref="SkippedBatches"/>; PyTorch's are not finite from then on. In use the statistics are constants: no gradient goes to
/// them.
/// </remarks>
public abstract class RunningNorm : Layer
{
    /// <summary>The share that a batch has in the running statistics unless it is stated.</summary>
    internal const double DefaultMomentum = 0.1;

    private readonly Samples _samples;
    private readonly bool _isOverBatch;

    private protected RunningNorm(
        Samples samples, bool isOverBatch, int features, double epsilon, double? momentum, bool affine, bool trackRunningStats)
    {
        (_samples, _isOverBatch) = (samples, isOverBatch);
        string layer = GetType().Name;
        Features = Expect.AtLeast(1, features, layer);
        Expect.Fits(layer, DType.Float64, (nameof(features), features));
        Epsilon = Expect.Positive(epsilon, layer);
        Momentum = momentum is { } share ? Expect.That(share is >= 0 and <= 1, share, layer, "a share from 0 to 1", "momentum") : null;
        Weight = affine ? new Parameter([features], new Constant(1), decays: false) : null;
        Bias = affine ? new Parameter([features], new Constant(0), decays: false) : null;
        RunningMean = trackRunningStats ? new ModuleBuffer(Tensor.Zeros([features])) : null;
        RunningVar = trackRunningStats ? new ModuleBuffer(Tensor.Ones([features])) : null;
        NumBatchesTracked = trackRunningStats ? new ModuleBuffer(Tensor.Zeros([], DType.Int64)) : null;
        SkippedBatches = trackRunningStats ? new ModuleBuffer(Tensor.Zeros([features], DType.Int64), isOptional: true) : null;
    }

    /// <summary>The number of channels.</summary>
    public int Features { get; }

    /// <summary>What is added to the variance.</summary>
    public double Epsilon { get; }

    /// <summary>
    /// The share m of a batch in the running statistics: running = (1 − m) · running + m · batch. Null makes them the mean over all
    /// batches that had any: m = 1 / (<see cref="NumBatchesTracked"/> − <see cref="SkippedBatches"/>).
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

    /// <summary>How many batches were seen in training, empty ones too, an Int64; null where nothing is tracked.</summary>
    public ModuleBuffer? NumBatchesTracked { get; private init => field = Register(value); }

    /// <summary>
    /// For each channel, how many batches are not in its running statistics, because its mean or variance was not finite (in Float32 from a
    /// deviation of some 1e19 on) or the batch was empty, an Int64; null where nothing is tracked. Files lack it where it is zero, as
    /// PyTorch's do.
    /// </summary>
    public ModuleBuffer? SkippedBatches { get; private init => field = Register(value); }

    /// <summary>Whether the statistics are the mean over all batches for now, whatever the momentum.</summary>
    internal bool IsCumulative { get; set; }

    /// <inheritdoc/>
    public sealed override bool PassesGain => true;

    /// <inheritdoc/>
    public sealed override bool MixesSamples => RunningMean is null ? _isOverBatch : IsTraining;

    /// <inheritdoc/>
    protected sealed override Tensor Compute(Tensor input)
    {
        bool hasBatch = _samples.HasBatch(input, GetType().Name, Features);
        Tensor output = Normalized(hasBatch ? input : input.Unsqueeze(0), Weight?.Value, Bias?.Value);
        return hasBatch ? output : output.Reshape(input.Shape);
    }

    /// <inheritdoc/>
    protected sealed override string Describe() =>
        FormattableString.Invariant($"{GetType().Name}({Features}{(Weight is null ? ", not affine" : "")}{Tracking()})");

    private NormOp Op(bool returnsStatistics) =>
        _isOverBatch ? new BatchNormOp(Epsilon, returnsStatistics) : new InstanceNormOp(Epsilon, returnsStatistics);

    private Tensor Normalized(Tensor batch, Tensor? weight, Tensor? bias)
    {
        if (_isOverBatch && MixesSamples && batch.Count == Features && Chunk.Current?.SingleRow(this) is { } error)
        {
            throw error;
        }

        if (RunningMean is null)
        {
            return NormInputs.Apply(Op(returnsStatistics: false), batch, weight, bias);
        }

        if (batch.DType != RunningMean.DType)
        {
            throw new ArgumentException(
                $"{GetType().Name}: the input is {batch.DType} and the running statistics are {RunningMean.DType}; expected one type. " +
                "Convert either with To.", nameof(batch));
        }

        if (!IsTraining)
        {
            return batch.BatchNorm(weight, bias, Constant(RunningMean), Constant(RunningVar!), Epsilon);
        }

        Tensor[] results = NormInputs.ApplyAll(Op(returnsStatistics: true), batch, weight, bias);
        if (!Checkpointing.IsRecomputing)
        {
            Track(batch, results[1], results[2]);
        }

        return results[0];
    }

    private string Tracking() => RunningMean is null ? ", no running statistics" : Momentum switch
    {
        null => ", momentum: cumulative",
        DefaultMomentum => "",
        { } share => FormattableString.Invariant($", momentum: {share:0.###}"),
    };

    // Statistics go on while a tape that recorded them is open: it gets a copy.
    private static Tensor Constant(ModuleBuffer statistics)
    {
        Tensor copy = Tensor.Result(statistics.Shape, statistics.DType);
        statistics.Value.Bytes.CopyTo(copy.Bytes);
        return copy;
    }

    private void Track(Tensor input, Tensor means, Tensor variances)
    {
        if (Chunk.Current is { } chunk)
        {
            chunk.Remember(new(this, means.Detach(), variances.Detach(), input.Count));
        }
        else
        {
            Track(input.Count, means, variances);
        }
    }

    /// <summary>A batch, or a chunk of one, enters the running statistics.</summary>
    /// <param name="count">How many numbers it had.</param>
    /// <param name="means">Its means.</param>
    /// <param name="variances">Its biased variances.</param>
    internal void Track(int count, Tensor means, Tensor variances)
    {
        NumBatchesTracked!.Value.AsWritableSpan<long>()[0]++;
        if (count > 0)
        {
            DType dtype = RunningMean!.DType;
            DTypes.Run(new RunningUpdate(this, means.To(dtype), variances.To(dtype), count / means.Count), dtype);
            return;
        }

        foreach (ref long skipped in SkippedBatches!.Value.AsWritableSpan<long>())
        {
            skipped++;
        }
    }
}
