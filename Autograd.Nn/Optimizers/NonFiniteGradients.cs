namespace Autograd.Nn;

/// <summary>What <see cref="GradientClipping"/> makes of gradients of which one is NaN or infinite.</summary>
public enum NonFiniteGradients
{
    /// <summary>An error that names the parameter.</summary>
    Throw,

    /// <summary>
    /// All gradients of the optimizer are forgotten, so that its next step changes nothing, and the step is counted in
    /// <see cref="Optimizer.SkippedSteps"/>.
    /// </summary>
    SkipStep,
}
