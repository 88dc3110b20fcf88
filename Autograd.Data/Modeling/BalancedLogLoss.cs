using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Data;

/// <summary>
/// The mean over the classes of the mean of −log p of their rows: what a training that treats classes alike makes small.
/// </summary>
internal sealed class BalancedLogLoss(int classes) : Metric("balanced log loss", higherIsBetter: false, "logits and classes")
{
    public override MetricAccumulator Start() => new Sums(classes);

    private sealed class Sums(int classes) : MetricAccumulator
    {
        private readonly double[] _losses = new double[classes];
        private readonly long[] _counts = new long[classes];

        public override double Value
        {
            get
            {
                (double sum, int seen) = (0, 0);
                for (int c = 0; c < _counts.Length; c++)
                {
                    if (_counts[c] > 0)
                    {
                        sum += _losses[c] / _counts[c];
                        seen++;
                    }
                }

                return seen == 0 ? double.NaN : sum / seen;
            }
        }

        public override void Update(Tensor predictions, Tensor targets)
        {
            ReadOnlySpan<float> logits = predictions.AsSpan<float>();
            ReadOnlySpan<long> labels = targets.AsSpan<long>();
            for (int i = 0; i < labels.Length; i++)
            {
                ReadOnlySpan<float> row = logits.Slice(i * _counts.Length, _counts.Length);
                (double largest, double sum) = (double.NegativeInfinity, 0);
                foreach (float logit in row)
                {
                    largest = Math.Max(largest, logit);
                }

                foreach (float logit in row)
                {
                    sum += Math.Exp(logit - largest);
                }

                _losses[labels[i]] += Math.Log(sum) + largest - row[(int)labels[i]];
                _counts[labels[i]]++;
            }

            Count += labels.Length;
        }

        public override void Merge(MetricAccumulator other)
        {
            var sums = (Sums)other;
            for (int c = 0; c < _counts.Length; c++)
            {
                _losses[c] += sums._losses[c];
                _counts[c] += sums._counts[c];
            }

            Count += other.Count;
        }
    }
}
