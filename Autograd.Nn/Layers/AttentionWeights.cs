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
