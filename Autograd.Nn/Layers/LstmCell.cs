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
        : base(nameof(LstmCell), 4, inputSize, hiddenSize, bias)
    {
    }

    /// <summary>The state after the step.</summary>
    /// <param name="input">The input, [batch, inputSize], or [inputSize] of a single sample.</param>
    /// <param name="state">The state before it, each [batch, hiddenSize], or null for zeros.</param>
    /// <exception cref="ArgumentException">A shape or type does not fit.</exception>
    public LstmState Forward(Tensor input, LstmState? state = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Enter((Cell: this, input, state), static of => of.Cell.Next(of.input, of.state));
    }

    private LstmState Next(Tensor input, LstmState? state)
    {
        Tensor x = Step(input), hidden = Before(input, state?.Hidden), cell = Before(input, state?.Cell);
        (Tensor states, Tensor cells) = x.Lstm(hidden, cell, WeightIh, WeightHh, BiasIh?.Value, BiasHh?.Value);
        return new(Result(input, states), Result(input, cells));
    }
}
