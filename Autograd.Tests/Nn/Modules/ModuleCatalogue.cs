using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Modules;

/// <summary>Every module of the library, with every kind of part; the laws of modules walk it, and a test finds what is missing.</summary>
internal static partial class ModuleCatalogue
{
    private static readonly Tensor s_classes = Tensor.From([2L, 0, 3]), s_weight = Tensor.From([0.5f, 1, 2, 1]);

    public static ModuleCase[] All { get; } =
    [
        new(() => new Linear(4, 5), Inputs: [3, 4], Output: [3, 5])
        {
            FileNames = ["weight", "bias"],
            Refusals = [new([3, 5], "linear: the input is [3, 5] and the weight [5, 4]; expected [..., in] and [out, in]")],
        },
        new(() => new Linear(4, 5, bias: false, new XavierUniform()), Inputs: [3, 2, 4], Output: [3, 2, 5])
        {
            Name = "Linear, no bias",
            FileNames = ["weight"],
            Refusals = [new([], "linear: the input is []")],
        },
        ModuleCase.Of(() => new Sequential(new Linear(4, 5), new PRelu(5), new Sequential(new RRelu(), new Linear(5, 2)))),
        new(() => new Checkpointed(new Linear(4, 5)), Inputs: [3, 4], Output: [3, 5])
        {
            FileNames = ["inner.weight", "inner.bias"],
            Refusals = [new([3, 5], "linear: the input is [3, 5] and the weight [5, 4]")],
        },
        ModuleCase.Of("ModuleList", () => new ModuleList<Linear>(new Linear(4, 5), new Linear(5, 2)),
            dtype => [ModuleCase.Spread(4, dtype)],
            (module, x) => ((ModuleList<Linear>)module).Aggregate(x[0], (x, layer) => layer.Forward(x))),
        ModuleCase.Of("Ensemble", () => new Ensemble(new Linear(4, 5), new PRelu(4)), dtype => [ModuleCase.Spread(4, dtype)],
            (module, x) => ((Ensemble)module).Members[0].Forward(((Ensemble)module).Members[1].Forward(x[0]))),
        ModuleCase.Of("AdaptiveLogSoftmaxWithLoss",
            () => new AdaptiveLogSoftmaxWithLoss(4, 9, [2, 5], divValue: 2, headBias: true),
            dtype => [ModuleCase.Spread(4, dtype), Tensor.From([0L, 3, 7])],
            (module, x) => ((AdaptiveLogSoftmaxWithLoss)module).Forward(x[0], x[1]).Loss),
        ModuleCase.Of(() => new AdaptiveLogSoftmaxWithLoss(4, 9, [2, 5]).Tail[1]),
        new(() => Standardizer.Fit(OpSamples.Spread([5, 3], DType.Float32)), Inputs: [4, 3], Output: [4, 3])
        {
            FileNames = ["mean", "deviation"],
            Refusals =
            [
                new([4, 2], "Standardizer: the input is [4, 2] with 2 features along axis 1; expected the 3 that were measured"),
                new([3], "Standardizer: the input is Float32 [3]; expected Float32 or Float64 with samples along axis 0"),
                new([4, 3], "Standardizer: the input is Int64 [4, 3]; expected Float32 or Float64", DType.Int64),
            ],
        },
        .. Activations(),
        .. Losses(),
        .. Convolution(),
        .. Pooling(),
        .. Normalization(),
        .. Recurrent(),
        .. Attention(),
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
        Func<DType, Tensor> numbers = dtype => ModuleCase.Spread(4, dtype, 1);
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
