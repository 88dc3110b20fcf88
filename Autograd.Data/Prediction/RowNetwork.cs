using System.Numerics;
using System.Runtime.InteropServices;
using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Data;

/// <summary>
/// A trained network laid out for one row at a time: no tensor, no allocation, and any number of threads. Each output is summed up in the
/// order of the inputs, whatever the width of the machine's vectors, so that its bits are the same on all of them.
/// </summary>
internal sealed class RowNetwork
{
    private const int MostOnStack = 512;

    private readonly int _features;
    private readonly (float[] Table, int Width)[] _embeddings;
    private readonly Step[] _steps;
    private readonly Step? _weights;
    private readonly float[][] _categories = [];
    private readonly float[] _bias = [];
    private readonly int _widest;

    public RowNetwork(TabularNetwork network)
    {
        _features = network.FeatureCount;
        _embeddings = [.. network.Embeddings.Select(each => (each.Weight.Value.ToArray<float>(), each.Dim))];
        List<Step> steps = [];
        for (int i = 0; i < network.Layers.Count; i++)
        {
            switch (network.Layers[i])
            {
                case Linear linear:
                    steps.Add(new(linear));
                    break;
                case PRelu slopes:
                    steps[^1].Slopes = Padded(slopes.Slope.Value.ToArray<float>());
                    break;
                default:
                    break;
            }
        }

        _steps = [.. steps];
        if (network.Wide is { } model)
        {
            _weights = model.Weights is { } weights ? new(weights) : null;
            _categories = [.. model.Categories.Select(each => each.Weight.Value.ToArray<float>())];
            _bias = model.Bias.Value.ToArray<float>();
        }

        _widest = _steps.Max(step => Math.Max(Step.Round(step.Inputs), step.Blocks * Vector<float>.Count));
    }

    /// <summary>Computes the answer to a row.</summary>
    /// <param name="row">The numbers, then the row of each embedding.</param>
    /// <param name="answer">What the last layer gives.</param>
    public void Run(ReadOnlySpan<float> row, Span<float> answer)
    {
        using var scratch = new Scratch<float>(stackalloc float[MostOnStack], 2 * _widest);
        Span<float> here = scratch.Span[.._widest], next = scratch.Span[_widest..];
        row[.._features].CopyTo(here);
        int filled = _features;
        for (int i = 0; i < _embeddings.Length; i++)
        {
            (float[] table, int width) = _embeddings[i];
            table.AsSpan((int)row[_features + i] * width, width).CopyTo(here[filled..]);
            filled += width;
        }

        foreach (Step step in _steps)
        {
            step.Run(here, next);
            Span<float> used = here;
            here = next;
            next = used;
        }

        here[..answer.Length].CopyTo(answer);
        if (_bias.Length > 0)
        {
            AddLinear(row, next, answer);
        }
    }

    // In the order in which LinearModel adds.
    private void AddLinear(ReadOnlySpan<float> row, Span<float> sums, Span<float> answer)
    {
        if (_weights is null)
        {
            sums[..answer.Length].Clear();
        }
        else
        {
            _weights.Run(row, sums);
        }

        for (int i = 0; i < answer.Length; i++)
        {
            float sum = sums[i];
            for (int c = 0; c < _categories.Length; c++)
            {
                sum += _categories[c][((int)row[_features + c] * answer.Length) + i];
            }

            answer[i] += sum + _bias[i];
        }
    }

    private static float[] Padded(float[] values)
    {
        float[] padded = new float[Step.Round(values.Length)];
        values.CopyTo(padded, 0);
        return padded;
    }

    // A linear layer and the PReLU behind it. Weights of a block of outputs, as many as a vector holds, stand together, input by input.
    private sealed class Step
    {
        private readonly float[] _weights, _bias;

        public Step(Linear linear)
        {
            Inputs = linear.InFeatures;
            Blocks = Round(linear.OutFeatures) / Vector<float>.Count;
            _bias = Padded(linear.Bias?.Value.ToArray<float>() ?? new float[linear.OutFeatures]);
            _weights = new float[Blocks * Inputs * Vector<float>.Count];
            ReadOnlySpan<float> weights = linear.Weight.Value.AsSpan<float>();
            for (int output = 0; output < linear.OutFeatures; output++)
            {
                (int block, int lane) = Math.DivRem(output, Vector<float>.Count);
                for (int input = 0; input < Inputs; input++)
                {
                    _weights[(((block * Inputs) + input) * Vector<float>.Count) + lane] = weights[(output * Inputs) + input];
                }
            }
        }

        public int Inputs { get; }

        public int Blocks { get; }

        public float[]? Slopes { get; set; }

        public static int Round(int count) => (count + Vector<float>.Count - 1) / Vector<float>.Count * Vector<float>.Count;

        public void Run(ReadOnlySpan<float> from, Span<float> to)
        {
            ReadOnlySpan<Vector<float>> weights = MemoryMarshal.Cast<float, Vector<float>>(_weights);
            ReadOnlySpan<Vector<float>> bias = MemoryMarshal.Cast<float, Vector<float>>(_bias);
            ReadOnlySpan<Vector<float>> slopes = MemoryMarshal.Cast<float, Vector<float>>(Slopes);
            Span<Vector<float>> sums = MemoryMarshal.Cast<float, Vector<float>>(to);
            from = from[..Inputs];
            for (int block = 0; block < bias.Length; block++)
            {
                Vector<float> sum = bias[block];
                ReadOnlySpan<Vector<float>> column = weights.Slice(block * Inputs, Inputs);
                for (int input = 0; input < column.Length; input++)
                {
                    sum += column[input] * from[input];
                }

                sums[block] = slopes.IsEmpty
                    ? sum : Vector.ConditionalSelect(Vector.GreaterThan(sum, Vector<float>.Zero), sum, sum * slopes[block]);
            }
        }
    }
}
