using Autograd.Core;
using Autograd.Nn;
using Autograd.Tests.Laws;

namespace Autograd.Tests.Nn.Activations;

/// <summary>
/// An activation's module and the op it is named after give the same, with the defaults of both and with other parameters.
/// </summary>
public sealed class ModuleAgreementTests
{
    private static readonly (string Op, Activation Module, OpAttributes Attributes)[] s_rows =
    [
        ("relu", new Relu(), []),
        ("leaky_relu", new LeakyRelu(), []),
        ("leaky_relu", new LeakyRelu(0.2), new() { ["negativeSlope"] = 0.2 }),
        ("prelu", new PRelu(), []),
        ("rrelu", new RRelu(), []),
        ("rrelu", new RRelu(0.1, 0.6), new() { ["lower"] = 0.1, ["upper"] = 0.6 }),
        ("relu6", new Relu6(), []),
        ("hardtanh", new Hardtanh(), []),
        ("hardtanh", new Hardtanh(-0.5, 2), new() { ["min"] = -0.5, ["max"] = 2 }),
        ("threshold", new Threshold(0.5, -1), new() { ["limit"] = 0.5, ["value"] = -1 }),
        ("softshrink", new Softshrink(), []),
        ("softshrink", new Softshrink(1), new() { ["lambda"] = 1 }),
        ("hardshrink", new Hardshrink(), []),
        ("hardshrink", new Hardshrink(1), new() { ["lambda"] = 1 }),
        ("hardsigmoid", new Hardsigmoid(), []),
        ("hardswish", new Hardswish(), []),
        ("elu", new Elu(), []),
        ("elu", new Elu(2), new() { ["alpha"] = 2 }),
        ("celu", new Celu(), []),
        ("celu", new Celu(2), new() { ["alpha"] = 2 }),
        ("selu", new Selu(), []),
        ("softplus", new Softplus(), []),
        ("softplus", new Softplus(3, 2), new() { ["beta"] = 3, ["threshold"] = 2 }),
        ("logsigmoid", new LogSigmoid(), []),
        ("sigmoid", new Sigmoid(), []),
        ("tanh", new Tanh(), []),
        ("softsign", new Softsign(), []),
        ("tanhshrink", new Tanhshrink(), []),
        ("gelu", new Gelu(), []),
        ("gelu", new Gelu(GeluApproximation.Tanh), new() { ["approximate"] = "tanh" }),
        ("silu", new Silu(), []),
        ("mish", new Mish(), []),
        ("glu", new Glu(), []),
        ("glu", new Glu(0), new() { ["axis"] = 0 }),
        ("softmax", new Softmax(-1), []),
        ("softmax", new Softmax(0) { Beta = 2 }, new() { ["axis"] = 0, ["beta"] = 2 }),
        ("softmin", new Softmin(-1), []),
        ("softmin", new Softmin(0) { Beta = 2 }, new() { ["axis"] = 0, ["beta"] = 2 }),
        ("log_softmax", new LogSoftmax(-1), []),
        ("log_softmax", new LogSoftmax(0) { Beta = 2 }, new() { ["axis"] = 0, ["beta"] = 2 }),
        ("chebyshev", new Chebyshev(4, start: Math.Sin), []),
        ("chebyshev", new Chebyshev(3, -1, 2), new() { ["low"] = -1, ["high"] = 2 }),
        ("linear_spline", new LinearSpline(5, start: Math.Sin), []),
        ("linear_spline", new LinearSpline(4, -1, 2), new() { ["low"] = -1, ["high"] = 2 }),
    ];

    public static IEnumerable<TestCaseData> Rows =>
        s_rows.Select((row, i) => new TestCaseData(row.Op, row.Module, row.Attributes).SetArgDisplayNames($"{i} {row.Module}"));

    [TestCaseSource(nameof(Rows))]
    public void Module_and_op_agree(string op, Activation module, OpAttributes attributes)
    {
        module.Eval();
        Tensor x = OpSamples.Spread([4, 6], DType.Float32);
        Tensor expected = OpRegistry.Create(op, attributes).Apply([x, .. module.Parameters().Select(parameter => parameter.Value)]);
        Tensor actual = module.Forward(x);
        actual.Shape.ShouldBe(expected.Shape);
        Numbers.Bits(actual).ShouldBe(Numbers.Bits(expected));
    }

    [Test]
    public void Every_module_and_every_op_has_its_row()
    {
        s_rows.Select(row => row.Module.GetType()).Distinct().ShouldBe(
            typeof(Activation).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Activation))), ignoreOrder: true);
        s_rows.Select(row => row.Op).Distinct().ShouldBe(
            OpRegistry.All.Where(op => op.Category == OpCategory.Activation).Select(op => op.Name), ignoreOrder: true);
    }
}
