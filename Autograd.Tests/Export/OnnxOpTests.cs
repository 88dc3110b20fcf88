using Autograd.Core;
using Autograd.Export;
using Autograd.Nn;
using Google.Protobuf;

namespace Autograd.Tests.Export;

/// <summary>Every op is in a file what it is here, with all its attributes, or is refused by name.</summary>
public sealed class OnnxOpTests
{
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
            return;
        }

        // All samples in one file: it is opening that takes time.
        using var run = new OnnxRun(Write(samples));
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

    private static byte[] Write((Op Op, Tensor[] Inputs)[] samples)
    {
        Tensor[] inputs = [.. samples.SelectMany(sample => sample.Inputs)];
        int outputs = samples.Sum(sample => sample.Op.ApplyAll(sample.Inputs).Length);
        return Onnx.Model(new Lambda(x => x), All,
            [.. inputs.Select((x, i) => new OnnxInput($"x{i}", [.. x.Shape.Sizes], x.DType) { Examples = _ => x.Detach() })],
            [.. Enumerable.Range(0, outputs).Select(i => $"y{i}")]).ToByteArray();

        Tensor[] All(IReadOnlyList<Tensor> x)
        {
            int next = 0;
            return [.. samples.SelectMany(sample => sample.Op.ApplyAll([.. sample.Inputs.Select(_ => x[next++])]))];
        }
    }
}
