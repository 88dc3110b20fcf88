using Autograd.Core;

namespace Autograd.Nn;

/// <summary>One step of units with a long short-term memory: what <see cref="Lstm"/> does at each.</summary>
public sealed class LstmCell : RecurrentCell
{
    /// <summary>
    /// Units whose weights are drawn as by <see cref="KaimingNormal"/> with the gain 1, with biases of 0 but for the forget gate's, which
    /// start at 1.
    /// </summary>
    /// <param name="inputSize">The number of features of the input.</param>
    /// <param name="hiddenSize">The number of units.</param>
    /// <param name="bias">Whether biases are added.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is less than 1.</exception>
    public LstmCell(int inputSize, int hiddenSize, bool bias = true)
        : base(LstmUnit.Gates, inputSize, hiddenSize, bias, new ForgetGateOpen(hiddenSize))
    {
    }

    /// <summary>The state after the step.</summary>
    /// <param name="input">The input, [batch, inputSize], or [inputSize] of a single sample.</param>
    /// <param name="state">The state before it, each [batch, hiddenSize], or null for zeros.</param>
    /// <exception cref="ArgumentException">A shape or type does not fit.</exception>
    public LstmState Forward(Tensor input, LstmState? state = null)
    {
        Tensor[] after = Forward(input, [state?.Hidden, state?.Cell]);
        return new(after[0], after[1]);
    }

    private protected override Tensor[] Run(Tensor x, Tensor[] before)
    {
        (Tensor hidden, Tensor cell) = x.Lstm(before[0], before[1], WeightIh, WeightHh, BiasIh?.Value, BiasHh?.Value);
        return [hidden, cell];
    }
}
