using Autograd.Core;

namespace Autograd.Tests.Laws.Oracles;

/// <summary>Poolings that list the cells of each window and fold them.</summary>
internal static class PoolingOracles
{
    public static Dictionary<string, Oracle> All { get; } = new()
    {
        ["max_pool1d"] = Max,
        ["max_pool2d"] = Max,
        ["avg_pool1d"] = Average,
        ["avg_pool2d"] = Average,
        ["adaptive_max_pool1d"] = Adaptive(Largest),
        ["adaptive_max_pool2d"] = Adaptive(Largest),
        ["adaptive_avg_pool1d"] = Adaptive(numbers => numbers.Average()),
        ["adaptive_avg_pool2d"] = Adaptive(numbers => numbers.Average()),
        ["upsample_nearest2d"] = Upsampled((i, size, output, _, k) => (long)i * size / output == k ? 1 : 0),
        ["upsample_bilinear2d"] = Upsampled((i, size, output, corners, k) =>
        {
            double at = corners ? i * (size - 1.0) / Math.Max(1, output - 1) : Math.Clamp(((i + 0.5) * size / output) - 0.5, 0, size - 1);
            return Math.Max(0, 1 - Math.Abs(at - k));
        }),
    };

    // All elements of the picture, each with its share.
    private static WholeOracle Upsampled(Func<int, int, int, bool, int, double> share) => new((inputs, a) =>
    {
        Nd x = inputs[0];
        int[] output = a.List("outputSize");
        int height = x.Sizes[^2], width = x.Sizes[^1];
        bool corners = a.Any(pair => pair.Key == "alignCorners") && a.Flag("alignCorners");
        return Nd.Make([.. x.Sizes[..^2], .. output], index => (
            from k in Enumerable.Range(0, height)
            from l in Enumerable.Range(0, width)
            let part = share(index[^2], height, output[0], corners, k) * share(index[^1], width, output[1], corners, l)
            where part != 0
            select part * x[[.. index[..^2], k, l]]).Sum());
    });

    private static WholeOracle Max => new((x, a) =>
        Fixed(x[0], a, Sizes(a, "dilation"), window => Largest([.. window.Where(cell => cell.IsInput).Select(cell => cell.Value)])));

    private static WholeOracle Average => new((x, a) => Fixed(x[0], a, [1, 1], window =>
    {
        int cells = window.Count(cell => a.Flag("countIncludePad") ? cell.IsPadded : cell.IsInput);
        double divisor = Sizes(a, "divisorOverride") is [int given] ? given : Math.Max(1, cells);
        return window.Sum(cell => cell.Value) / divisor;
    }));

    private static double Largest(double[] numbers) =>
        numbers.Any(double.IsNaN) ? double.NaN : numbers.Append(double.NegativeInfinity).Max();

    private static WholeOracle Adaptive(Func<double[], double> fold) => new((inputs, a) =>
    {
        Nd x = inputs[0];
        int?[] windows = a.Any(pair => pair.Key == "outputSize")
            ? [a.Integer("outputSize")]
            : [a.IntegerOrNull("outputHeight"), a.IntegerOrNull("outputWidth")];
        int first = x.Rank - windows.Length;
        int[] output = [.. windows.Zip(x.Sizes[first..], (count, size) => count ?? size)];
        return Nd.Make([.. x.Sizes[..first], .. output], index =>
        {
            // From the floor to the ceiling, in fractions of doubles, which are exact enough for what fits into a test.
            IEnumerable<int[]> cells = [index];
            for (int axis = first; axis < x.Rank; axis++)
            {
                double step = (double)x.Sizes[axis] / output[axis - first];
                int at = axis, low = (int)Math.Floor((index[axis] * step) + 1e-9);
                int high = (int)Math.Ceiling(((index[axis] + 1) * step) - 1e-9);
                cells = cells.SelectMany(cell => Enumerable.Range(low, high - low).Select(place => Nd.Replace(cell, at, place)));
            }

            return fold([.. cells.Select(cell => x[cell])]);
        });
    });

    // Of a cell: whether it lies in the input, and whether in the padded one.
    private sealed record Cell(bool IsInput, bool IsPadded, double Value);

    private static Nd Fixed(Nd x, OpAttributes a, int[] dilation, Func<Cell[], double> fold)
    {
        int[] kernel = Sizes(a, "kernelSize"), padding = Sizes(a, "padding");
        int[] stride = Sizes(a, "stride") is [] ? kernel : Sizes(a, "stride");
        int axes = kernel.Length, first = x.Rank - axes;
        int Count(int size, int i) => Windows(size, kernel[i], stride[i], padding[i], dilation[i], a.Flag("ceilMode"));
        int[] sizes = [.. x.Sizes.Select((size, axis) => axis < first ? size : Count(size, axis - first))];
        return Nd.Make(sizes, index =>
        {
            List<Cell> window = [];
            for (int tap = 0; tap < kernel.Aggregate(1, (product, size) => product * size); tap++)
            {
                int[] at = [.. index], last = [tap / kernel[^1], tap % kernel[^1]];
                for (int axis = 0; axis < axes; axis++)
                {
                    at[first + axis] = (at[first + axis] * stride[axis]) - padding[axis] + (last[^(axes - axis)] * dilation[axis]);
                }

                bool Within(int margin) => Enumerable.Range(0, axes).All(axis =>
                    at[first + axis] >= -margin * padding[axis] && at[first + axis] < x.Sizes[first + axis] + (margin * padding[axis]));
                window.Add(new(Within(0), Within(1), Within(0) ? x[at] : 0));
            }

            return fold([.. window]);
        });
    }

    private static int[] Sizes(OpAttributes a, string name) => a[name].Value switch
    {
        null => [],
        int[] sizes => sizes,
        _ => [a.Integer(name)],
    };

    // Counted one by one: a window is there if it fits or, rounding up, if it begins in the input and the one before leaves something.
    private static int Windows(int size, int kernel, int stride, int padding, int dilation, bool ceilMode)
    {
        int span = ((kernel - 1) * dilation) + 1, end = size + padding, count = 0;
        for (int at = -padding; at + span <= end || (ceilMode && at < size && at - stride + span < end); at += stride)
        {
            count++;
        }

        return count;
    }
}
