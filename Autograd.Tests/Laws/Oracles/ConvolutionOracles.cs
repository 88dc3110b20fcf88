using Autograd.Core;

namespace Autograd.Tests.Laws.Oracles;

/// <summary>Convolutions by their formulas, a sum over every tap; one dimension by an axis of size 1.</summary>
internal static class ConvolutionOracles
{
    public static Dictionary<string, Oracle> All { get; } = new()
    {
        ["conv1d"] = new WholeOracle((x, a) => OfOneDimension(x, inputs => Conv(inputs, Two(a, "stride"), Two(a, "dilation"), a))),
        ["conv2d"] = new WholeOracle((x, a) => Batched(x, inputs => Conv(inputs, Two(a, "stride"), Two(a, "dilation"), a))),
        ["conv_transpose1d"] = new WholeOracle((x, a) => OfOneDimension(x, inputs => Transposed(inputs, a))),
        ["conv_transpose2d"] = new WholeOracle((x, a) => Batched(x, inputs => Transposed(inputs, a))),
    };

    // y[n, o, i, j] = b[o] + the sum over c, t, u of w[o, c, t, u] · x[n, c, i·s + t·d − p, j·s + u·d − p].
    private static Nd Conv(Nd[] inputs, int[] stride, int[] dilation, OpAttributes a)
    {
        Nd x = inputs[0], w = inputs[1];
        int groups = a.Integer("groups"), channels = w.Sizes[0] / groups;
        string mode = a.Word("paddingMode");
        int[] total = [.. Enumerable.Range(0, 2).Select(axis =>
            a["padding"].Value is string ? dilation[axis] * (w.Sizes[axis + 2] - 1) : 2 * Two(a, "padding")[axis])];
        int[] before = [total[0] / 2, total[1] / 2], sizes = [.. Enumerable.Range(0, 2).Select(axis =>
            ((x.Sizes[axis + 2] + total[axis] - (dilation[axis] * (w.Sizes[axis + 2] - 1)) - 1) / stride[axis]) + 1)];
        return Nd.Make([x.Sizes[0], w.Sizes[0], .. sizes], at =>
        {
            double sum = inputs.Length > 2 ? inputs[2][at[1]] : 0;
            for (int c = 0; c < w.Sizes[1]; c++)
            {
                for (int t = 0; t < w.Sizes[2]; t++)
                {
                    for (int u = 0; u < w.Sizes[3]; u++)
                    {
                        int? i = Place((at[2] * stride[0]) + (t * dilation[0]) - before[0], x.Sizes[2], mode);
                        int? j = Place((at[3] * stride[1]) + (u * dilation[1]) - before[1], x.Sizes[3], mode);
                        sum += i is int y && j is int z ? w[at[1], c, t, u] * x[at[0], (at[1] / channels * w.Sizes[1]) + c, y, z] : 0;
                    }
                }
            }

            return sum;
        });
    }

    // Each x[n, c, i, j] adds w[c, o, t, u] times it to y[n, o, i·s + t·d − p, j·s + u·d − p].
    private static Nd Transposed(Nd[] inputs, OpAttributes a)
    {
        Nd x = inputs[0], w = inputs[1];
        int[] stride = Two(a, "stride"), padding = Two(a, "padding"), dilation = Two(a, "dilation"), output = Two(a, "outputPadding");
        int groups = a.Integer("groups"), channels = x.Sizes[1] / groups;
        int[] sizes = [.. Enumerable.Range(0, 2).Select(axis => ((x.Sizes[axis + 2] - 1) * stride[axis]) - (2 * padding[axis])
            + (dilation[axis] * (w.Sizes[axis + 2] - 1)) + output[axis] + 1)];
        Nd y = Nd.Make([x.Sizes[0], w.Sizes[1] * groups, .. sizes], at => inputs.Length > 2 ? inputs[2][at[1]] : 0);
        Nd.Make([.. x.Sizes, .. w.Sizes[1..]], at =>
        {
            int to = (at[1] / channels * w.Sizes[1]) + at[4];
            int i = (at[2] * stride[0]) + (at[5] * dilation[0]) - padding[0], j = (at[3] * stride[1]) + (at[6] * dilation[1]) - padding[1];
            if (i >= 0 && i < sizes[0] && j >= 0 && j < sizes[1])
            {
                y.Data[(((((at[0] * y.Sizes[1]) + to) * sizes[0]) + i) * sizes[1]) + j] += x[at[..4]] * w[at[1], at[4], at[5], at[6]];
            }

            return 0;
        });
        return y;
    }

    /// <summary>Where a position of a padded axis has its number from, or null for a zero.</summary>
    public static int? Place(int at, int size, string mode) => at >= 0 && at < size ? at : mode switch
    {
        "reflect" => at < 0 ? -at : size - 1 - (at - (size - 1)),
        "replicate" => at < 0 ? 0 : size - 1,
        "circular" => (at + size) % size,
        _ => null,
    };

    // A list of one number, or the number, along the last axis; nothing happens along the other.
    private static int[] Two(OpAttributes a, string name) => a[name].Value is int[] two
        ? two
        : [name is "stride" or "dilation" ? 1 : 0, a.Integer(name)];

    private static Nd OfOneDimension(Nd[] inputs, Func<Nd[], Nd> convolve)
    {
        Nd y = Batched([High(inputs[0]), High(inputs[1]), .. inputs[2..]], convolve);
        return new([.. y.Sizes[..^2], y.Sizes[^1]], y.Data);
    }

    private static Nd High(Nd x) => new([.. x.Sizes[..^1], 1, x.Sizes[^1]], x.Data);

    private static Nd Batched(Nd[] inputs, Func<Nd[], Nd> convolve)
    {
        if (inputs[0].Rank == 4)
        {
            return convolve(inputs);
        }

        Nd y = convolve([new([1, .. inputs[0].Sizes], inputs[0].Data), .. inputs[1..]]);
        return new(y.Sizes[1..], y.Data);
    }
}
