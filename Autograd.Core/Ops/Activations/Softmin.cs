namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>exp(−βxᵢ) / Σⱼ exp(−βxⱼ) along an axis: the softmax of the negated numbers, in which the smallest counts most.</summary>
    /// <param name="axis">The axis, negative counted from the end.</param>
    /// <param name="beta">The inverse temperature β: the larger, the nearer to picking the smallest element.</param>
    /// <remarks>Bridle, 1990. It does not overflow; a row that holds NaN or −∞, or nothing but ∞, is NaN.</remarks>
    /// <exception cref="ArgumentException">The axis is out of range, or β is not finite.</exception>
    public Tensor Softmin(int axis, double beta = SoftmaxEvidence.DefaultBeta) => SoftminOp.Make(axis, beta).Apply(this);
}

internal static class SoftminOp
{
    public static Op Make(int axis, double beta) => new SoftmaxOp(axis, -Expect.Finite(beta, "softmin"), "softmin");

    public static OpDefinition Definition => new()
    {
        Name = "softmin",
        Category = OpCategory.Activation,
        Activation = new(false, Smoothness.Smooth),
        Formula = @"\frac{e^{-\beta x_i}}{\sum_j e^{-\beta x_j}}",
        Source = "Bridle, Probabilistic interpretation of feedforward classification network outputs, 1990",
        Derivative = @"\frac{\partial y_i}{\partial x_j} = -\beta y_i ([i = j] - y_j)",
        Usage = "Softmax for costs, distances or energies, of which the smallest is to be picked.",
        Example = new(() => Tensor.From([1.0, 2.0, 3.0]).Softmin(axis: 0)),
        Curve = new("β = 1, costs (x, 0), the share of x", x => Make(-1, 1).Apply(OpCurve.WithZero(x)).Slice(-1, ..1).Reshape(x.Shape)),
        Parameters = SoftmaxEvidence.Parameters,
        Make = attributes => Make(attributes.Integer("axis"), attributes.Number("beta")),
        Samples = SoftmaxEvidence.Samples,
        Errors = SoftmaxEvidence.Errors("softmin"),
    };
}
