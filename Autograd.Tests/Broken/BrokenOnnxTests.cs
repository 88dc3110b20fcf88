using System.Runtime.InteropServices;
using Autograd.Export.Protobuf;
using Autograd.Nn;
using Autograd.Tests.Export;
using Autograd.Tests.Nn.Modules;
using Google.Protobuf;

namespace Autograd.Tests.Broken;

/// <summary>The law of files of ONNX rejects files with one thing wrong.</summary>
public sealed class BrokenOnnxTests
{
    private static readonly (string Module, string Fault, Action<GraphProto> Spoil)[] s_faults =
    [
        ("Lstm", "gates in our order", graph => Replace(graph, [0, 3, 1, 2], [0, 1, 2, 3])),
        ("Gru", "gates in our order", graph => Replace(graph, [1, 0, 2], [0, 1, 2])),
        ("Gru", "the reset before the product", graph => Attribute(graph, "GRU", "linear_before_reset").I = 0),
        ("Flatten", "the batch of the trace", graph => Replace(graph, [-1, 12], [2, 12])),
        ("Elu", "another slope", graph => Attribute(graph, "Elu", "alpha").F = 1.1f),
        ("BatchNorm1d", "another epsilon", graph => Attribute(graph, "BatchNormalization", "epsilon").F = 1e-2f),
        ("Linear", "a weight of another sign", SpoilWeight),
    ];

    private static IEnumerable<TestCaseData> Faults =>
        s_faults.Select((fault, i) => new TestCaseData(i).SetArgDisplayNames(fault.Module, fault.Fault));

    [TestCaseSource(nameof(Faults))]
    public void The_law_rejects_the_spoiled_file(int fault)
    {
        ModuleCase one = ModuleCatalogue.All.Single(entry => entry.Name == s_faults[fault].Module);
        Module module = OnnxLaw.Make(one);
        ModelProto model = OnnxLaw.Write(one, module);
        s_faults[fault].Spoil(model.Graph);
        bool isRejected;
        try
        {
            isRejected = OnnxLaw.Violations(one, module, model).Any();
        }
        catch (Microsoft.ML.OnnxRuntime.OnnxRuntimeException)
        {
            isRejected = true;
        }

        isRejected.ShouldBeTrue();
    }

    private static AttributeProto Attribute(GraphProto graph, string type, string name) =>
        graph.Node.Single(node => node.OpType == type).Attribute.Single(attribute => attribute.Name == name);

    private static void Replace(GraphProto graph, long[] from, long[] to) => graph.Initializer
        .Single(tensor => tensor.RawData.Span.SequenceEqual(MemoryMarshal.AsBytes(from.AsSpan())))
        .RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(to.AsSpan()));

    private static void SpoilWeight(GraphProto graph)
    {
        TensorProto weight = graph.Initializer.Single(tensor => tensor.Name == "weight");
        byte[] bytes = weight.RawData.ToByteArray();
        bytes[3] ^= 0x80;
        weight.RawData = ByteString.CopyFrom(bytes);
    }
}
