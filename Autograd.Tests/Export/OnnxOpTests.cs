using Autograd.Core;
using Autograd.Docs;
using Autograd.Export;
using Autograd.Export.Protobuf;
using Autograd.Nn;
using Google.Protobuf;

namespace Autograd.Tests.Export;

/// <summary>Every op is in a file what it is here, with all its attributes, or is refused by name.</summary>
public sealed class OnnxOpTests
{
    private static readonly string s_page = File.ReadAllText(Path.Combine(Repository.Root(), "docs", "onnx.md"));

    private static readonly string[] s_refused = ["cross_entropy_probabilities", "dropout", "alpha_dropout"];

    public static IEnumerable<TestCaseData> Ops => OpRegistry.All.Select(op => new TestCaseData(op).SetArgDisplayNames(op.Name));

    [TestCaseSource(nameof(Ops))]
    public void Every_op_computes_the_same_in_another_program_for_all_its_samples(OpDefinition definition)
    {
        (Op Op, Tensor[] Inputs)[] samples = [.. definition.Samples.Where(sample => !IsRandom(sample))
            .Select(sample => (definition.Create(sample.Attributes), sample.Inputs(DType.Float32)))
            .Where(sample => sample.Item2.All(x => x.Count > 0))];
        if (s_refused.Contains(definition.Name))
        {
            Should.Throw<NotSupportedException>(() => Write(samples)).Message.ShouldStartWith("Onnx.Export: '");
            s_page.ShouldContain($"`{definition.Name}`");
            return;
        }

        // All samples in one file: it is opening that takes time.
        ModelProto model = Write(samples);
        s_page.ShouldContain(Row(definition.Name, model));
        using var run = new OnnxRun(model.ToByteArray());
        Tensor[] theirs = run.Run([.. samples.SelectMany(sample => sample.Inputs)]);
        Tensor[] ours = [.. samples.SelectMany(sample => sample.Op.ApplyAll(sample.Inputs))];
        for (int i = 0; i < ours.Length; i++)
        {
            theirs[i].Shape.ShouldBe(ours[i].Shape);
            theirs[i].AllClose(ours[i], 1e-5, 1e-5, equalNan: true).ShouldBeTrue($"{ours[i]}\n{theirs[i]}");
        }
    }

    private static bool IsRandom(OpSample sample) =>
        sample.Attributes is not null && sample.Attributes.Any(pair => pair.Key == "dropout" && pair.Value != 0);

    // As the page lists it.
    private static string Row(string op, ModelProto model)
    {
        IEnumerable<string> types = model.Graph.Node.Select(node => node.OpType).Where(type => type != "Identity").Distinct();
        return $"| [`{op}`](ops/{op}.md) | {string.Join(", ", types.Order(StringComparer.Ordinal).Select(type => $"`{type}`"))} |";
    }

    private static ModelProto Write((Op Op, Tensor[] Inputs)[] samples)
    {
        Tensor[] inputs = [.. samples.SelectMany(sample => sample.Inputs)];
        int outputs = samples.Sum(sample => sample.Op.ApplyAll(sample.Inputs).Length);
        return Onnx.Model(new Lambda(x => x), All,
            [.. inputs.Select((x, i) => new OnnxInput($"x{i}", [.. x.Shape.Sizes], x.DType) { Examples = _ => x.Detach() })],
            [.. Enumerable.Range(0, outputs).Select(i => $"y{i}")]);

        Tensor[] All(IReadOnlyList<Tensor> x)
        {
            int next = 0;
            return [.. samples.SelectMany(sample => sample.Op.ApplyAll([.. sample.Inputs.Select(_ => x[next++])]))];
        }
    }
}
