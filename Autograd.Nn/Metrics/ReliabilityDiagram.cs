using System.Globalization;
using System.Text;
using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// How confident predictions are against how often they are right, in bins of equal width (DeGroot and Fienberg 1983, Guo et al. 2017): of
/// a calibrated network's predictions with a confidence of 0.8, four of five are right. A confidence on the edge of two bins is in the
/// lower.
/// </summary>
public sealed class ReliabilityDiagram : IStateful
{
    /// <summary>How many bins there are unless it is stated.</summary>
    internal const int DefaultBins = 15;

    private readonly ClassScores _scores;
    private readonly long[] _counts, _hits;
    private readonly double[] _confidences;
    private double[] _logs = [];

    /// <summary>An empty diagram.</summary>
    /// <param name="bins">How many bins of equal width there are.</param>
    /// <param name="onProbabilities">Whether predictions are probabilities rather than logits.</param>
    /// <param name="ignoreIndex">The target that counts for nothing, as in the losses.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bins"/> is not positive.</exception>
    public ReliabilityDiagram(
        int bins = DefaultBins, bool onProbabilities = false, int ignoreIndex = ClassTargets.DefaultIgnoreIndex)
    {
        Expect.AtLeast(1, bins, nameof(ReliabilityDiagram));
        (_counts, _hits, _confidences) = (new long[bins], new long[bins], new double[bins]);
        _scores = new(nameof(ReliabilityDiagram), onProbabilities, Metric.LogLoss.Takes, ignoreIndex);
    }

    internal ReliabilityDiagram(ClassMetric metric, int bins)
        : this(bins, metric.TakesProbabilities) => _scores = new(metric);

    /// <summary>How many samples have been added.</summary>
    public long Count => _counts.Sum();

    /// <summary>The bins, from the least confident on.</summary>
    public IReadOnlyList<ReliabilityBin> Bins
    {
        get
        {
            ReliabilityBin[] bins = new ReliabilityBin[_counts.Length];
            for (int i = 0; i < bins.Length; i++)
            {
                bins[i] = new((double)i / bins.Length, (i + 1.0) / bins.Length, _counts[i],
                    _counts[i] == 0 ? double.NaN : _confidences[i] / _counts[i],
                    _counts[i] == 0 ? double.NaN : (double)_hits[i] / _counts[i]);
            }

            return bins;
        }
    }

    /// <summary>
    /// The expected calibration error: Σ over the bins of (count / all) · |share right − mean confidence|. NaN without samples.
    /// </summary>
    public double CalibrationError
    {
        get
        {
            double sum = 0;
            for (int i = 0; i < _counts.Length; i++)
            {
                sum += Math.Abs(_hits[i] - _confidences[i]);
            }

            return Count == 0 ? double.NaN : sum / Count;
        }
    }

    /// <summary>The diagram of predictions that are all there.</summary>
    /// <param name="predictions">Scores as <see cref="Metric.LogLoss"/> takes them.</param>
    /// <param name="targets">The classes.</param>
    /// <param name="bins">How many bins of equal width there are.</param>
    /// <param name="onProbabilities">Whether predictions are probabilities rather than logits.</param>
    /// <param name="ignoreIndex">The target that counts for nothing, as in the losses.</param>
    /// <exception cref="ArgumentException">They are not as expected.</exception>
    public static ReliabilityDiagram Of(Tensor predictions, Tensor targets, int bins = DefaultBins, bool onProbabilities = false,
        int ignoreIndex = ClassTargets.DefaultIgnoreIndex)
    {
        var diagram = new ReliabilityDiagram(bins, onProbabilities, ignoreIndex);
        diagram.Add(predictions, targets);
        return diagram;
    }

    /// <summary>Adds a batch, or nothing where it is not as expected.</summary>
    /// <param name="predictions">Scores as <see cref="Metric.LogLoss"/> takes them.</param>
    /// <param name="targets">The classes.</param>
    /// <exception cref="ArgumentException">They are not as expected.</exception>
    public void Add(Tensor predictions, Tensor targets)
    {
        _scores.Read(predictions, targets);
        _logs = _logs.Length == _scores.Classes ? _logs : new double[_scores.Classes];
        for (int i = 0; i < _scores.Count; i++)
        {
            long predicted = _scores.Predicted(i);
            _scores.LogProbabilities(i, _logs);
            double confidence = Math.Exp(_logs[predicted]);
            int bin = Math.Clamp((int)Math.Ceiling(confidence * _counts.Length) - 1, 0, _counts.Length - 1);
            _counts[bin]++;
            _hits[bin] += predicted == _scores.Labels[i] ? 1 : 0;
            _confidences[bin] += confidence;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Tensor> StateDict() => new Dictionary<string, Tensor>
    {
        ["counts"] = Tensor.From(_counts),
        ["hits"] = Tensor.From(_hits),
        ["confidences"] = Tensor.From(_confidences),
    };

    /// <inheritdoc/>
    public void LoadState(IReadOnlyDictionary<string, Tensor> state) =>
        StateReader.Load(state, nameof(ReliabilityDiagram), reader =>
        {
            long[] counts = reader.Counts("counts", _counts.Length), hits = reader.Counts("hits", _counts.Length);
            double[] confidences = reader.Reals("confidences", _counts.Length);
            reader.Then(() =>
            {
                counts.CopyTo(_counts, 0);
                hits.CopyTo(_hits, 0);
                confidences.CopyTo(_confidences, 0);
            });
        });

    /// <summary>Adds what another diagram has counted; that one stays as it is.</summary>
    /// <param name="other">A diagram with as many bins.</param>
    /// <exception cref="ArgumentException">It has more or fewer bins.</exception>
    public void Merge(ReliabilityDiagram other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other._counts.Length != _counts.Length)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"ReliabilityDiagram.Merge: the other has {other._counts.Length} bins; ") +
                FormattableString.Invariant($"expected {_counts.Length}."), nameof(other));
        }

        for (int i = 0; i < _counts.Length; i++)
        {
            _counts[i] += other._counts[i];
            _hits[i] += other._hits[i];
            _confidences[i] += other._confidences[i];
        }
    }

    /// <summary>A table with a row per bin that is not empty, and the calibration error.</summary>
    public override string ToString()
    {
        var table = new StringBuilder("confidence     samples        mean       right");
        foreach (ReliabilityBin bin in Bins)
        {
            if (bin.Count > 0)
            {
                table.Append('\n').Append(
                    CultureInfo.InvariantCulture, $"{bin.From:F2} – {bin.To:F2}{bin.Count,12}{bin.Confidence,12:F4}{bin.Accuracy,12:F4}");
            }
        }

        return table.Append('\n').Append(CultureInfo.InvariantCulture, $"calibration error {CalibrationError:F4}, {Count} samples")
            .ToString();
    }
}
