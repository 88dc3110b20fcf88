using Autograd.Core;

namespace Autograd.Export;

/// <summary>Recurrent units: the same in ONNX but for the order of the gates.</summary>
internal static class RecurrentRules
{
    // Where ONNX's gates stand among ours: i, o, f, c among i, f, g, o; and z, r, h among r, z, n.
    private static readonly long[] s_lstm = [0, 3, 1, 2], s_gru = [1, 0, 2], s_rnn = [0];

    public static Dictionary<string, OnnxRule> All => new()
    {
        ["lstm"] = Lstm,
        ["gru"] = call => call.Squeeze(
            Run(call, "GRU", new(call, 2, s_gru), call[1], null, ("linear_before_reset", true))[0], 1),
        ["rnn"] = call => call.Squeeze(Run(call, "RNN", new(call, 2, s_rnn), call[1], null,
            ("activations", (string[])[call.Attributes.Word("nonlinearity") == "relu" ? "Relu" : "Tanh"]))[0], 1),
    };

    // ONNX gives the cells after the last step alone: those after each are those of one step after the other.
    private static string Lstm(OnnxCall call)
    {
        var weights = new Weights(call, 3, s_lstm);
        if (!call.IsUsed(1))
        {
            return call.Squeeze(Run(call, "LSTM", weights, call[1], call[2])[0], 1);
        }

        int steps = call.Fixed(call.Sizes()[..1])[0];
        bool isReverse = call.Attributes.Flag("reverse");
        if (weights.Lengths is null && call.IsUsedAt(1, isReverse ? 0 : steps - 1))
        {
            // In the place of the others, which nothing reads, stands the last one.
            string[] all = Run(call, "LSTM", weights, call[1], call[2]);
            call.Name(1, call.Node("Expand", [all[2], call.Shape(call.Result(1))]));
            return call.Squeeze(all[0], 1);
        }

        var states = new string[steps];
        var cells = new string[steps];
        (string state, string cell) = (call[1], call[2]);
        for (int i = 0; i < steps; i++)
        {
            int step = isReverse ? steps - 1 - i : i;
            (string y, string next) = Step(call, weights, step, state, cell);
            (states[step], cells[step]) = (y, next);
            if (weights.Lengths is not null)
            {
                // Beyond its end a sequence has no states, and from there on backwards it has not begun.
                string isThere = call.Unsqueeze(call.Node("Greater", [call[call.Count - 1], call.Integers(step)]), 1);
                (states[step], cells[step]) = (call.Where(isThere, y, call.Number(0)), call.Where(isThere, next, call.Number(0)));
                (y, next) = (call.Where(isThere, y, state), call.Where(isThere, next, cell));
            }

            (state, cell) = (y, next);
        }

        call.Name(1, Together(cells));
        return Together(states);

        string Together(string[] all) => call.Node("Concat", [.. all.Select(one => call.Unsqueeze(one, 0))], ("axis", 0L));
    }

    private static (string State, string Cell) Step(OnnxCall call, Weights weights, int step, string state, string cell)
    {
        string x = ShapingRules.Part(call, call.X, 0, step, step + 1);
        string[] results = call.Nodes("LSTM",
            [x, weights.Input, weights.Hidden, weights.Biases, "", call.Unsqueeze(state, 0), call.Unsqueeze(cell, 0)], 3,
            ("hidden_size", weights.Units));
        return (call.Squeeze(results[1], 0), call.Squeeze(results[2], 0));
    }

    // The states after each step, and the last ones of each kind.
    private static string[] Run(OnnxCall call, string type, Weights weights, string state, string? cell,
        params ReadOnlySpan<(string Name, OnnxAttribute Value)> attributes)
    {
        string[] inputs = [call.X, weights.Input, weights.Hidden, weights.Biases, weights.Lengths ?? "", call.Unsqueeze(state, 0)];
        return call.Nodes(type, cell is null ? inputs : [.. inputs, call.Unsqueeze(cell, 0)], cell is null ? 2 : 3,
            [("hidden_size", weights.Units), ("direction", call.Attributes.Flag("reverse") ? "reverse" : "forward"), .. attributes]);
    }

    /// <summary>The weights in ONNX's order, and what else there is.</summary>
    private sealed class Weights
    {
        public Weights(OnnxCall call, int first, ReadOnlySpan<long> gates)
        {
            bool hasBiases = call.Count >= first + 4;
            OnnxSize[] input = call.Sizes(first), hidden = call.Sizes(first + 1);
            Units = hidden[1].Number;
            string order = call.Integers(gates);
            Input = Ordered(call, call[first], order, gates.Length, [new(Units, false), input[1]]);
            Hidden = Ordered(call, call[first + 1], order, gates.Length, [new(Units, false), hidden[1]]);
            Biases = !hasBiases ? "" : call.Node("Concat",
                [
                    Ordered(call, call[first + 2], order, gates.Length, [new(Units, false)]),
                    Ordered(call, call[first + 3], order, gates.Length, [new(Units, false)]),
                ], ("axis", 1L));
            Lengths = (call.Count - first) % 2 == 1 ? call.Node("Cast", [call[call.Count - 1]], ("to", OnnxTypes.Int32)) : null;
        }

        public string Input { get; }

        public string Hidden { get; }

        public string Biases { get; }

        public string? Lengths { get; }

        public int Units { get; }

        private static string Ordered(OnnxCall call, string weights, string order, int gates, OnnxSize[] gate)
        {
            string apart = call.Reshape(weights, [new(gates, false), .. gate]);
            string ordered = gates == 1 ? apart : call.Node("Gather", [apart, order], ("axis", 0L));
            return call.Reshape(ordered, [new(1, false), new(gates * gate[0].Number, false), .. gate[1..]]);
        }
    }
}
