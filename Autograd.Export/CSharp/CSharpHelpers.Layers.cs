namespace Autograd.Export;

internal static partial class CSharpHelpers
{
    private static string[] Layers =>
    [
        """
        // Each row of x by the weights, which lie input by input: several results at a time, so that no sum waits for another.
        private static void Linear(ReadOnlySpan<float> x, float[] weight, float[] bias, int inputs, int outputs, Span<float> y)
        {
            for (; x.Length > 0; x = x.Slice(inputs), y = y.Slice(outputs))
            {
                ReadOnlySpan<float> row = x.Slice(0, inputs);
                int o = 0;
                for (int lanes = Vector<float>.Count; Vector.IsHardwareAccelerated && o + lanes <= outputs; o += lanes)
                {
                    Vector.Widen(new Vector<float>(bias, o), out Vector<double> low, out Vector<double> high);
                    for (int i = 0, at = o; i < row.Length; i++, at += outputs)
                    {
                        Vector<double> v = new Vector<double>(row[i]);
                        Vector.Widen(new Vector<float>(weight, at), out Vector<double> lowWeight, out Vector<double> highWeight);
                        low += v * lowWeight;
                        high += v * highWeight;
                    }

                    MemoryMarshal.Cast<float, Vector<float>>(y.Slice(o, lanes))[0] = Vector.Narrow(low, high);
                }

                for (; o + 4 <= outputs; o += 4)
                {
                    double s0 = bias[o], s1 = bias[o + 1], s2 = bias[o + 2], s3 = bias[o + 3];
                    for (int i = 0, at = o; i < row.Length; i++, at += outputs)
                    {
                        double v = row[i];
                        s0 += v * weight[at];
                        s1 += v * weight[at + 1];
                        s2 += v * weight[at + 2];
                        s3 += v * weight[at + 3];
                    }

                    y[o] = (float)s0;
                    y[o + 1] = (float)s1;
                    y[o + 2] = (float)s2;
                    y[o + 3] = (float)s3;
                }

                for (; o < outputs; o++)
                {
                    double sum = bias[o];
                    for (int i = 0, at = o; i < row.Length; i++, at += outputs)
                    {
                        sum += (double)row[i] * weight[at];
                    }

                    y[o] = (float)sum;
                }
            }
        }
        """,
        """
        // With the statistics of the training, channel by channel.
        private static void BatchNorm(
            ReadOnlySpan<float> x, float[] mean, float[] variance, float[] weight, float[] bias, double epsilon, int places, Span<float> y)
        {
            for (int channel = 0, i = 0; channel < mean.Length; channel++)
            {
                double factor = weight[channel] / Math.Sqrt(variance[channel] + epsilon);
                for (int end = i + places; i < end; i++)
                {
                    y[i] = (float)((x[i] - (double)mean[channel]) * factor + bias[channel]);
                }
            }
        }
        """,
        """
        // Each so many numbers to mean 0, unless that is left as it is, and variance 1; a weight and a bias for so many places in a row.
        private static void Normalize(
            ReadOnlySpan<float> x, int size, bool centered, float[] weight, float[] bias, int places, double epsilon, Span<float> y)
        {
            for (int start = 0; start < x.Length; start += size)
            {
                ReadOnlySpan<float> part = x.Slice(start, size);
                double mean = 0, squares = 0;
                for (int i = 0; i < part.Length && centered; i++)
                {
                    mean += part[i];
                }

                mean /= size;
                for (int i = 0; i < part.Length; i++)
                {
                    squares += (part[i] - mean) * (part[i] - mean);
                }

                double factor = 1 / Math.Sqrt(squares / size + epsilon);
                for (int i = 0; i < part.Length; i++)
                {
                    int channel = (start + i) / places % weight.Length;
                    y[start + i] = (float)((part[i] - mean) * factor * weight[channel] + bias[channel]);
                }
            }
        }
        """,
        """
        // Shares of 1 along an axis, or their logarithms.
        private static void Softmax(ReadOnlySpan<float> x, int size, int inner, double beta, bool logarithm, Span<float> y)
        {
            for (int line = 0; line < x.Length / size; line++)
            {
                int start = line / inner * size * inner + line % inner;
                double largest = double.NegativeInfinity, sum = 0;
                for (int i = 0; i < size; i++)
                {
                    largest = Math.Max(largest, beta * x[start + i * inner]);
                }

                for (int i = 0; i < size; i++)
                {
                    sum += Math.Exp(beta * x[start + i * inner] - largest);
                }

                for (int i = 0; i < size; i++)
                {
                    double v = beta * x[start + i * inner] - largest;
                    y[start + i * inner] = (float)(logarithm ? v - Math.Log(sum) : Math.Exp(v) / sum);
                }
            }
        }
        """,
        """
        // The first half of an axis, by the logistic function of the second.
        private static void Glu(ReadOnlySpan<float> x, int half, Span<float> y)
        {
            for (int i = 0; i < y.Length; i++)
            {
                int at = i / half * 2 * half + i % half;
                y[i] = (float)(x[at] * Logistic(x[at + half]));
            }
        }
        """,
        """
        // A series of Chebyshev's polynomials (Clenshaw), which goes on along its tangents beyond the interval.
        private static void Chebyshev(ReadOnlySpan<float> x, float[] coefficients, double low, double high, Span<float> y)
        {
            for (int i = 0; i < y.Length; i++)
            {
                double t = (x[i] - (low + high) / 2) / ((high - low) / 2), within = t < -1 ? -1 : t > 1 ? 1 : t;
                double value = 1, before = 0, slope = 0, slopeBefore = 0, sum = 0;
                for (int k = 0; k < coefficients.Length; k++)
                {
                    sum += coefficients[k] * (value + slope * (t - within));
                    double next = k == 0 ? within : 2 * within * value - before;
                    double nextSlope = k == 0 ? 1 : 2 * value + 2 * within * slope - slopeBefore;
                    before = value;
                    slopeBefore = slope;
                    value = next;
                    slope = nextSlope;
                }

                y[i] = (float)sum;
            }
        }
        """,
        """
        // Straight from knot to knot, and on beyond the first and the last.
        private static void LinearSpline(ReadOnlySpan<float> x, float[] values, double low, double high, Span<float> y)
        {
            int pieces = values.Length - 1;
            for (int i = 0; i < y.Length; i++)
            {
                double position = (x[i] - low) / ((high - low) / pieces);
                int piece = position > 0 ? (int)Math.Min(position, pieces - 1) : 0;
                y[i] = (float)(values[piece] + (position - piece) * (values[piece + 1] - (double)values[piece]));
            }
        }
        """,
        """
        // Each feature less its mean, by its deviation.
        private static void Standardize(ReadOnlySpan<float> x, double[] mean, double[] deviation, int each, Span<float> y)
        {
            for (int i = 0; i < y.Length;)
            {
                for (int feature = 0; feature < mean.Length; feature++)
                {
                    for (int end = i + each; i < end; i++)
                    {
                        y[i] = deviation[feature] == 0 ? 0 : (float)((x[i] - mean[feature]) / deviation[feature]);
                    }
                }
            }
        }
        """,
        """
        // Lays blocks of x into y, so far from each other there.
        private static void Place(ReadOnlySpan<float> x, int block, Span<float> y, int start, int apart)
        {
            for (; x.Length > 0; x = x.Slice(block), start += apart)
            {
                x.Slice(0, block).CopyTo(y.Slice(start, block));
            }
        }
        """,
        """
        // The blocks of an axis that are named, in that order.
        private static void Pick(ReadOnlySpan<float> x, int[] indices, int size, int block, Span<float> y)
        {
            for (int i = 0; i < y.Length / block; i++)
            {
                int at = i / indices.Length * size + indices[i % indices.Length];
                x.Slice(at * block, block).CopyTo(y.Slice(i * block, block));
            }
        }
        """,
    ];
}
