using Autograd.Core;

namespace Autograd.Export;

/// <summary>Losses of numbers: a formula of each element, reduced.</summary>
internal static class LossRules
{
    // PyTorch's bound of a logarithm of a probability, which is ours.
    private const double LeastLog = -100;

    public static Dictionary<string, OnnxRule> All => new()
    {
        ["mse_loss"] = call => Reduced(call, Square(call, Difference(call))),
        ["l1_loss"] = call => Reduced(call, call.Node("Abs", [Difference(call)])),
        ["smooth_l1_loss"] = SmoothL1,
        ["huber_loss"] = Huber,
        ["binary_cross_entropy"] = BinaryCrossEntropy,
        ["binary_cross_entropy_with_logits"] = WithLogits,
        ["kl_div"] = KlDiv,
        ["soft_margin_loss"] = call => Reduced(
            call, call.Node("Softplus", [call.Node("Neg", [call.Mul(call.X, Signs(call, 1))])])),
        ["hinge_embedding_loss"] = call => Reduced(call, call.Where(
            call.Node("Equal", [Signs(call, 1), call.Number(1)]), call.X,
            call.Node("Relu", [call.Sub(call.Number(call.Attributes.Number("margin")), call.X)]))),
        ["margin_ranking_loss"] = call => Reduced(call, call.Node("Relu",
            [call.Sub(call.Number(call.Attributes.Number("margin")), call.Mul(Signs(call, 2), Difference(call)))])),
        ["poisson_nll_loss"] = Poisson,
        ["gaussian_nll_loss"] = Gaussian,
    };

    /// <summary>One number of the losses of all elements, or they as they are.</summary>
    public static string Reduced(OnnxCall call, string losses) => call.Attributes.Word("reduction") switch
    {
        "none" => losses,
        "sum" => call.Sum(losses, [], keepDims: false),
        "batchmean" => call.Div(
            call.Sum(losses, [], keepDims: false), call.Cast(call.Node("Squeeze", [call.Shape(call.Sizes()[..1])]), call.Type)),
        _ => call.Node("ReduceMean", [losses], ("keepdims", false)),
    };

    private static string Difference(OnnxCall call) => call.Sub(call.X, call[1]);

    // 1 and −1 may be integers.
    private static string Signs(OnnxCall call, int input) =>
        call.TypeOf(input) == call.Type ? call[input] : call.Cast(call[input], call.Type);

    private static string Square(OnnxCall call, string x) => call.Mul(x, x);

    private static string SmoothL1(OnnxCall call)
    {
        double beta = call.Attributes.Number("beta");
        string off = call.Node("Abs", [Difference(call)]);
        return Reduced(call, beta == 0 ? off : call.Where(
            call.Node("Less", [off, call.Number(beta)]),
            call.Mul(Square(call, off), call.Number(0.5 / beta)), call.Sub(off, call.Number(0.5 * beta))));
    }

    private static string Huber(OnnxCall call)
    {
        double delta = call.Attributes.Number("delta");
        string off = call.Node("Abs", [Difference(call)]);
        return Reduced(call, call.Where(
            call.Node("LessOrEqual", [off, call.Number(delta)]),
            call.Mul(Square(call, off), call.Number(0.5)), call.Mul(call.Sub(off, call.Number(0.5 * delta)), call.Number(delta))));
    }

    private static string BinaryCrossEntropy(OnnxCall call)
    {
        string one = call.Number(1), hit = call.Mul(call[1], Log(call.X));
        string losses = call.Node("Neg", [call.Add(hit, call.Mul(call.Sub(one, call[1]), Log(call.Sub(one, call.X))))]);
        return Reduced(call, call.Count > 2 ? call.Mul(losses, call[2]) : losses);

        string Log(string x) => call.Node("Clip", [call.Node("Log", [x]), call.Number(LeastLog)]);
    }

    // p·t·softplus(−x) + (1 − t)·softplus(x).
    private static string WithLogits(OnnxCall call)
    {
        string hits = call.Mul(call[1], call.Node("Softplus", [call.Node("Neg", [call.X])]));
        hits = call.Count > 2 ? call.Mul(hits, call[2]) : hits;
        string losses = call.Add(hits, call.Mul(call.Sub(call.Number(1), call[1]), call.Node("Softplus", [call.X])));
        return Reduced(call, call.Count > 3 ? call.Mul(losses, call[3]) : losses);
    }

    private static string KlDiv(OnnxCall call)
    {
        bool isLog = call.Attributes.Flag("logTarget");
        string probability = isLog ? call.Node("Exp", [call[1]]) : call[1], log = isLog ? call[1] : call.Node("Log", [call[1]]);
        return Reduced(call, call.Where(
            call.Node("Equal", [probability, call.Number(0)]), call.Number(0), call.Mul(probability, call.Sub(log, call.X))));
    }

    private static string Poisson(OnnxCall call)
    {
        bool isLog = call.Attributes.Flag("logInput");
        string rate = isLog ? call.Node("Exp", [call.X]) : call.X;
        string log = isLog ? call.X : call.Node("Log", [call.Add(call.X, call.Number(call.Attributes.Number("epsilon")))]);
        string losses = call.Sub(rate, call.Mul(call[1], log));
        if (!call.Attributes.Flag("full"))
        {
            return Reduced(call, losses);
        }

        // Stirling's approximation of log t!, above 1.
        string t = call[1], logT = call.Node("Log", [t]);
        string stirling = call.Add(
            call.Sub(call.Mul(t, logT), t), call.Mul(call.Add(logT, call.Number(Math.Log(2 * Math.PI))), call.Number(0.5)));
        return Reduced(
            call, call.Add(losses, call.Where(call.Node("Greater", [t, call.Number(1)]), stirling, call.Number(0))));
    }

    private static string Gaussian(OnnxCall call)
    {
        string variance = call.Node("Max", [call[2], call.Number(call.Attributes.Number("epsilon"))]);
        string sum = call.Add(call.Node("Log", [variance]), call.Div(Square(call, Difference(call)), variance));
        sum = call.Attributes.Flag("full") ? call.Add(sum, call.Number(Math.Log(2 * Math.PI))) : sum;
        return Reduced(call, call.Mul(sum, call.Number(0.5)));
    }
}
