using Autograd.Core;
using Autograd.Nn;
using Autograd.Tests.Laws;

namespace Autograd.Tests.Nn.Losses;

/// <summary>
/// A loss's module and the op it is named after give the same, with the defaults of both and with other parameters, in every reduction.
/// </summary>
public sealed class ModuleAgreementTests
{
    private static readonly Tensor s_x = OpSamples.Spread([4, 3], DType.Float32), s_y = OpSamples.Spread([4, 3], DType.Float32, phase: 1);
    private static readonly Tensor s_probabilities = OpSamples.Spread([4, 3], DType.Float32, 0.1, 0.9), s_signs = OpSamples.Labels([4, 3]);
    private static readonly Tensor s_classes = Tensor.From([2L, 0, 1, -100]), s_weight = Tensor.From([0.5f, 1, 2]);

    private static readonly Dictionary<string, (Func<Reduction, object> Module, OpAttributes Attributes, Tensor[] Inputs)> s_rows = new()
    {
        ["mse_loss"] = (r => new MseLoss(r), [], [s_x, s_y]),
        ["l1_loss"] = (r => new L1Loss(r), [], [s_x, s_y]),
        ["smooth_l1_loss"] = (r => new SmoothL1Loss(reduction: r), [], [s_x, s_y]),
        ["smooth_l1_loss, other"] = (r => new SmoothL1Loss(0.3, r), new() { ["beta"] = 0.3 }, [s_x, s_y]),
        ["huber_loss"] = (r => new HuberLoss(reduction: r), [], [s_x, s_y]),
        ["huber_loss, other"] = (r => new HuberLoss(0.3, r), new() { ["delta"] = 0.3 }, [s_x, s_y]),
        ["nll_loss"] = (r => new NllLoss(reduction: r), [], [s_x, s_classes]),
        ["nll_loss, other"] = (r => new NllLoss(s_weight, 2, r), new() { ["ignoreIndex"] = 2 },
            [s_x, Tensor.From([2L, 0, 1, 1]), s_weight]),
        ["cross_entropy"] = (r => new CrossEntropyLoss(reduction: r), [], [s_x, s_classes]),
        ["cross_entropy, other"] = (r => new CrossEntropyLoss(s_weight, labelSmoothing: 0.1, reduction: r),
            new() { ["labelSmoothing"] = 0.1 }, [s_x, s_classes, s_weight]),
        ["cross_entropy_probabilities"] = (r => new CrossEntropyLoss(s_weight, labelSmoothing: 0.1, reduction: r),
            new() { ["labelSmoothing"] = 0.1 }, [s_x, s_probabilities, s_weight]),
        ["binary_cross_entropy"] = (r => new BinaryCrossEntropyLoss(reduction: r), [], [s_probabilities, s_probabilities]),
        ["binary_cross_entropy, other"] = (r => new BinaryCrossEntropyLoss(s_weight, r), [], [s_probabilities, s_probabilities, s_weight]),
        ["binary_cross_entropy_with_logits"] = (r => new BinaryCrossEntropyWithLogitsLoss(reduction: r), [], [s_x, s_probabilities]),
        ["binary_cross_entropy_with_logits, other"] = (r => new BinaryCrossEntropyWithLogitsLoss(s_y, s_weight, r), [],
            [s_x, s_probabilities, s_weight, s_y]),
        ["kl_div"] = (r => new KlDivLoss(reduction: r), [], [s_x, s_probabilities]),
        ["kl_div, other"] = (r => new KlDivLoss(true, r), new() { ["logTarget"] = true }, [s_x, s_y]),
        ["soft_margin_loss"] = (r => new SoftMarginLoss(r), [], [s_x, s_signs]),
        ["hinge_embedding_loss"] = (r => new HingeEmbeddingLoss(reduction: r), [], [s_x, s_signs]),
        ["hinge_embedding_loss, other"] = (r => new HingeEmbeddingLoss(0.3, r), new() { ["margin"] = 0.3 }, [s_x, s_signs]),
        ["poisson_nll_loss"] = (r => new PoissonNllLoss(reduction: r), [], [s_x, s_y]),
        ["poisson_nll_loss, other"] = (r => new PoissonNllLoss(false, true, 1e-3, r),
            new() { ["logInput"] = false, ["full"] = true, ["epsilon"] = 1e-3 }, [s_probabilities, s_y]),
        ["multi_label_margin_loss"] = (r => new MultiLabelMarginLoss(r), [],
            [s_x, Tensor.From([1L, -1, 0, 2, 0, 1, -1, 0, 0, 0, -1, 2], [4, 3])]),
        ["multi_margin_loss"] = (r => new MultiMarginLoss(reduction: r), [], [s_x, Tensor.From([2L, 0, 1, 1])]),
        ["multi_margin_loss, other"] = (r => new MultiMarginLoss(2, 0.5, s_weight, r), new() { ["p"] = 2, ["margin"] = 0.5 },
            [s_x, Tensor.From([2L, 0, 1, 1]), s_weight]),
        ["margin_ranking_loss"] = (r => new MarginRankingLoss(reduction: r), [], [s_x, s_y, s_signs]),
        ["margin_ranking_loss, other"] = (r => new MarginRankingLoss(0.3, r), new() { ["margin"] = 0.3 }, [s_x, s_y, s_signs]),
        ["cosine_embedding_loss"] = (r => new CosineEmbeddingLoss(reduction: r), [], [s_x, s_y, OpSamples.Labels([4])]),
        ["cosine_embedding_loss, other"] = (r => new CosineEmbeddingLoss(0.3, r), new() { ["margin"] = 0.3 },
            [s_x, s_y, OpSamples.Labels([4])]),
        ["triplet_margin_loss"] = (r => new TripletMarginLoss(reduction: r), [], [s_x, s_y, s_probabilities]),
        ["triplet_margin_loss, other"] = (
            r => new TripletMarginLoss(0.3, 1, 1e-3, true, r), new() { ["margin"] = 0.3, ["p"] = 1, ["epsilon"] = 1e-3, ["swap"] = true },
                [s_x, s_y, s_probabilities]),
        ["gaussian_nll_loss"] = (r => new GaussianNllLoss(reduction: r), [], [s_x, s_y, s_probabilities]),
        ["gaussian_nll_loss, other"] = (r => new GaussianNllLoss(true, 0.2, r), new() { ["full"] = true, ["epsilon"] = 0.2 },
            [s_x, s_y, s_probabilities]),
    };

    public static IEnumerable<TestCaseData> Rows =>
        s_rows.Keys.SelectMany(row => new[] { Reduction.None, Reduction.Mean, Reduction.Sum }.Select(r => new TestCaseData(row, r)));

    [TestCaseSource(nameof(Rows))]
    public void Module_and_op_agree(string row, Reduction reduction)
    {
        (Func<Reduction, object> make, OpAttributes attributes, Tensor[] inputs) = s_rows[row];
        OpAttributes reduced = new OpSample("", _ => [], attributes).With(new() { ["reduction"] = $"{reduction}".ToLowerInvariant() })
            .Attributes!;
        Tensor expected = OpRegistry.Create(row.Split(',')[0], reduced).Apply(inputs);
        Tensor actual = make(reduction) is Loss loss ? loss.Forward(inputs[0], inputs[1])
            : ((TernaryLoss)make(reduction)).Forward(inputs[0], inputs[1], inputs[2]);
        actual.Shape.ShouldBe(expected.Shape);
        Numbers.Bits(actual).ShouldBe(Numbers.Bits(expected));
    }

    [Test]
    public void Every_module_and_every_op_has_its_row()
    {
        s_rows.Values.Select(row => row.Module(Reduction.Mean).GetType()).Distinct().ShouldBe(
            typeof(Loss).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Loss)) || type.IsSubclassOf(typeof(TernaryLoss))),
                ignoreOrder: true);

        // The adaptive softmax is a layer with parameters, tested beside it.
        s_rows.Keys.Select(row => row.Split(',')[0]).Append("adaptive_log_softmax_with_loss").Distinct().ShouldBe(
            OpRegistry.All.Where(op => op.Category == OpCategory.Loss).Select(op => op.Name), ignoreOrder: true);
    }
}
