using Autograd.Core;

namespace Autograd.Nn;

/// <summary>What training makes small where two tensors do not tell all: a function of three.</summary>
public abstract class TernaryLoss
{
    private protected TernaryLoss(Reduction reduction) => Reduction = reduction;

    /// <summary>How the losses of the samples become one number.</summary>
    public Reduction Reduction { get; }

    /// <summary>Computes the loss.</summary>
    /// <param name="first">The network's output: scores, means, vectors, or anchors.</param>
    /// <param name="second">What it is compared with: the other scores or vectors, targets, or positives.</param>
    /// <param name="third">What the comparison depends on: labels of 1 or −1, variances, or negatives.</param>
    /// <exception cref="ArgumentException">The shapes, types or values do not fit; the message says how.</exception>
    public abstract Tensor Forward(Tensor first, Tensor second, Tensor third);
}
