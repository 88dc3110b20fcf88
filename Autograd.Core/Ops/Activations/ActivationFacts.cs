namespace Autograd.Core;

/// <summary>How the graph of a function runs.</summary>
public enum Smoothness
{
    /// <summary>It has derivatives of every order everywhere.</summary>
    Smooth,

    /// <summary>It, its slope or a higher derivative jumps at one point.</summary>
    OneKink,

    /// <summary>It, its slope or a higher derivative jumps at two points.</summary>
    TwoKinks,

    /// <summary>It has as many kinks as its parameters say.</summary>
    ManyKinks,
}

/// <summary>What there is to know of an activation beside its formula.</summary>
/// <param name="IsScaleEquivariant">
/// Whether f(k·x) = k·f(x) for every k &gt; 0 and every choice of attributes. An activation that is not has a scale built in: what it does
/// depends on how large the scores are.
/// </param>
/// <param name="Smoothness">Whether the function has kinks, and how many.</param>
public sealed record ActivationFacts(bool IsScaleEquivariant, Smoothness Smoothness);
