using Autograd.Core;
using Autograd.Export;
using Autograd.Export.Protobuf;
using Autograd.Nn;

namespace Autograd.Tests.Export;

/// <summary>A network in a file is the network, for any number of samples.</summary>
public sealed class OnnxTests
{
    private string _folder = null!;

    private string Path => System.IO.Path.Combine(_folder, "model.onnx");

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("onnx").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase(DType.Float32)]
    [TestCase(DType.Float64)]
    public void A_network_computes_the_same_in_another_program(DType type)
    {
        var model = new Sequential(new Linear(21, 32), new PRelu(32), new Dropout(), new Linear(32, 3));
        model.To(type);
        Onnx.Export(model, Path, [-1, 21], type);
        Directory.GetFiles(_folder).ShouldBe([Path]);
        using var run = new OnnxRun(File.ReadAllBytes(Path));
        model.IsTraining.ShouldBeTrue();
        model.Eval();
        foreach (int batch in new[] { 1, 5 })
        {
            Tensor x = OpSamples.Spread([batch, 21], type);
            run.Run(x)[0].AllClose(model.Forward(x), 1e-5, 1e-5).ShouldBeTrue();
        }
    }

    [Test]
    public void A_file_names_inputs_outputs_weights_and_the_batch()
    {
        var model = new Sequential(new Linear(4, 3), new BatchNorm1d(3), new Linear(3, 2));
        Onnx.Export(model, Path, [-1, 4]);
        ModelProto file = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Path));
        (file.IrVersion, file.OpsetImport.Single().Version, file.ProducerName).ShouldBe((8, 17, "Autograd"));
        file.Graph.Initializer.Select(tensor => tensor.Name).Order(StringComparer.Ordinal).ShouldBe(
            model.StateDict().Keys.Where(name => !name.EndsWith("num_batches_tracked", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal));
        Sizes(file.Graph.Input.Single(), "input").ShouldBe(["batch", "4"]);
        Sizes(file.Graph.Output.Single(), "output").ShouldBe(["batch", "2"]);
    }

    [Test]
    public void Several_inputs_and_outputs_have_names_of_their_own_and_the_batch_its_axis()
    {
        var model = new Lstm(3, 4, batchFirst: false);
        Onnx.Export(model,
            x =>
            {
                (Tensor states, LstmState last) = model.Forward(x[0], null, x[1]);
                return [states, last.Hidden[0], last.Cell[0]];
            },
            Path, [new("signal", [5, -1, 3]), new("lengths", [-1], DType.Int64) { Smallest = 1, Largest = 5 }], ["states", "last", "cell"]);
        ModelProto file = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Path));
        Sizes(file.Graph.Input[0], "signal").ShouldBe(["5", "batch", "3"]);
        Sizes(file.Graph.Output[1], "last").ShouldBe(["batch", "4"]);
        using var run = new OnnxRun(File.ReadAllBytes(Path));
        (Tensor x, Tensor lengths) = (OpSamples.Spread([5, 4, 3], DType.Float32), Tensor.From([5L, 1, 3, 2]));
        (Tensor ours, LstmState ends) = model.Forward(x, null, lengths);
        Tensor[] theirs = run.Run(x, lengths);
        theirs[0].AllClose(ours, 1e-5, 1e-5).ShouldBeTrue();
        theirs[1].AllClose(ends.Hidden[0], 1e-5, 1e-5).ShouldBeTrue();
        theirs[2].AllClose(ends.Cell[0], 1e-5, 1e-5).ShouldBeTrue();
    }

    [TestCase(false, 2)]
    [TestCase(true, 10)]
    public void Last_cells_take_one_node_for_each_direction_and_cells_after_every_step_one_for_each_step(bool wantsAll, int nodes)
    {
        var model = new Lstm(3, 4, bidirectional: true);
        Func<Tensor, Tensor> forward = wantsAll ? All : Last;
        Onnx.Export(model, forward, Path, [-1, 5, 3]);
        ModelProto.Parser.ParseFrom(File.ReadAllBytes(Path)).Graph.Node.Count(node => node.OpType == "LSTM").ShouldBe(nodes);
        using var run = new OnnxRun(File.ReadAllBytes(Path));
        Tensor x = OpSamples.Spread([2, 5, 3], DType.Float32);
        run.Run(x)[0].AllClose(forward(x), 1e-5, 1e-5).ShouldBeTrue();

        Tensor Last(Tensor x) => model.Forward(x, (LstmState?)null).State.Cell;

        Tensor All(Tensor x) => Tensor.Concatenate([.. new[] { 0, 1 }.Select(i => x.Permute(1, 0, 2).Lstm(
            Tensor.Zeros([x.Shape[0], 4]), Tensor.Zeros([x.Shape[0], 4]), model.Weights[i].WeightIh, model.Weights[i].WeightHh,
            reverse: i == 1).CellStates)]);
    }

    [Test]
    public void Indices_are_Int64()
    {
        var model = new Sequential(new Embedding(9, 4), new Flatten(), new Linear(12, 2));
        Onnx.Export(model, Path, [-1, 3], DType.Int64);
        using var run = new OnnxRun(File.ReadAllBytes(Path));
        Tensor x = Tensor.From([8L, 0, 3, 1, 1, 7], [2, 3]);
        run.Run(x)[0].AllClose(model.Forward(x), 1e-5, 1e-5).ShouldBeTrue();
    }

    [Test]
    public void A_shape_without_a_batch_is_taken_as_it_is()
    {
        var model = new Sequential(new Conv1d(2, 3, 2), new MaxPool1d(2));
        Onnx.Export(model, Path, [2, 7]);
        using var run = new OnnxRun(File.ReadAllBytes(Path));
        Tensor x = OpSamples.Spread([2, 7], DType.Float32);
        run.Run(x)[0].AllClose(model.Forward(x), 1e-5, 1e-5).ShouldBeTrue();
    }

    [Test]
    public void Windows_with_holes_reach_further_beyond_the_edge_than_a_kernel()
    {
        foreach (Layer model in new Layer[]
        {
            new MaxPool2d(2, stride: 3, dilation: 2, ceilMode: true),
            new MaxPool2d(2, stride: 3, padding: 1, dilation: 3, ceilMode: true),
        })
        {
            Onnx.Export(model, Path, [-1, 1, 4, 4]);
            using var run = new OnnxRun(File.ReadAllBytes(Path));
            Tensor x = OpSamples.Spread([3, 1, 4, 4], DType.Float32) - 9;
            run.Run(x)[0].AllClose(model.Forward(x), 1e-5, 1e-5).ShouldBeTrue($"{model}");
        }
    }

    [Test]
    public void What_is_in_proportion_to_the_batch_stays_so()
    {
        var model = new Lambda(x => Tensor.Concatenate([x.Reshape(-1, 2), x.Sum(0, keepDims: true).BroadcastTo(x.Shape).Reshape(-1, 2)])
            / x.Shape[0]);
        Onnx.Export(model, Path, [-1, 6]);
        using var run = new OnnxRun(File.ReadAllBytes(Path));
        Sizes(ModelProto.Parser.ParseFrom(File.ReadAllBytes(Path)).Graph.Output.Single(), "output").ShouldBe(["6*batch", "2"]);
        foreach (int batch in new[] { 1, 7 })
        {
            Tensor x = OpSamples.Spread([batch, 6], DType.Float32);
            run.Run(x)[0].AllClose(model.Forward(x), 1e-5, 1e-5).ShouldBeTrue();
        }
    }

    [Test]
    public void A_network_is_as_it_was_afterwards()
    {
        var model = new Sequential(new Linear(4, 3), new BatchNorm1d(3), new Dropout());
        model[1].Eval();
        IReadOnlyDictionary<string, Tensor> before = model.StateDict(withRandomStreams: true);
        Onnx.Export(model, Path, [-1, 4]);
        (model.IsTraining, model[1].IsTraining, model[2].IsTraining).ShouldBe((true, false, true));
        model.StateDict(withRandomStreams: true).ShouldAllBe(pair => pair.Value.ElementsEqual(before[pair.Key]));
    }

    private static string[] Sizes(ValueInfoProto value, string name)
    {
        value.Name.ShouldBe(name);
        return [.. value.Type.TensorType.Shape.Dim.Select(size => size.HasDimParam ? size.DimParam : $"{size.DimValue}")];
    }
}
