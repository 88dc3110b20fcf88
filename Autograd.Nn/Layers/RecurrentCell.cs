using System.Globalization;
using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// What <see cref="RnnCell"/>, <see cref="GruCell"/> and <see cref="LstmCell"/> have in common: a single step of the units of a recurrent
/// layer, for a loop of one's own, where the next input depends on what came out.
/// </summary>
public abstract class RecurrentCell : Module
{
    private readonly string _name;

    private protected RecurrentCell(string name, int gates, int inputSize, int hiddenSize, bool bias)
    {
        _name = name;
        InputSize = Expect.AtLeast(1, inputSize, name);
        HiddenSize = Expect.AtLeast(1, hiddenSize, name);
        var weights = new RecurrentWeights(name, gates, inputSize, hiddenSize, bias);
        (WeightIh, WeightHh, BiasIh, BiasHh) = (weights.WeightIh, weights.WeightHh, weights.BiasIh, weights.BiasHh);
    }

    /// <summary>The number of features of the input.</summary>
    public int InputSize { get; }

    /// <summary>The number of units.</summary>
    public int HiddenSize { get; }

    /// <summary>The weights of the inputs, [gates · hiddenSize, inputSize].</summary>
    public Parameter WeightIh { get; private init => field = Register(value); }

    /// <summary>The weights of the state, [gates · hiddenSize, hiddenSize].</summary>
    public Parameter WeightHh { get; private init => field = Register(value); }

    /// <summary>The biases of the inputs, [gates · hiddenSize], or null.</summary>
    public Parameter? BiasIh { get; private init => field = Register(value); }

    /// <summary>The biases of the state, or null.</summary>
    public Parameter? BiasHh { get; private init => field = Register(value); }

    /// <inheritdoc/>
    protected sealed override string Describe() => $"{_name}({InputSize} → {HiddenSize}{(BiasIh is null ? ", no bias" : "")})";

    /// <summary>The input as sequences of one step.</summary>
    private protected Tensor Step(Tensor input) => input.Rank is 1 or 2 && input.Shape[^1] == InputSize
        ? input.Reshape(1, input.Count / InputSize, InputSize)
        : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
            $"{_name}: the input is {input.Shape}; expected [batch, {InputSize}], or [{InputSize}] for a single one."), nameof(input));

    /// <summary>The state of as many samples.</summary>
    private protected Tensor Before(Tensor input, Tensor? state)
    {
        Shape expected = input.Rank == 1 ? [HiddenSize] : [input.Shape[0], HiddenSize];
        return state is null ? RecurrentState.Zeros(input.Count / InputSize, HiddenSize, input.DType)
            : state.Shape == expected ? state.Reshape(input.Count / InputSize, HiddenSize)
            : throw new ArgumentException($"{_name}: the state is {state.Shape}; expected {expected}.", nameof(state));
    }

    /// <summary>What came out, of the input's axes.</summary>
    private protected Tensor Result(Tensor input, Tensor states) =>
        input.Rank == 1 ? states.Reshape(HiddenSize) : states.Reshape(states.Shape[1], HiddenSize);
}
