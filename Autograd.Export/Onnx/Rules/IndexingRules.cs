using Autograd.Core;

namespace Autograd.Export;

/// <summary>Elements and rows by their places.</summary>
internal static class IndexingRules
{
    public static Dictionary<string, OnnxRule> All => new()
    {
        ["index_select"] = call => call.Same("Gather", ("axis", call.Axis())),
        ["embedding"] = call => call.Same("Gather", ("axis", 0L)),
        ["gather"] = call => call.Same("GatherElements", ("axis", call.Axis())),
        ["scatter_add"] = call => call.Same("ScatterElements", ("axis", call.Axis()), ("reduction", "add")),
        ["index_add"] = IndexAdd,
        ["one_hot"] = OneHot,
        ["last_rows"] = LastRows,
    };

    private static string IndexAdd(OnnxCall call)
    {
        OnnxSize[] sizes = [.. Enumerable.Repeat(new OnnxSize(1, false), call.Rank())], rows = call.Sizes(2);
        sizes[call.Axis()] = rows[call.Axis()];
        string places = call.Node("Expand", [call.Reshape(call[1], sizes), call.Shape(rows)]);
        return call.Node("ScatterElements", [call.X, places, call[2]], ("axis", call.Axis()), ("reduction", "add"));
    }

    private static string OneHot(OnnxCall call) => call.Node("OneHot",
        [call.X, call.Integers(call.Attributes.Integer("classCount")),
            call.Constant(Tensor.From([0.0, 1.0]).To(call.ResultType()))]);

    // The place of each sequence's last step, of all steps of all sequences one after the other: (length − 1) · batch + sequence.
    private static string LastRows(OnnxCall call)
    {
        string batch = call.Node("Size", [call.X]);
        string sequences = call.Node(
            "Range", [call.Constant(Tensor.Scalar(0, DType.Int64)), batch, call.Constant(Tensor.Scalar(1, DType.Int64))]);
        return call.Add(call.Mul(call.Sub(call.X, call.Integers(1)), batch), sequences);
    }
}
