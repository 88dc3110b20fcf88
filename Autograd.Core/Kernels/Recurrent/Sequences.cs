namespace Autograd.Core;

/// <summary>Sequences side by side, step by step, that are not all as long: [L, N, ...] and the length of each.</summary>
internal static class Sequences
{
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
