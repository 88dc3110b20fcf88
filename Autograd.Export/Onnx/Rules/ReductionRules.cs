namespace Autograd.Export;

/// <summary>Sums, means and extremes along axes.</summary>
internal static class ReductionRules
{
    public static Dictionary<string, OnnxRule> All => new()
    {
        ["sum"] = call => call.Sum(call.X, call.Attributes.List("axes"), call.Attributes.Flag("keepDims")),
        ["mean"] = call => Reduce(call, "ReduceMean"),
        ["max"] = call => Reduce(call, "ReduceMax"),
        ["min"] = call => Reduce(call, "ReduceMin"),
        ["logsumexp"] = call => Reduce(call, "ReduceLogSumExp"),
        ["var"] = Variance,
        ["std"] = call => call.Node("Sqrt", [Variance(call)]),
        ["argmax"] = call => call.Same("ArgMax", ("axis", call.Axis()), ("keepdims", call.Attributes.Flag("keepDims"))),
        ["argmin"] = call => call.Same("ArgMin", ("axis", call.Axis()), ("keepdims", call.Attributes.Flag("keepDims"))),
        ["cumulative_sum"] = call => call.Node(
            "CumSum", [call.X, call.Integers(call.Axis())], ("reverse", call.Attributes.Flag("reverse"))),
        ["sort"] = call => Ranked(call, call.Fixed(call.Sizes())[call.Axis()], call.Attributes.Flag("descending"), isSorted: true),
        ["topk"] = call => Ranked(
            call, call.Attributes.Integer("k"), call.Attributes.Flag("largest"), call.Attributes.Flag("sorted")),
    };

    /// <summary>A mean over axes.</summary>
    public static string Mean(OnnxCall call, string x, int[] axes) => call.Node("ReduceMean", [x], ("axes", axes), ("keepdims", true));

    private static string Reduce(OnnxCall call, string type)
    {
        int[] axes = call.Attributes.List("axes");
        return axes.Length == 0
            ? call.Node(type, [call.X], ("keepdims", call.Attributes.Flag("keepDims")))
            : call.Node(type, [call.X], ("axes", axes), ("keepdims", call.Attributes.Flag("keepDims")));
    }

    private static string Variance(OnnxCall call)
    {
        int[] axes = [.. call.Attributes.List("axes").Select(axis => axis < 0 ? axis + call.Rank() : axis)];
        axes = axes.Length == 0 ? [.. Enumerable.Range(0, call.Rank())] : axes;
        string off = call.Sub(call.X, Mean(call, call.X, axes)), squares = call.Sum(
            call.Mul(off, off), axes, call.Attributes.Flag("keepDims"));
        OnnxSize[] sizes = call.Sizes(), reduced = [.. axes.Select(axis => sizes[axis])];
        double correction = call.Attributes.Number("correction");
        return call.Div(squares, reduced.Any(size => size.IsPerSample)
            ? call.Node("Max", [call.Sub(Count(call, reduced), call.Number(correction)), call.Number(0)])
            : call.Number(Math.Max(0, reduced.Aggregate(1.0, (product, size) => product * size.Number) - correction)));
    }

    // How many elements there are, with the batch.
    private static string Count(OnnxCall call, OnnxSize[] sizes) => call.Cast(
        call.Node("ReduceProd", [call.Shape(sizes)], ("keepdims", false)), call.Type);

    // As they stand in the tensor are those whose places are in order.
    private static string Ranked(OnnxCall call, int count, bool isLargest, bool isSorted)
    {
        int axis = call.Axis();
        string[] both = Top(call.X, isLargest);
        if (!isSorted)
        {
            string[] places = Top(both[1], false);
            both = [call.Node("GatherElements", [call.X, places[0]], ("axis", axis)), places[0]];
        }

        call.Name(1, both[1]);
        return both[0];

        string[] Top(string x, bool largest) => call.Nodes(
            "TopK", [x, call.Integers(count)], 2, ("axis", axis), ("largest", largest), ("sorted", true));
    }
}
