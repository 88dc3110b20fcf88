using Autograd.Core;
using Autograd.Nn;
using Autograd.Tests.Laws;
using First = Autograd.Nn.Initialization;

namespace Autograd.Tests.Nn.Layers;

public sealed class RecurrentTests
{
    private static readonly Dictionary<string, Func<bool, int, double, RecurrentLayer>> s_layers = new()
    {
        ["Rnn"] = (both, layers, dropout) => new Rnn(3, 4, layers, bidirectional: both, batchFirst: false, dropout: dropout),
        ["Rnn, relu"] = (both, layers, dropout) =>
            new Rnn(3, 4, layers, both, dropout, RnnNonlinearity.Relu, batchFirst: false),
        ["Gru"] = (both, layers, dropout) => new Gru(3, 4, layers, both, batchFirst: false, dropout: dropout),
        ["Lstm"] = (both, layers, dropout) => new Lstm(3, 4, layers, both, batchFirst: false, dropout: dropout),
    };

    public static IEnumerable<string> Kinds => s_layers.Keys;

    [Test]
    public void Sequences_of_different_lengths_are_read_as_each_alone(
        [ValueSource(nameof(Kinds))] string kind, [Values] bool both, [Values(1, 2)] int layers)
    {
        RecurrentLayer layer = s_layers[kind](both, layers, 0).Initialize(1).To(DType.Float64);
        LengthsLaw.Violations((x, lengths) => Run(layer, x, lengths).Output).ShouldBeEmpty();
    }

    [TestCaseSource(nameof(Kinds))]
    public void The_last_states_are_those_at_each_ones_last_step_and_in_reverse_at_the_first(string kind)
    {
        RecurrentLayer layer = s_layers[kind](true, 2, 0).Initialize(1).To(DType.Float64);
        long[] lengths = [2, 5, 1];
        (Tensor output, Tensor last) = Run(layer, Sequences(5, 3), Tensor.From(lengths));
        last.Shape.ShouldBe(Shape.Of(4, 3, 4), "[layers · directions, batch, units]");
        for (int n = 0; n < lengths.Length; n++)
        {
            double[] end = Numbers.Of(output[(int)lengths[n] - 1, n]), start = Numbers.Of(output[0, n]);
            Numbers.Of(last[2, n]).ShouldBe(end[..4]);
            Numbers.Of(last[3, n]).ShouldBe(start[4..]);
        }
    }

    [TestCaseSource(nameof(Kinds))]
    public void The_last_states_are_time_major_in_layers_whichever_axis_is_the_batch(string kind)
    {
        RecurrentLayer timeFirst = s_layers[kind](true, 1, 0).Initialize(1);
        RecurrentLayer batchFirst = kind switch
        {
            "Gru" => new Gru(3, 4, bidirectional: true),
            "Lstm" => new Lstm(3, 4, bidirectional: true),
            _ => new Rnn(3, 4, nonlinearity: kind == "Rnn" ? RnnNonlinearity.Tanh : RnnNonlinearity.Relu, bidirectional: true),
        };
        batchFirst.BatchFirst.ShouldBeTrue();
        batchFirst.LoadState(timeFirst.StateDict());
        Tensor x = Sequences(3, 2, DType.Float32);
        (Tensor output, Tensor last) = Run(timeFirst, x, null);
        (Tensor sameOutput, Tensor sameLast) = Run(batchFirst, x.Permute(1, 0, 2), null);
        Numbers.Bits(sameOutput.Permute(1, 0, 2)).ShouldBe(Numbers.Bits(output));
        Numbers.Bits(sameLast).ShouldBe(Numbers.Bits(last));
    }

    [TestCaseSource(nameof(Kinds))]
    public void A_sequence_in_two_parts_is_read_as_one(string kind)
    {
        RecurrentLayer layer = s_layers[kind](false, 2, 0).Initialize(1).To(DType.Float64);
        Tensor x = Sequences(5, 2), whole = layer.Forward(x);
        Tensor[] parts = layer switch
        {
            Rnn rnn => [rnn.Forward(x[..3], null).Output, rnn.Forward(x[3..], rnn.Forward(x[..3], null).State).Output],
            Gru gru => [gru.Forward(x[..3], null).Output, gru.Forward(x[3..], gru.Forward(x[..3], null).State).Output],
            Lstm lstm => [lstm.Forward(x[..3], null).Output, lstm.Forward(x[3..], lstm.Forward(x[..3], null).State).Output],
            _ => [],
        };
        Numbers.Differences("states", Numbers.Of(Tensor.Concatenate(parts)), Numbers.Of(whole), 1e-13).ShouldBeEmpty();
    }

    [TestCaseSource(nameof(Kinds))]
    public void A_single_sequence_needs_no_batch(string kind)
    {
        RecurrentLayer layer = s_layers[kind](true, 1, 0).Initialize(1);
        Tensor x = Sequences(4, 1, DType.Float32), alone = layer.Forward(x.Squeeze(1));
        alone.Shape.ShouldBe(Shape.Of(4, 8));
        Numbers.Bits(alone).ShouldBe(Numbers.Bits(layer.Forward(x)));
        Run(layer, x.Squeeze(1), Tensor.From([3L])).Last.Shape.ShouldBe(Shape.Of(2, 4));
    }

    [TestCaseSource(nameof(Kinds))]
    public void A_cell_takes_the_step_that_its_layer_takes(string kind)
    {
        RecurrentLayer layer = s_layers[kind](false, 1, 0).Initialize(1).To(DType.Float64);
        Tensor x = Sequences(2, 3), states = layer.Forward(x);
        RecurrentCell cell = kind switch
        {
            "Gru" => new GruCell(3, 4),
            "Lstm" => new LstmCell(3, 4),
            _ => new RnnCell(3, 4, nonlinearity: kind == "Rnn" ? RnnNonlinearity.Tanh : RnnNonlinearity.Relu),
        };
        cell.To(DType.Float64).LoadState(
            layer.StateDict().ToDictionary(pair => pair.Key.Replace("_l0", "", StringComparison.Ordinal), pair => pair.Value));
        Tensor second = cell switch
        {
            RnnCell rnn => rnn.Forward(x[1], rnn.Forward(x[0])),
            GruCell gru => gru.Forward(x[1], gru.Forward(x[0])),
            LstmCell lstm => lstm.Forward(x[1], lstm.Forward(x[0])).Hidden,
            _ => x,
        };
        Numbers.Differences("second state", Numbers.Of(second), Numbers.Of(states[1]), 1e-13).ShouldBeEmpty();
        Tensor single = cell switch
        {
            RnnCell rnn => rnn.Forward(x[0, 0]),
            GruCell gru => gru.Forward(x[0, 0]),
            LstmCell lstm => lstm.Forward(x[0, 0]).Hidden,
            _ => x,
        };
        single.Shape.ShouldBe(Shape.Of(4));
        Numbers.Differences("of a single sample", Numbers.Of(single), Numbers.Of(states[0, 0]), 1e-13).ShouldBeEmpty();
    }

    [TestCaseSource(nameof(Kinds))]
    public void Dropout_is_between_layers_and_never_after_the_last(string kind)
    {
        Tensor x = Sequences(4, 2), zeros = Tensor.Zeros([4, 2, 4], DType.Float64);
        RecurrentLayer all = s_layers[kind](false, 2, 1).Initialize(1).To(DType.Float64);
        Dictionary<string, Tensor> upper = all.StateDict().Where(pair => pair.Key.EndsWith("_l1", StringComparison.Ordinal))
            .ToDictionary(pair => pair.Key.Replace("_l1", "_l0", StringComparison.Ordinal), pair => pair.Value);
        RecurrentLayer second = kind switch
        {
            "Gru" => new Gru(4, 4, batchFirst: false),
            "Lstm" => new Lstm(4, 4, batchFirst: false),
            _ => new Rnn(4, 4, nonlinearity: kind == "Rnn" ? RnnNonlinearity.Tanh : RnnNonlinearity.Relu, batchFirst: false),
        };
        second.To(DType.Float64).LoadState(upper);
        Numbers.Bits(all.Forward(x)).ShouldBe(Numbers.Bits(second.Forward(zeros)), "with everything dropped the upper layer reads zeros");
        s_layers[kind](false, 1, 0.5).Random.ShouldBeNull("of one layer there is none");
        all.Eval();
        Numbers.Bits(all.Forward(x)).ShouldNotBe(Numbers.Bits(second.Forward(zeros)));
    }

    [TestCaseSource(nameof(Kinds))]
    public void First_values_are_spread_by_the_units_as_PyTorch_has_them_and_by_their_inputs_as_we_do(string kind)
    {
        RecurrentLayer layer = kind switch
        {
            "Gru" => new Gru(64, 25),
            "Lstm" => new Lstm(64, 25),
            _ => new Rnn(64, 25),
        };
        layer.Initialize(1, First.PyTorch);
        foreach (Parameter parameter in layer.Parameters())
        {
            parameter.Value.ToArray<float>().Max(Math.Abs).ShouldBeInRange(0.15f, 0.2f, parameter.Path);
        }

        layer.Initialize(1);
        Deviation(layer.Weights[0].WeightIh).ShouldBe(1 / 8.0, 0.01);
        Deviation(layer.Weights[0].WeightHh).ShouldBe(1 / 5.0, 0.02);
        layer.Weights[0].BiasHh!.Value.ToArray<float>().ShouldAllBe(value => value == 0);
        float[] biases = layer.Weights[0].BiasIh!.Value.ToArray<float>();
        Enumerable.Range(0, biases.Length).ShouldAllBe(i => biases[i] == (layer is Lstm && i / 25 == 1 ? 1 : 0));

        static double Deviation(Parameter parameter) =>
            Math.Sqrt(parameter.Value.ToArray<float>().Average(value => (double)value * value));
    }

    [TestCaseSource(nameof(Kinds))]
    public void What_does_not_fit_is_refused(string kind)
    {
        RecurrentLayer layer = s_layers[kind](false, 1, 0).Initialize(1);
        Tensor x = Sequences(3, 2, DType.Float32);
        void Refuses(Action call, string message) => Should.Throw<ArgumentException>(call).Message.ShouldContain(message);
        Refuses(() => layer.Forward(Tensor.Ones([0, 2, 3])), "the input is [0, 2, 3], sequences without a step");
        Refuses(() => Run(layer, x, Tensor.From([3L, 0])), "the length of sequence 1 is 0; expected 1 to 3");
        Refuses(() => Run(layer, x, Tensor.From([4L, 1])), "the length of sequence 0 is 4; expected 1 to 3");
        Refuses(() => Run(layer, x, Tensor.From([3L])), "the lengths are Int64 [1]; expected Int64 [2], one for each sequence");
        Refuses(() => Run(layer, x, Tensor.Ones([2])), "the lengths are Float32 [2]; expected Int64 [2]");
        Refuses(() => _ = new Gru(3, 0), "Gru: hiddenSize is 0; expected 1 or more");
        Refuses(() => _ = new Lstm(3, 4, layers: 0), "Lstm: layers is 0; expected 1 or more");
        Refuses(() => _ = new Rnn(3, 4, dropout: 1.5), "Rnn: dropout is 1.5; expected a probability from 0 to 1");
        Refuses(() => _ = new Rnn(3, 4, nonlinearity: (RnnNonlinearity)7), "Rnn: nonlinearity is 7; expected Tanh, Relu");
        Refuses(() => Tensor.Ones([1, 1, 1]).Gru(Tensor.Ones([1, 1]), Tensor.Ones([3, 1]), Tensor.Ones([3, 1]), Tensor.Ones([3])),
            "gru: there is a bias of the inputs and none of the state; expected both or none");
    }

    [Test]
    public void Indices_without_an_Embedding_are_refused_with_the_way_out() =>
        Should.Throw<ArgumentException>(() => new Gru(16, 4).Forward(Tensor.Zeros([2, 5], DType.Int64))).Message
            .ShouldContain("expected [batch, steps, 16], or [steps, 16] for a single sequence. An Embedding in front");

    [Test]
    public void A_state_of_a_tape_that_was_disposed_is_refused_with_the_way_out_and_a_detached_one_goes_on()
    {
        Tensor x = OpSamples.Spread([2, 3, 3], DType.Float32), step = x[.., 0];
        var gru = new Gru(3, 4);
        var lstm = new Lstm(3, 4);
        var gruCell = new GruCell(3, 4);
        var lstmCell = new LstmCell(3, 4);
        Tensor ofGru, ofGruCell;
        LstmState ofLstm, ofLstmCell, copy;
        using (new Tape())
        {
            (_, ofGru) = gru.Forward(x, state: null);
            (_, ofLstm) = lstm.Forward(x, state: null);
            (ofGruCell, ofLstmCell) = (gruCell.Forward(step), lstmCell.Forward(step));
            copy = ofLstm.Detach();
        }

        Refuses("Gru", "[1, 2, 4]", () => gru.Forward(x, ofGru));
        Refuses("Lstm", "[1, 2, 4]", () => lstm.Forward(x, ofLstm));
        Refuses("GruCell", "[2, 4]", () => gruCell.Forward(step, ofGruCell));
        Refuses("LstmCell", "[2, 4]", () => lstmCell.Forward(step, ofLstmCell));
        lstm.Forward(x, copy).Output.Shape.ShouldBe([2, 3, 4]);

        static void Refuses(string layer, string shape, Action forward) =>
            Should.Throw<ObjectDisposedException>(forward).Message.ShouldContain(
                $"{layer}: the state {shape} was computed within a tape or scope that was disposed. Take state.Detach() while");
    }

    [Test]
    public void A_state_of_an_Lstm_has_both_parts()
    {
        Tensor zeros = Tensor.Zeros([1, 2, 4]);
        Should.Throw<ArgumentNullException>(() => new LstmState(zeros, null!)).ParamName.ShouldBe("Cell");
        Should.Throw<ArgumentNullException>(() => new LstmState(null!, zeros)).ParamName.ShouldBe("Hidden");
        Should.Throw<ArgumentNullException>(() => new LstmState(zeros, zeros) with { Cell = null! }).ParamName.ShouldBe("Cell");
    }

    [TestCaseSource(nameof(Kinds))]
    public void The_last_states_of_longer_batches_take_no_memory_in_a_steady_step(string kind)
    {
        RecurrentLayer layer = s_layers[kind](true, 2, 0).Initialize(1);
        using var limit = new ThreadLimit(1);
        long small = Least(64), large = Least(512);
        large.ShouldBeLessThan(small + 512, "buffers come from the pool");

        long Least(int batch)
        {
            Tensor x = OpSamples.Spread([3, batch, 3], DType.Float32), lengths = Tensor.Full([batch], 2, DType.Int64);
            long least = long.MaxValue;
            for (int step = 0; step < 12; step++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                using (new Tape())
                {
                    Run(layer, x, lengths);
                }

                least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            }

            return least;
        }
    }

    [Test]
    public void Descriptions_say_what_differs_from_the_usual()
    {
        $"{new Gru(3, 4)}".ShouldBe("Gru(3 → 4)");
        $"{new Lstm(3, 4, 2, bidirectional: true, batchFirst: false, dropout: 0.25)}"
            .ShouldBe("Lstm(3 → 4, 2 layers, both directions, dropout 0.25, time first)");
        $"{new LstmCell(3, 4, bias: false)}".ShouldBe("LstmCell(3 → 4, no bias)");
        $"{new Embedding(5, 2, paddingIndex: -1)}".ShouldBe("Embedding(5 × 2, padding 4)");
    }

    private static Tensor Sequences(int steps, int batch, DType dtype = DType.Float64) =>
        OpSamples.Spread([steps, batch, 3], dtype, -1, 1);

    private static (Tensor Output, Tensor Last) Run(RecurrentLayer layer, Tensor x, Tensor? lengths)
    {
        switch (layer)
        {
            case Rnn rnn:
                return rnn.Forward(x, null, lengths);
            case Gru gru:
                return gru.Forward(x, null, lengths);
            default:
                (Tensor output, LstmState state) = ((Lstm)layer).Forward(x, null, lengths);
                return (output, state.Hidden);
        }
    }
}
