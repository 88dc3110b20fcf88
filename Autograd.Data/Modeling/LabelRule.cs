namespace Autograd.Data;

/// <summary>Which class a prediction names.</summary>
public enum LabelRule
{
    /// <summary><see cref="Balanced"/> where the training treats classes alike, else <see cref="MostProbable"/>.</summary>
    Auto,

    /// <summary>
    /// The class whose probability is the largest multiple of its frequency in training, argmax p(c) / prior(c). A rare class is named
    /// before it is the most probable one, and every class counts alike: as far as the probabilities are right, no other rule has a higher
    /// balanced accuracy.
    /// </summary>
    Balanced,

    /// <summary>The class with the highest probability. As far as the probabilities are right, no other rule is wrong less often.</summary>
    MostProbable,
}
