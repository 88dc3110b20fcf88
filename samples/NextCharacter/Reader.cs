using Autograd.Core;
using Autograd.Nn;

namespace NextCharacter;

/// <summary>What reads texts character by character and scores what comes next.</summary>
internal abstract class Reader : Module
{
    /// <summary>How many characters back a gradient goes, and attention does.</summary>
    internal const int Window = 64;

    private protected Reader(int characters, int units)
    {
        Characters = new Embedding(characters, units);
        Scores = new Linear(units, characters);
    }

    /// <summary>A vector for each character.</summary>
    public Embedding Characters { get; private init => field = Register(value); }

    /// <summary>The score of each character to come next.</summary>
    public Linear Scores { get; private init => field = Register(value); }

    /// <summary>One of a kind.</summary>
    internal static Reader Make(Kind kind, int characters, int units) => kind switch
    {
        Kind.Gru => new GruReader(characters, units),
        Kind.Lstm => new LstmReader(characters, units),
        _ => new AttentiveReader(characters, units),
    };

    /// <summary>The scores behind each character of some texts, from where it left off.</summary>
    /// <param name="texts">The characters' numbers, [batch, steps].</param>
    /// <param name="memory">What it remembers of the texts before; null for their beginning.</param>
    /// <returns>The scores, [batch, steps, characters], and what it remembers now.</returns>
    internal abstract (Tensor Scores, Tensor[] Memory) Read(Tensor texts, Tensor[]? memory = null);
}

/// <summary>Gated recurrent units.</summary>
internal sealed class GruReader : Reader
{
    internal GruReader(int characters, int units)
        : base(characters, units) => Units = new Gru(units, units);

    /// <summary>The units.</summary>
    public Gru Units { get; private init => field = Register(value); }

    internal override (Tensor Scores, Tensor[] Memory) Read(Tensor texts, Tensor[]? memory = null)
    {
        (Tensor states, Tensor last) = Units.Forward(Characters.Forward(texts), memory?[0]);
        return (Scores.Forward(states), [last]);
    }
}

/// <summary>Units with a long short-term memory.</summary>
internal sealed class LstmReader : Reader
{
    internal LstmReader(int characters, int units)
        : base(characters, units) => Units = new Lstm(units, units);

    /// <summary>The units.</summary>
    public Lstm Units { get; private init => field = Register(value); }

    internal override (Tensor Scores, Tensor[] Memory) Read(Tensor texts, Tensor[]? memory = null)
    {
        LstmState? first = memory is null ? null : new(memory[0], memory[1]);
        (Tensor states, LstmState last) = Units.Forward(Characters.Forward(texts), first);
        return (Scores.Forward(states), [last.Hidden, last.Cell]);
    }
}

/// <summary>Two blocks of a transformer; it remembers the last characters, as many as a window has room for.</summary>
internal sealed class AttentiveReader : Reader
{
    private const int Blocks = 2, Heads = 4;

    internal AttentiveReader(int characters, int units)
        : base(characters, units)
    {
        Positions = new SinusoidalPositions();
        Encoder = new TransformerEncoder(
            Blocks, () => new TransformerEncoderLayer(units, Heads, 4 * units, dropout: 0, normFirst: true, causal: true),
            new LayerNorm(units));
    }

    /// <summary>What tells the places apart.</summary>
    public SinusoidalPositions Positions { get; private init => field = Register(value); }

    /// <summary>The blocks.</summary>
    public TransformerEncoder Encoder { get; private init => field = Register(value); }

    internal override (Tensor Scores, Tensor[] Memory) Read(Tensor texts, Tensor[]? memory = null)
    {
        // Places further on than those of a window were never trained.
        int steps = texts.Shape[1], before = memory is null ? 0 : Math.Min(memory[0].Shape[1], Math.Max(0, Window - steps));
        Tensor all = before == 0 ? texts : Tensor.Concatenate([memory![0].Slice(1, ^before..), texts], 1);
        Tensor read = Encoder.Forward(Positions.Forward(Characters.Forward(all)));
        return (Scores.Forward(read.Slice(1, ^steps..)), [all.Slice(1, Math.Max(0, all.Shape[1] - (Window - 1))..)]);
    }
}
