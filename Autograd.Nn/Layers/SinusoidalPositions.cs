using System.Numerics;
using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Adds to each element of a sequence, [N, L, E] or [L, E], where it stands: sines and cosines of the position, of wavelengths from 2π to
/// 10,000 · 2π (Vaswani et al., 2017, arXiv:1706.03762). Attention alone does not see the order. There is nothing to train and no longest
/// sequence.
/// </summary>
public sealed class SinusoidalPositions : Layer
{
    private const double Longest = 10_000;

    private Tensor? _table;

    /// <summary>A layer for sequences.</summary>
    /// <param name="batchFirst">Whether they are [N, L, E], or else [L, N, E]; without a batch [L, E].</param>
    public SinusoidalPositions(bool batchFirst = true) => BatchFirst = batchFirst;

    /// <summary>Whether sequences are [N, L, E], or else [L, N, E].</summary>
    public bool BatchFirst { get; }

    /// <inheritdoc/>
    public override bool PassesGain => true;

    /// <summary>What is added, [L, E]: feature 2i of position p gets sin(p / 10,000^(2i/E)), and 2i + 1 the cosine.</summary>
    /// <param name="length">The number of positions L.</param>
    /// <param name="embedDim">The number of features E.</param>
    /// <param name="dtype">Float32 or Float64.</param>
    /// <exception cref="ArgumentException">
    /// A size is negative, there are more numbers than a tensor holds, or the type is not floating point.
    /// </exception>
    public static Tensor Table(int length, int embedDim, DType dtype = DType.Float32)
    {
        Expect.AtLeast(0, length, nameof(SinusoidalPositions));
        Expect.AtLeast(0, embedDim, nameof(SinusoidalPositions));
        Expect.Fits(nameof(SinusoidalPositions), DType.Float64, (nameof(length), length), (nameof(embedDim), embedDim));
        Shape shape = [length, embedDim];
        if (shape.Count == 0)
        {
            return Tensor.Zeros(shape, dtype);
        }

        double[] table = new double[shape.Count];
        for (int feature = 0; feature < embedDim; feature++)
        {
            double frequency = Math.Pow(Longest, -(feature - (feature % 2)) / (double)embedDim);
            for (int position = 0; position < length; position++)
            {
                table[(position * embedDim) + feature] =
                    feature % 2 == 0 ? Math.Sin(position * frequency) : Math.Cos(position * frequency);
            }
        }

        return Tensor.From(table, shape).To(dtype);
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        if (input.Rank is not (2 or 3) || !input.DType.IsFloat())
        {
            throw new ArgumentException(
                $"SinusoidalPositions: the input is {input.DType} {input.Shape}; expected numbers of " +
                $"{(BatchFirst ? "[N, L, E]" : "[L, N, E]")}, " +
                "or without the batch [L, E].", nameof(input));
        }

        int length = input.Shape[BatchFirst || input.Rank == 2 ? ^2 : 0], embedDim = input.Shape[^1];
        Tensor? table = _table;
        if (table is null || table.Shape[0] < length || table.Shape[1] != embedDim || table.DType != input.DType)
        {
            _table = table = Elements.Apart(() => Table(Enough(length, embedDim), embedDim, input.DType));
        }

        Tensor some = table.Slice(0, ..length);
        return input + (BatchFirst || input.Rank == 2 ? some : some.Unsqueeze(1));
    }

    // The next power of two, so that a sequence that grows step by step finds its table there almost always.
    private static int Enough(int length, int embedDim)
    {
        long rounded = BitOperations.RoundUpToPowerOf2((uint)length);
        return rounded * Math.Max(1, embedDim) <= Array.MaxLength ? (int)rounded : length;
    }
}
