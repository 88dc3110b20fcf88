namespace Autograd.Core;

/// <summary>What the evidence of the four convolutions has in common.</summary>
internal static class ConvolutionEvidence
{
    public const string Source = "LeCun et al., Backpropagation applied to handwritten zip code recognition, 1989";

    public const string Derivative = @"\frac{\partial}{\partial x} = W^\top \! * G, \quad \frac{\partial}{\partial W} = x \star G, \quad " +
        @"\frac{\partial}{\partial b} = \sum G, \quad G = \frac{\partial}{\partial y}";

    /// <summary>Numbers for an input, a weight and, where it has a length, a bias.</summary>
    public static OpSample Sample(Shape x, Shape w, int bias = 0, OpAttributes? attributes = null) => new(
        $"{x} by {w}{(bias > 0 ? " and a bias" : "")}",
        dtype => bias > 0
            ? [OpSamples.Spread(x, dtype), OpSamples.Spread(w, dtype, phase: 1), OpSamples.Spread([bias], dtype, phase: 2)]
            : [OpSamples.Spread(x, dtype), OpSamples.Spread(w, dtype, phase: 1)],
        attributes);

    /// <summary>An input and a weight of ones that are refused, and how.</summary>
    public static OpError Error(string message, Shape x, Shape w, OpAttributes? attributes = null) =>
        new(message, () => [Tensor.Ones(x), Tensor.Ones(w)], attributes);
}
