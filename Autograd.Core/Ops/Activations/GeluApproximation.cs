namespace Autograd.Core;

/// <summary>How <see cref="Tensor.Gelu"/> computes the normal distribution function.</summary>
public enum GeluApproximation
{
    /// <summary>Exactly.</summary>
    None,

    /// <summary>By a hyperbolic tangent of a cubic polynomial.</summary>
    Tanh,
}
