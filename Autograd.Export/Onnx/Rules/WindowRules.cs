using Autograd.Core;

namespace Autograd.Export;

/// <summary>Convolution, pooling and pictures of another size.</summary>
internal static class WindowRules
{
    public static Dictionary<string, OnnxRule> All => new()
    {
        ["conv1d"] = call => Convolution(call, 1),
        ["conv2d"] = call => Convolution(call, 2),
        ["conv_transpose1d"] = call => Transposed(call, 1),
        ["conv_transpose2d"] = call => Transposed(call, 2),
        ["max_pool1d"] = call => MaxPool(call, 1),
        ["max_pool2d"] = call => MaxPool(call, 2),
        ["avg_pool1d"] = call => AvgPool(call, 1),
        ["avg_pool2d"] = call => AvgPool(call, 2),
        ["adaptive_avg_pool1d"] = call => Spread(call, 1, Average),
        ["adaptive_avg_pool2d"] = call => Spread(call, 2, Average),
        ["adaptive_max_pool1d"] = call => Spread(call, 1, Largest),
        ["adaptive_max_pool2d"] = call => Spread(call, 2, Largest),
        ["upsample_nearest2d"] = call => Spread(call, 2, Nearest),
        ["upsample_bilinear2d"] = Bilinear,
    };

    // ONNX knows no windows on a single sample.
    private static string Batched(OnnxCall call, int axes, Func<string, string> node)
    {
        bool isSingle = call.Rank() == axes + 1;
        string y = node(isSingle ? call.Unsqueeze(call.X, 0) : call.X);
        return isSingle ? call.Squeeze(y, 0) : y;
    }

    private static int[] Numbers(OnnxCall call, string attribute, int axes) =>
        axes == 1 ? [call.Attributes.Integer(attribute)] : call.Attributes.List(attribute);

    private static string Convolution(OnnxCall call, int axes)
    {
        int[] dilation = Numbers(call, "dilation", axes), kernel = call.Fixed(call.Sizes(1))[^axes..];
        int[] pads = new int[2 * axes];
        for (int i = 0; i < axes; i++)
        {
            // As many as keep the size, the odd one behind; or the same on both sides.
            bool isSame = call.Attributes["padding"].Value is string;
            int all = isSame ? dilation[i] * (kernel[i] - 1) : 2 * Numbers(call, "padding", axes)[i];
            (pads[i], pads[axes + i]) = (all / 2, all - (all / 2));
        }

        return Batched(call, axes, x => call.Node("Conv", Inputs(call, x), ("kernel_shape", kernel), ("pads", pads),
            ("strides", Numbers(call, "stride", axes)), ("dilations", dilation), ("group", call.Attributes.Integer("groups"))));
    }

    // What is added behind the output is not cut off there; what is beyond all windows is zeros and the bias.
    private static string Transposed(OnnxCall call, int axes)
    {
        int[] before = Numbers(call, "padding", axes), added = Numbers(call, "outputPadding", axes), behind = [.. before];
        for (int i = 0; i < axes; i++)
        {
            int less = Math.Min(behind[i], added[i]);
            (behind[i], added[i]) = (behind[i] - less, added[i] - less);
        }

        bool isBeyond = Array.Exists(added, size => size > 0);
        return Batched(call, axes, x =>
        {
            string y = call.Node("ConvTranspose", isBeyond ? [x, call[1]] : Inputs(call, x),
                ("kernel_shape", call.Fixed(call.Sizes(1))[^axes..]), ("pads", (int[])[.. before, .. behind]),
                ("strides", Numbers(call, "stride", axes)), ("dilations", Numbers(call, "dilation", axes)),
                ("group", call.Attributes.Integer("groups")));
            y = isBeyond ? call.Node("Pad", [y, call.Integers([.. new long[axes + 4], .. added.Select(size => (long)size)])]) : y;
            return isBeyond && call.Count > 2
                ? call.Add(y, call.Reshape(call[2], [call.Sizes(2)[0], .. Enumerable.Repeat(new OnnxSize(1, false), axes)]))
                : y;
        });
    }

    private static string[] Inputs(OnnxCall call, string x) => [x, .. call.All[1..]];

    // The padding behind is as much as the windows reach, whatever rule has counted them.
    private static Windows Pooling(OnnxCall call, int axes, int[] dilation)
    {
        int[] kernel = Numbers(call, "kernelSize", axes), padding = Numbers(call, "padding", axes);
        int[] stride = call.Attributes["stride"].Value is null ? kernel : Numbers(call, "stride", axes);
        int[] size = call.Fixed(call.Sizes()[^axes..]), count = call.Fixed(call.Result()[^axes..]), behind = new int[axes];
        for (int i = 0; i < axes; i++)
        {
            behind[i] = Math.Max(0, ((count[i] - 1) * stride[i]) + (dilation[i] * (kernel[i] - 1)) + 1 - size[i] - padding[i]);
        }

        return new(kernel, stride, [.. padding, .. behind], size, count);
    }

    private static string MaxPool(OnnxCall call, int axes)
    {
        int[] dilation = Numbers(call, "dilation", axes);
        Windows windows = Pooling(call, axes, dilation);
        int[] pads = windows.Pads;
        bool isWide = pads.Where((pad, i) => pad >= windows.Kernel[i % axes]).Any();
        return Batched(call, axes, x => call.Node("MaxPool", [isWide ? Padded(x) : x], ("kernel_shape", windows.Kernel),
            ("pads", isWide ? new int[2 * axes] : pads), ("strides", windows.Stride), ("dilations", dilation)));

        // Of padding as wide as a kernel, which windows with holes reach, runtimes take none but as a node.
        string Padded(string x) => call.Node("Pad",
            [x, call.Integers([0, 0, .. pads[..axes].Select(pad => (long)pad), 0, 0, .. pads[axes..].Select(pad => (long)pad)]),
                call.Number(double.NegativeInfinity)]);
    }

    // ONNX divides by all cells of a window; what differs from that, at the edges, is a factor.
    private static string AvgPool(OnnxCall call, int axes)
    {
        Windows windows = Pooling(call, axes, [.. Enumerable.Repeat(1, axes)]);
        string mean = Batched(call, axes, x => call.Node("AveragePool", [x], ("kernel_shape", windows.Kernel), ("pads", windows.Pads),
            ("strides", windows.Stride), ("count_include_pad", true)));
        double cells = windows.Kernel.Aggregate(1, (a, b) => a * b);
        if (call.Attributes.IntegerOrNull("divisorOverride") is { } divisor)
        {
            return call.Mul(mean, call.Number(cells / divisor));
        }

        double[][] counts = [.. Enumerable.Range(0, axes).Select(axis => windows.Cells(axis, call.Attributes.Flag("countIncludePad")))];
        double[] factors = axes == 1
            ? [.. counts[0].Select(count => cells / count)]
            : [.. counts[0].SelectMany(down => counts[1].Select(across => cells / (down * across)))];
        return Array.TrueForAll(factors, factor => factor == 1)
            ? mean
            : call.Mul(mean, call.Constant(Tensor.From(factors, Shape.Of(windows.Count)).To(call.Type)));
    }

    // One axis after the other.
    private static string Spread(OnnxCall call, int axes, Func<OnnxCall, string, int, int, int, string> along)
    {
        string x = call.X;
        int[] sizes = call.Fixed(call.Sizes()[^axes..]), counts = call.Fixed(call.Result()[^axes..]);
        for (int i = 0; i < axes; i++)
        {
            x = sizes[i] == counts[i] ? x : along(call, x, call.Rank() - axes + i, sizes[i], counts[i]);
        }

        return x;
    }

    private static (int From, int To) Window(int i, int size, int count) =>
        ((int)((long)i * size / count), (int)((((long)(i + 1) * size) + count - 1) / count));

    // A product with a matrix whose columns hold the weights of the windows.
    private static string Average(OnnxCall call, string x, int axis, int size, int count)
    {
        if (count == 1)
        {
            return ReductionRules.Mean(call, x, [axis]);
        }

        var weights = new double[size * count];
        bool isLast = axis == call.Rank() - 1;
        for (int i = 0; i < count; i++)
        {
            (int from, int to) = Window(i, size, count);
            for (int j = from; j < to; j++)
            {
                weights[isLast ? (j * count) + i : (i * size) + j] = 1.0 / (to - from);
            }
        }

        string matrix = call.Constant(Tensor.From(weights, isLast ? [size, count] : [count, size]).To(call.Type));
        return call.Node("MatMul", isLast ? [x, matrix] : [matrix, x]);
    }

    // Windows of one length, the last element of a shorter one repeated.
    private static string Largest(OnnxCall call, string x, int axis, int size, int count)
    {
        (int From, int To)[] windows = [.. Enumerable.Range(0, count).Select(i => Window(i, size, count))];
        int longest = windows.Max(window => window.To - window.From);
        long[] places = [.. windows.SelectMany(window => Enumerable.Range(window.From, longest)
            .Select(place => (long)Math.Min(place, window.To - 1)))];
        string cut = call.Node("Gather", [x, call.Constant(Tensor.From(places, [count, longest]))], ("axis", axis));
        return call.Node("ReduceMax", [cut], ("axes", (int[])[axis + 1]), ("keepdims", false));
    }

    private static string Nearest(OnnxCall call, string x, int axis, int size, int count) => call.Node("Gather",
        [x, call.Integers([.. Enumerable.Range(0, count).Select(i => (long)i * size / count)])], ("axis", axis));

    private static string Bilinear(OnnxCall call)
    {
        string mode = call.Attributes.Flag("alignCorners") ? "align_corners" : "half_pixel";
        OnnxSize[] sizes = call.Result().Length == 3 ? [new(1, false), .. call.Result()] : call.Result();
        return Batched(call, 2, x => call.Node(
            "Resize", [x, "", "", call.Shape(sizes)], ("mode", "linear"), ("coordinate_transformation_mode", mode)));
    }

    private sealed record Windows(int[] Kernel, int[] Stride, int[] Pads, int[] Size, int[] Count)
    {
        /// <summary>How many cells of each window along an axis count: those on the input and on the padding, but none beyond.</summary>
        public double[] Cells(int axis, bool withPadding)
        {
            int pad = withPadding ? Pads[axis] : 0;
            return [.. Enumerable.Range(0, Count[axis]).Select(i =>
            {
                int from = (i * Stride[axis]) - Pads[axis], to = from + Kernel[axis];
                return (double)(Math.Min(to, Size[axis] + pad) - Math.Max(from, -pad));
            })];
        }
    }
}
