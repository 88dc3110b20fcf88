namespace Autograd.Data;

/// <summary>How a training treats classes of unequal size.</summary>
public enum ClassBalance
{
    /// <summary><see cref="BalancedThenActual"/> where one class is more than one and a half times as frequent as another, else <see
    /// cref="None"/>.</summary>
    Auto,

    /// <summary>
    /// Batches with equally many rows of each class, of which every row of the largest class is drawn once an epoch; then the output layer
    /// learns how frequent the classes are, so that its probabilities are right.
    /// </summary>
    BalancedThenActual,

    /// <summary>Batches as they come, in which the loss of a row weighs the more the rarer its class is; then as above.</summary>
    Weights,

    /// <summary>Batches as they come.</summary>
    None,
}
