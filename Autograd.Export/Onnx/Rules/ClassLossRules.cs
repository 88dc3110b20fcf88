using Autograd.Core;

namespace Autograd.Export;

/// <summary>Losses for classes.</summary>
internal static class ClassLossRules
{
    public static Dictionary<string, OnnxRule> All => new()
    {
        ["nll_loss"] = call => OfClasses(call, call.X, 0),
        ["cross_entropy"] = call => OfClasses(
            call, call.Node("LogSoftmax", [call.X], ("axis", Axis(call))), call.Attributes.Number("labelSmoothing")),
        ["multi_margin_loss"] = MultiMargin,
        ["multi_label_margin_loss"] = MultiLabelMargin,
        ["adaptive_log_softmax_with_loss"] = Adaptive,
    };

    // Scores are [batch, classes, ...] or [classes].
    private static int Axis(OnnxCall call) => Math.Min(1, call.Rank() - 1);

    private static string OfClasses(OnnxCall call, string logs, double smoothing)
    {
        int axis = Axis(call), classes = call.Fixed([call.Sizes()[axis]])[0];
        string isIgnored = call.Node("Equal", [call[1], call.Integers(call.Attributes.Integer("ignoreIndex"))]);
        isIgnored = call.Rank(1) == 0 ? call.Node("Squeeze", [isIgnored]) : isIgnored;
        string target = call.Where(isIgnored, call.Constant(Tensor.Scalar(0, DType.Int64)), call[1]), zero = call.Number(0);
        string each = call.Where(isIgnored, zero, call.Count > 2 ? call.Node("Gather", [call[2], target]) : call.Number(1));
        string losses = call.Node("Neg", [call.Mul(Picked(call, logs, target, axis), each)]);
        if (smoothing != 0)
        {
            OnnxSize[] behind = [.. Enumerable.Repeat(new OnnxSize(1, false), call.Rank() - axis - 1)];
            string all = call.Count > 2 ? call.Mul(logs, call.Reshape(call[2], [call.Sizes(2)[0], .. behind])) : logs;
            string spread = call.Where(isIgnored, zero, call.Sum(all, [axis], keepDims: false));
            losses = call.Sub(
                call.Mul(losses, call.Number(1 - smoothing)), call.Mul(spread, call.Number(smoothing / classes)));
        }

        if (call.Attributes.Word("reduction") != "mean")
        {
            return LossRules.Reduced(call, losses);
        }

        string total = call.Sum(each, [], keepDims: false), mean = call.Div(call.Sum(losses, [], keepDims: false), total);
        return call.Attributes.Word("emptyMean") == "nan"
            ? mean
            : call.Where(call.Node("Equal", [total, zero]), zero, mean);
    }

    // The classes' numbers, along an axis with others behind.
    private static string Classes(OnnxCall call, int count, int behind) => call.Constant(Tensor.From(
        [.. Enumerable.Range(0, count)], [count, .. Enumerable.Repeat(1, behind)]));

    // The element along an axis that stands at each target.
    private static string Picked(OnnxCall call, string x, string target, int axis) =>
        call.Squeeze(call.Node("GatherElements", [x, call.Unsqueeze(target, axis)], ("axis", axis)), axis);

    private static string MultiMargin(OnnxCall call)
    {
        int axis = Axis(call), classes = call.Fixed([call.Sizes()[axis]])[0];
        string wanted = call.Unsqueeze(call[1], axis);
        string right = call.Node("GatherElements", [call.X, wanted], ("axis", axis));
        string over = call.Node("Relu",
            [call.Add(call.Sub(call.X, right), call.Number(call.Attributes.Number("margin")))]);
        over = call.Attributes.Number("p") == 2 ? call.Mul(over, over) : over;
        string isRight = call.Node("Equal", [wanted, Classes(call, classes, call.Rank() - axis - 1)]);
        string losses = call.Mul(
            call.Sum(call.Where(isRight, call.Number(0), over), [axis], keepDims: false), call.Number(1.0 / classes));
        return LossRules.Reduced(call, call.Count > 2 ? call.Mul(losses, call.Node("Gather", [call[2], call[1]])) : losses);
    }

    // The right classes of a sample come first, up to a −1; what follows is not read.
    private static string MultiLabelMargin(OnnxCall call)
    {
        int rank = call.Rank(), last = rank - 1, classes = call.Fixed([call.Sizes()[^1]])[0];
        string zero = call.Number(0), one = call.Number(1);
        string ends = call.Cast(call.Node("Less", [call[1], call.Integers(0)]), DType.Int64);
        string isTarget = call.Node("Equal", [call.Node("CumSum", [ends, call.Integers(last)]), call.Integers(0)]);
        string target = call.Where(isTarget, call[1], call.Constant(Tensor.Scalar(0, DType.Int64)));
        string right = call.Unsqueeze(call.Node("GatherElements", [call.X, target], ("axis", last)), rank);
        string over = call.Node("Relu", [call.Add(call.Sub(call.Unsqueeze(call.X, last), right), one)]);

        // Of [targets, classes]: whether the one is the other.
        string counts = call.Unsqueeze(isTarget, rank);
        string isSame = call.Node("And",
            [counts, call.Node("Equal", [call.Unsqueeze(target, rank), Classes(call, classes, 0)])]);
        string isRight = call.Node("ReduceMax", [call.Cast(isSame, call.Type)], ("axes", (int[])[last]), ("keepdims", true));
        over = call.Mul(call.Where(counts, over, zero), call.Sub(one, isRight));
        return LossRules.Reduced(
            call, call.Mul(call.Sum(over, [last, rank], keepDims: false), call.Number(1.0 / classes)));
    }

    // All log-probabilities, of which the target's is taken.
    private static string Adaptive(OnnxCall call)
    {
        int first = call.Count % 2 == 0 ? 4 : 3, clusters = (call.Count - first) / 2, last = call.Rank() - 1;
        int cutoff = call.Sizes(2)[0].Number - clusters;
        string scores = Product(call.X, call[2]);
        string head = call.Node(
            "LogSoftmax", [first == 4 ? call.Add(scores, call[3]) : scores], ("axis", last));
        List<string> logs = [ShapingRules.Part(call, head, last, 0, cutoff)];
        for (int i = 0; i < clusters; i++)
        {
            string inside = call.Node(
                "LogSoftmax", [Product(Product(call.X, call[first + (2 * i)]), call[first + (2 * i) + 1])], ("axis", last));
            logs.Add(call.Add(inside, ShapingRules.Part(call, head, last, cutoff + i, cutoff + i + 1)));
        }

        string isIgnored = call.Node("Equal",
            [call[1], call.Constant(Tensor.Scalar(call.Attributes.Integer("ignoreIndex"), DType.Int64))]);
        string target = call.Where(isIgnored, call.Constant(Tensor.Scalar(0, DType.Int64)), call[1]);
        return call.Where(isIgnored, call.Number(0), Picked(call, call.Node("Concat", [.. logs], ("axis", last)), target, last));

        string Product(string x, string weight) => call.Node("MatMul", [x, call.Permute(weight, 1, 0)]);
    }
}
