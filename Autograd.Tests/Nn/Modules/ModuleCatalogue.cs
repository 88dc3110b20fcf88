using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Modules;

/// <summary>A module as the laws try it.</summary>
/// <param name="Name">What the tests call it.</param>
/// <param name="Make">Makes a fresh one.</param>
/// <param name="Run">Runs it on inputs of a floating-point type.</param>
public sealed record ModuleCase(string Name, Func<Module> Make, Func<Module, DType, Tensor> Run)
{
    public static ModuleCase Of(Func<Layer> make, int features = 4, string? name = null) =>
        new(name ?? make().GetType().Name, make, (module, dtype) => ((Layer)module).Forward(Inputs(features, dtype)));

    public static ModuleCase Of(Func<Loss> make, Func<DType, Tensor> targets, Func<DType, Tensor>? inputs = null, string? name = null) =>
        new(name ?? make().GetType().Name, make, (module, dtype) =>
            ((Loss)module).Forward((inputs ?? (dtype => Inputs(4, dtype)))(dtype), targets(dtype)));

    public static ModuleCase Of(Func<TernaryLoss> make, Func<DType, Tensor> third) =>
        new(make().GetType().Name, make, (module, dtype) =>
            ((TernaryLoss)module).Forward(Inputs(4, dtype), Inputs(4, dtype, 1), third(dtype)));

    public static Tensor Inputs(int features, DType dtype, int phase = 0) => OpSamples.Spread([3, features], dtype, phase: phase);

    public override string ToString() => Name;
}

/// <summary>Every module of the library, with every kind of part; the laws of modules walk it, and a test finds what is missing.</summary>
internal static class ModuleCatalogue
{
    private static readonly Tensor s_classes = Tensor.From([2L, 0, 3]), s_weight = Tensor.From([0.5f, 1, 2, 1]);

    public static ModuleCase[] All { get; } =
    [
        ModuleCase.Of(() => new Linear(4, 5)),
        ModuleCase.Of(() => new Linear(4, 5, bias: false, new XavierUniform()), name: "Linear, no bias"),
        ModuleCase.Of(() => new Sequential(new Linear(4, 5), new PRelu(5), new Sequential(new RRelu(), new Linear(5, 2)))),
        new("ModuleList", () => new ModuleList<Linear>(new Linear(4, 5), new Linear(5, 2)),
            (module, dtype) => ((ModuleList<Linear>)module).Aggregate(ModuleCase.Inputs(4, dtype), (x, layer) => layer.Forward(x))),
        new("AdaptiveLogSoftmaxWithLoss", () => new AdaptiveLogSoftmaxWithLoss(4, 9, [2, 5], divValue: 2, headBias: true),
            (module, dtype) => ((AdaptiveLogSoftmaxWithLoss)module).Forward(ModuleCase.Inputs(4, dtype), Tensor.From([0L, 3, 7])).Loss),
        ModuleCase.Of(() => new AdaptiveLogSoftmaxWithLoss(4, 9, [2, 5]).Tail[1]),
        .. Activations(),
        .. Losses(),
    ];

    private static IEnumerable<ModuleCase> Activations() =>
    [
        .. new Func<Layer>[]
        {
            () => new PRelu(4), () => new RRelu(), () => new Chebyshev(3), () => new LinearSpline(5), () => new Celu(),
            () => new Elu(),
            () => new Gelu(), () => new Glu(), () => new Hardshrink(), () => new Hardsigmoid(), () => new Hardswish(), () => new Hardtanh(),
            () => new LeakyRelu(), () => new LogSigmoid(), () => new LogSoftmax(-1), () => new Mish(), () => new Relu(), () => new Relu6(),
            () => new Selu(), () => new Sigmoid(), () => new Silu(), () => new Softmax(-1), () => new Softmin(-1), () => new Softplus(),
            () => new Softshrink(), () => new Softsign(), () => new Tanh(), () => new Tanhshrink(), () => new Threshold(0.1, 2),
        }.Select(make => ModuleCase.Of(make)),
        ModuleCase.Of(() => new RRelu(seed: 3), name: "RRelu, seeded"),
    ];

    private static IEnumerable<ModuleCase> Losses()
    {
        Func<DType, Tensor> numbers = dtype => ModuleCase.Inputs(4, dtype, 1);
        Func<DType, Tensor> probabilities = dtype => OpSamples.Spread([3, 4], dtype, 0.1, 0.9);
        Func<DType, Tensor> signs = dtype => OpSamples.Labels([3, 4]).To(dtype), classes = _ => s_classes;
        return
        [
            ModuleCase.Of(() => new MseLoss(), numbers),
            ModuleCase.Of(() => new L1Loss(), numbers),
            ModuleCase.Of(() => new SmoothL1Loss(), numbers),
            ModuleCase.Of(() => new HuberLoss(), numbers),
            ModuleCase.Of(() => new NllLoss(s_weight), classes),
            ModuleCase.Of(() => new CrossEntropyLoss(), classes),
            ModuleCase.Of(() => new CrossEntropyLoss(s_weight), classes, name: "CrossEntropyLoss, weighted"),
            ModuleCase.Of(() => new BinaryCrossEntropyLoss(s_weight), probabilities, probabilities),
            ModuleCase.Of(() => new BinaryCrossEntropyWithLogitsLoss(s_weight, s_weight), probabilities),
            ModuleCase.Of(() => new KlDivLoss(), probabilities),
            ModuleCase.Of(() => new SoftMarginLoss(), signs),
            ModuleCase.Of(() => new HingeEmbeddingLoss(), signs),
            ModuleCase.Of(() => new PoissonNllLoss(), probabilities),
            ModuleCase.Of(() => new MultiLabelMarginLoss(), _ => Tensor.From([1L, -1, 0, 2, 0, 1, -1, 0, 0, 0, -1, 2], [3, 4])),
            ModuleCase.Of(() => new MultiMarginLoss(weight: s_weight), classes),
            ModuleCase.Of(() => new MarginRankingLoss(), signs),
            ModuleCase.Of(() => new CosineEmbeddingLoss(), dtype => OpSamples.Labels([3]).To(dtype)),
            ModuleCase.Of(() => new TripletMarginLoss(), numbers),
            ModuleCase.Of(() => new GaussianNllLoss(), probabilities),
        ];
    }
}
