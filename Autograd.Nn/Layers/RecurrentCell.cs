using System.Globalization;
using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// What <see cref="RnnCell"/>, <see cref="GruCell"/> and <see cref="LstmCell"/> have in common: a single step of the units of a recurrent
/// layer, for a loop of one's own, where the next input depends on what came out.
/// </summary>
public abstract class RecurrentCell : Module
{
    private protected RecurrentCell(int gates, int inputSize, int hiddenSize, bool bias, Initializer? biasIh = null)
    {
        string name = GetType().Name;
        InputSize = Expect.AtLeast(1, inputSize, name);
        HiddenSize = Expect.AtLeast(1, hiddenSize, name);
        var weights = new RecurrentWeights(name, gates, inputSize, hiddenSize, bias, biasIh);
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
    protected sealed override string Describe() => $"{GetType().Name}({InputSize} → {HiddenSize}{(BiasIh is null ? ", no bias" : "")})";

    /// <summary>The states after one step, of each kind, from those before it.</summary>
    private protected abstract Tensor[] Run(Tensor x, Tensor[] before);

    /// <summary>One step; the states are null for zeros.</summary>
    private protected Tensor[] Forward(Tensor input, Tensor?[] states)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Enter((Cell: this, input, states), static of => of.Cell.Step(of.input, of.states));
    }

    private Tensor[] Step(Tensor input, Tensor?[] states)
    {
        if (input.Rank is not (1 or 2) || input.Shape[^1] != InputSize)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"{GetType().Name}: the input is {input.Shape}; expected [batch, {InputSize}], or [{InputSize}] for a single one."),
                nameof(input));
        }

        int batch = input.Count / InputSize;
        Shape expected = input.Rank == 1 ? [HiddenSize] : [batch, HiddenSize];
        var before = new Tensor[states.Length];
        for (int kind = 0; kind < before.Length; kind++)
        {
            before[kind] = RecurrentState.Expect(states[kind], expected, GetType().Name)?.Reshape(batch, HiddenSize)
                ?? RecurrentState.Zeros(batch, HiddenSize, input.DType);
        }

        Tensor[] after = Run(input.Reshape(1, batch, InputSize), before);
        for (int kind = 0; kind < after.Length; kind++)
        {
            after[kind] = after[kind].Reshape(expected);
        }

        return after;
    }
}
