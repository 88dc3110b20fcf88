using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// What <see cref="Rnn"/>, <see cref="Gru"/> and <see cref="Lstm"/> have in common: several layers one above the other, each of which
/// reads its sequences in one direction or in both, with dropout between them. As a layer it maps sequences to the states after each step;
/// an overload takes first states and lengths, and gives the last states back.
/// </summary>
public abstract partial class RecurrentLayer : Layer
{
    private protected RecurrentLayer(int gates, int inputSize, int hiddenSize, int layers, bool bidirectional, double dropout, bool bias,
        bool batchFirst, ulong? seed, Initializer? biasIh = null)
    {
        string name = GetType().Name;
        InputSize = Expect.AtLeast(1, inputSize, name);
        HiddenSize = Expect.AtLeast(1, hiddenSize, name);
        Layers = Expect.AtLeast(1, layers, name);
        Dropout = DropOp.ExpectProbability(dropout, name);
        (IsBidirectional, BatchFirst) = (bidirectional, batchFirst);
        Random = Dropout > 0 && layers > 1 ? new(seed) : null;
        Expect.Fits(name, ("directions", Directions), (nameof(layers), layers));
        Expect.Fits(name, ("gates", gates), ("directions", layers > 1 ? Directions : 1), (nameof(hiddenSize), hiddenSize),
            (nameof(hiddenSize), hiddenSize));
        var weights = new RecurrentWeights[layers * Directions];
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = Register(
                new(name, gates, i < Directions ? inputSize : hiddenSize * Directions, hiddenSize, bias, biasIh), i);
        }

        Weights = Array.AsReadOnly(weights);
    }

    /// <summary>The number of features of each step's input.</summary>
    public int InputSize { get; }

    /// <summary>The number of units of a layer in one direction.</summary>
    public int HiddenSize { get; }

    /// <summary>How many layers there are, each but the first reading the states of the one below.</summary>
    public int Layers { get; }

    /// <summary>Whether each layer reads forwards and backwards, with weights of their own.</summary>
    public bool IsBidirectional { get; }

    /// <summary>
    /// Whether sequences are [batch, steps, features], as they come from a data loader and as other layers have them, or
    /// [steps, batch, features], PyTorch's default.
    /// </summary>
    public bool BatchFirst { get; }

    /// <summary>The probability with which a state is left out on its way to the next layer, in training.</summary>
    public double Dropout { get; }

    /// <summary>Where dropout's randomness comes from; null where there is none.</summary>
    public RandomStream? Random { get; private init => field = Register(value); }

    /// <summary>The parameters, those of a layer's directions one after the other.</summary>
    public IReadOnlyList<RecurrentWeights> Weights { get; }

    private int Directions => IsBidirectional ? 2 : 1;

    /// <inheritdoc/>
    protected sealed override Tensor Compute(Tensor input) => Read(input, null, new Tensor?[Kinds], wantsLast: false).Output;

    /// <inheritdoc/>
    protected sealed override string Describe() =>
        $"{GetType().Name}({InputSize} → {HiddenSize}{(Layers > 1 ? $", {Layers} layers" : "")}" +
        $"{(IsBidirectional ? ", both directions" : "")}" +
        $"{(Random is null ? "" : FormattableString.Invariant($", dropout {Dropout}"))}{(BatchFirst ? "" : ", time first")})";

    private RecurrentWeights Register(RecurrentWeights weights, int position)
    {
        string end = $"L{position / Directions}{(position % Directions == 1 ? "Reverse" : "")}";
        Register(weights.WeightIh, name: $"WeightIh{end}");
        Register(weights.WeightHh, name: $"WeightHh{end}");
        Register(weights.BiasIh, name: $"BiasIh{end}");
        Register(weights.BiasHh, name: $"BiasHh{end}");
        return weights;
    }
}
