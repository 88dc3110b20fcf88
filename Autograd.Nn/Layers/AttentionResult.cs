using Autograd.Core;

namespace Autograd.Nn;

/// <summary>Which weights attention is to give back, besides its output.</summary>
public enum AttentionWeights
{
    /// <summary>None: then they are never held in memory as a whole.</summary>
    None,

    /// <summary>Their mean over the heads.</summary>
    Average,

    /// <summary>Those of each head.</summary>
    PerHead,
}

/// <summary>What attention gives.</summary>
/// <param name="Output">The output, of the shape of the query.</param>
/// <param name="Weights">
/// How much each query attended to each key, [N, L, S] or for each head [N, heads, L, S]; null where they were not asked for.
/// </param>
public readonly record struct AttentionResult(Tensor Output, Tensor? Weights);
