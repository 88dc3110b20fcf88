using System.Globalization;

namespace Autograd.Core;

/// <summary>Sequences side by side, step by step, that are not all as long: [L, N, ...] and the length of each.</summary>
internal static class Sequences
{
    /// <summary>Throws unless there is a length for each sequence, from 1 to the number of steps.</summary>
    public static void ExpectLengths(in ArrayView lengths, int steps, int batch, string op)
    {
        if (lengths.DType != DType.Int64 || lengths.Rank != 1 || lengths.Count != batch)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"{op}: the lengths are {lengths.DType} {lengths.Shape}; expected Int64 [{batch}], one for each sequence."),
                nameof(lengths));
        }

        ReadOnlySpan<long> numbers = lengths.Elements<long>();
        for (int i = 0; i < numbers.Length; i++)
        {
            if (numbers[i] < 1 || numbers[i] > steps)
            {
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                    $"{op}: the length of sequence {i} is {numbers[i]}; expected 1 to {steps}, the number of steps."), nameof(lengths));
            }
        }
    }

    /// <summary>Copies what lies within the sequences, with zeros past their ends.</summary>
    public static void CopyWithin(in ArrayView x, in ArrayView lengths, in ArrayView result)
    {
        ReadOnlySpan<long> numbers = lengths.Elements<long>();
        int width = x.Shape.CountOf(2..) * x.DType.Size();
        ReadOnlySpan<byte> from = x.Bytes;
        Span<byte> to = result.Bytes;
        for (int step = 0, start = 0; start < to.Length; step++)
        {
            foreach (long length in numbers)
            {
                Span<byte> row = to.Slice(start, width);
                if (step < length)
                {
                    from.Slice(start, width).CopyTo(row);
                }
                else
                {
                    row.Clear();
                }

                start += width;
            }
        }
    }
}
