using Autograd.Nn;

namespace SkinnyNetwork;

/// <summary>A kind of network: what stands in each of its layers beside the linear map.</summary>
/// <param name="Name">What the output calls it.</param>
/// <param name="Activation">Makes a layer's nonlinearity.</param>
/// <param name="HasBatchNorm">Whether a batch normalization stands before it.</param>
/// <param name="IsResidual">Whether a layer's input is added to its output.</param>
internal sealed record Kind(string Name, Func<Activation> Activation, bool HasBatchNorm = false, bool IsResidual = false)
{
    /// <summary>All that are compared.</summary>
    internal static IReadOnlyList<Kind> All { get; } =
    [
        new("ReLU", () => new Relu()),
        new("leaky ReLU", () => new LeakyRelu(0.2)),
        new("PReLU", () => new PRelu()),
        new("sigmoid", () => new Sigmoid()),
        new("ReLU, batch norm", () => new Relu(), HasBatchNorm: true),
        new("ReLU, residual", () => new Relu(), IsResidual: true),
        new("sigmoid, batch norm", () => new Sigmoid(), HasBatchNorm: true),
        new("sigmoid, residual", () => new Sigmoid(), IsResidual: true),
    ];
}
