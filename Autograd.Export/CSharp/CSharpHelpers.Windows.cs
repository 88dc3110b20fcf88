namespace Autograd.Export;

internal static partial class CSharpHelpers
{
    private static string[] Windows =>
    [
        """
        private static void Convolution(
            ReadOnlySpan<float> x, float[] weight, float[] bias, int groups, int height, int width, int kernelHeight, int kernelWidth,
            int strideDown, int strideAcross, int dilationDown, int dilationAcross, int top, int left, int rows, int columns, Span<float> y)
        {
            int taps = kernelHeight * kernelWidth, channels = x.Length / (height * width) / groups, results = bias.Length / groups;
            for (int result = 0; result < bias.Length; result++)
            {
                int first = result / results * channels;
                for (int row = 0; row < rows; row++)
                {
                    for (int column = 0; column < columns; column++)
                    {
                        double sum = bias[result];
                        for (int channel = 0; channel < channels; channel++)
                        {
                            int plane = (first + channel) * height * width, kernel = (result * channels + channel) * taps;
                            for (int down = 0; down < kernelHeight; down++)
                            {
                                int i = row * strideDown + down * dilationDown - top;
                                if ((uint)i >= (uint)height)
                                {
                                    continue;
                                }

                                for (int across = 0; across < kernelWidth; across++)
                                {
                                    int j = column * strideAcross + across * dilationAcross - left;
                                    if ((uint)j < (uint)width)
                                    {
                                        sum += (double)x[plane + i * width + j] * weight[kernel + down * kernelWidth + across];
                                    }
                                }
                            }
                        }

                        y[(result * rows + row) * columns + column] = (float)sum;
                    }
                }
            }
        }
        """,
        """
        // The convolution from its result to its input: every place gathers what reaches it.
        private static void TransposedConvolution(
            ReadOnlySpan<float> x, float[] weight, float[] bias, int groups, int height, int width, int kernelHeight, int kernelWidth,
            int strideDown, int strideAcross, int dilationDown, int dilationAcross, int top, int left, int rows, int columns, Span<float> y)
        {
            int taps = kernelHeight * kernelWidth, channels = x.Length / (height * width) / groups, results = bias.Length / groups;
            for (int result = 0; result < bias.Length; result++)
            {
                int first = result / results * channels;
                for (int row = 0; row < rows; row++)
                {
                    for (int column = 0; column < columns; column++)
                    {
                        double sum = bias[result];
                        for (int channel = first; channel < first + channels; channel++)
                        {
                            int plane = channel * height * width, kernel = (channel * results + result % results) * taps;
                            for (int down = 0; down < kernelHeight; down++)
                            {
                                int i = row + top - down * dilationDown;
                                if (i < 0 || i % strideDown != 0 || i / strideDown >= height)
                                {
                                    continue;
                                }

                                for (int across = 0; across < kernelWidth; across++)
                                {
                                    int j = column + left - across * dilationAcross;
                                    if (j >= 0 && j % strideAcross == 0 && j / strideAcross < width)
                                    {
                                        sum += (double)x[plane + i / strideDown * width + j / strideAcross]
                                            * weight[kernel + down * kernelWidth + across];
                                    }
                                }
                            }
                        }

                        y[(result * rows + row) * columns + column] = (float)sum;
                    }
                }
            }
        }
        """,
        """
        private static void MaxPool(
            ReadOnlySpan<float> x, int height, int width, int kernelHeight, int kernelWidth, int strideDown, int strideAcross,
            int dilationDown, int dilationAcross, int top, int left, int rows, int columns, Span<float> y)
        {
            for (int at = 0; at < y.Length; at++)
            {
                int plane = at / (rows * columns) * height * width, row = at / columns % rows, column = at % columns;
                float largest = float.NegativeInfinity;
                for (int down = 0; down < kernelHeight; down++)
                {
                    int i = row * strideDown + down * dilationDown - top;
                    for (int across = 0; across < kernelWidth && (uint)i < (uint)height; across++)
                    {
                        int j = column * strideAcross + across * dilationAcross - left;
                        if ((uint)j < (uint)width)
                        {
                            float v = x[plane + i * width + j];
                            largest = v > largest || float.IsNaN(v) ? v : largest;
                        }
                    }
                }

                y[at] = largest;
            }
        }
        """,
        """
        // A divisor of 0 stands for the number of cells; those of the padding count as zeros or not at all, those beyond it never do.
        private static void AveragePool(
            ReadOnlySpan<float> x, int height, int width, int kernelHeight, int kernelWidth, int strideDown, int strideAcross, int top,
            int left, int rows, int columns, bool countPadding, int divisor, Span<float> y)
        {
            for (int at = 0; at < y.Length; at++)
            {
                int plane = at / (rows * columns) * height * width, row = at / columns % rows, column = at % columns;
                int firstRow = row * strideDown - top, firstColumn = column * strideAcross - left;
                int cells = Math.Min(kernelHeight, height + top - firstRow) * Math.Min(kernelWidth, width + left - firstColumn), inside = 0;
                double sum = 0;
                for (int i = Math.Max(0, firstRow); i < Math.Min(height, firstRow + kernelHeight); i++)
                {
                    for (int j = Math.Max(0, firstColumn); j < Math.Min(width, firstColumn + kernelWidth); j++)
                    {
                        sum += x[plane + i * width + j];
                        inside++;
                    }
                }

                y[at] = (float)(sum / (divisor != 0 ? divisor : countPadding ? cells : Math.Max(1, inside)));
            }
        }
        """,
        """
        // So many windows, spread over each axis: their means, or their largest numbers.
        private static void AdaptivePool(ReadOnlySpan<float> x, int height, int width, int rows, int columns, bool largest, Span<float> y)
        {
            for (int at = 0; at < y.Length; at++)
            {
                int plane = at / (rows * columns) * height * width, row = at / columns % rows, column = at % columns;
                int top = row * height / rows, bottom = ((row + 1) * height + rows - 1) / rows;
                int left = column * width / columns, right = ((column + 1) * width + columns - 1) / columns;
                double sum = 0, most = double.NegativeInfinity;
                for (int i = top; i < bottom; i++)
                {
                    for (int j = left; j < right; j++)
                    {
                        double v = x[plane + i * width + j];
                        sum += v;
                        most = v > most || double.IsNaN(v) ? v : most;
                    }
                }

                y[at] = (float)(largest ? most : sum / ((bottom - top) * (right - left)));
            }
        }
        """,
        """
        private static void UpsampleNearest(ReadOnlySpan<float> x, int height, int width, int rows, int columns, Span<float> y)
        {
            for (int at = 0; at < y.Length; at++)
            {
                int plane = at / (rows * columns) * height * width, row = at / columns % rows, column = at % columns;
                y[at] = x[plane + row * height / rows * width + column * width / columns];
            }
        }
        """,
        """
        private static void UpsampleBilinear(
            ReadOnlySpan<float> x, int height, int width, int rows, int columns, bool alignCorners, Span<float> y)
        {
            for (int at = 0; at < y.Length; at++)
            {
                int plane = at / (rows * columns) * height * width, row = at / columns % rows, column = at % columns;
                double i = SourcePlace(row, height, rows, alignCorners), j = SourcePlace(column, width, columns, alignCorners);
                int top = (int)i, left = (int)j, bottom = Math.Min(top + 1, height - 1), right = Math.Min(left + 1, width - 1);
                double down = i - top, across = j - left;
                y[at] = (float)((1 - down) * ((1 - across) * x[plane + top * width + left] + across * x[plane + top * width + right])
                    + down * ((1 - across) * x[plane + bottom * width + left] + across * x[plane + bottom * width + right]));
            }
        }
        """,
        """
        // Where the corners are the centres of the first and the last number, or the edges of the picture.
        private static double SourcePlace(int place, int size, int places, bool alignCorners)
        {
            double at = alignCorners ? places > 1 ? (double)place * (size - 1) / (places - 1) : 0
                : Math.Max(0, (place + 0.5) * size / places - 0.5);
            return Math.Min(at, size - 1);
        }
        """,
    ];
}
