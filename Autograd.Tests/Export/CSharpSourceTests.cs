using System.Reflection;
using Autograd.Core;
using Autograd.Export;
using Autograd.Nn;
using Autograd.Tests.Nn.Modules;
using Autograd.Tests.Nn.Serialization;

namespace Autograd.Tests.Export;

/// <summary>What is written as C# compiles as C# 9 without a warning, and computes what the model does.</summary>
public sealed class CSharpSourceTests
{
    private static readonly string[] s_others = ["Rnn", "Gru", "Lstm", "MultiHead", "Transformer", "no running statistics"];

    // Compiled all at once, by their places.
    private static readonly Lazy<CompiledSource[]> s_compiled = new(() =>
        CompiledSource.Of([.. FeedForward.Select((module, i) => CSharpSource.Text(Made(module), $"Network{i}", Sample(module)))]));

    private static readonly ModuleCase[] s_layers =
        [.. ModuleCatalogue.All.Where(module => module.BatchAxis == 0 && module.Make() is Layer and not Embedding
            && !module.Name.Contains("other keys", StringComparison.Ordinal))];

    public static IEnumerable<ModuleCase> FeedForward => s_layers.Where(module => !IsOther(module));

    public static IEnumerable<ModuleCase> Others => s_layers.Where(IsOther);

    [TestCaseSource(nameof(FeedForward))]
    public void A_feed_forward_module_computes_the_same_as_C_sharp(ModuleCase module)
    {
        CompiledSource compiled = s_compiled.Value[FeedForward.ToList().IndexOf(module)];
        Layer layer = Made(module), exact = Made(module);
        exact.To(DType.Float64);
        layer.Eval();
        exact.Eval();
        foreach (double range in new double[] { 2, 9 })
        {
            Tensor inputs = OpSamples.Spread([3, .. Sample(module).Sizes], DType.Float32, -range, range, phase: (int)range);
            float[] written = compiled.PredictAll(inputs);
            Agrees(written, exact.Forward(inputs.To(DType.Float64))).ShouldBeTrue($"{module.Name}: the results differ.\n{compiled.Text}");
            Agrees(written, layer.Forward(inputs), range).ShouldBeTrue($"{module.Name}: the results differ.\n{compiled.Text}");
        }
    }

    [TestCaseSource(nameof(Others))]
    public void A_module_that_is_none_is_refused_by_name(ModuleCase module)
    {
        Layer layer = Made(module);
        string message = Should.Throw<NotSupportedException>(() => CSharpSource.Text(layer, "Network", Sample(module))).Message;
        message.ShouldContain(module.Name.StartsWith("Transformer", StringComparison.Ordinal) ? "MultiHeadAttention(" : layer.Description);
        message.ShouldContain(module.Name.StartsWith("BatchNorm", StringComparison.Ordinal)
            ? "computes 'batch_norm', which goes by the other samples of a batch" : "has no counterpart here");
    }

    [Test]
    public void There_are_modules_of_both_kinds()
    {
        FeedForward.Count().ShouldBeGreaterThan(60);
        Others.Count().ShouldBeGreaterThan(4);
    }

    [Test]
    public void A_deep_network_with_every_kind_of_step_computes_the_same_and_allocates_nothing_on_any_thread()
    {
        Layer model = Deep();
        CompiledSource compiled = CompiledSource.Of(model, [2, 12, 10]);
        compiled.ScratchLength.ShouldBeInRange(1025, 4000);
        model.Eval();
        Tensor inputs = OpSamples.Spread([6, 2, 12, 10], DType.Float32);
        float[] expected = model.Forward(inputs).ToArray<float>(), sample = inputs.ToArray<float>();
        Parallel.For(0, 8, i =>
        {
            float[] output = new float[compiled.OutputLength];
            ReadOnlySpan<float> input = sample.AsSpan(i % 6 * compiled.InputLength, compiled.InputLength);
            compiled.Predict(input, output);
            long before = GC.GetAllocatedBytesForCurrentThread();
            compiled.Predict(input, output);
            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
            Agrees(output, Tensor.From(expected.AsSpan(i % 6 * output.Length, output.Length))).ShouldBeTrue();
        });
    }

    [Test]
    public void A_fault_in_a_weight_or_a_sign_is_noticed()
    {
        var model = new Sequential(new Linear(3, 5), new Tanh(), new Linear(5, 2));
        model.Initialize(3);
        string text = CSharpSource.Text(model, "Network");
        var other = new Sequential(new Linear(3, 5), new Tanh(), new Linear(5, 2));
        other.LoadState(model.StateDict());
        other.Parameters()[0].Assign(other.Parameters()[0].Value + 1e-4);
        string[] planted =
        [
            text, text.Replace("Math.Tanh(v)", "Math.Tanh(v + 1e-5)", StringComparison.Ordinal),
            text.Replace("(float)sum", "-(float)sum", StringComparison.Ordinal),
            CSharpSource.Text(other, "Network"),
        ];
        model.Eval();
        Tensor inputs = OpSamples.Spread([4, 3], DType.Float32), expected = model.Forward(inputs);
        planted.Distinct().Count().ShouldBe(4);
        CompiledSource[] compiled = CompiledSource.Of(
            [.. planted.Select((fault, i) => fault.Replace("static class Network", $"static class Network{i}", StringComparison.Ordinal))]);
        compiled.Select(source => Agrees(source.PredictAll(inputs), expected)).ShouldBe([true, false, false, false]);
    }

    [Test]
    public void Weights_are_written_to_the_bit()
    {
        float[] weights =
        [
            0f, -0f, 1f / 3, float.Epsilon, -float.MaxValue, 1e-38f, 16777216f, 0.1f, float.PositiveInfinity, float.NaN, 3e10f, -7f,
        ];
        var model = new Linear(12, 1, bias: false);
        model.Weight.Assign(Tensor.From(weights, [1, 12]));
        Type type = CompiledSource.Of(model).Type;
        float[] written = (float[])type.GetField("Weight", BindingFlags.NonPublic | BindingFlags.Static)!.GetValue(null)!;
        written.Select(BitConverter.SingleToInt32Bits).ShouldBe(weights.Select(BitConverter.SingleToInt32Bits));
    }

    [Test]
    public void The_file_is_written_with_its_class_and_namespace_and_the_model_stays_in_training()
    {
        using TemporaryFolder files = new();
        var model = new Sequential(new Dropout(), new Linear(2, 1));
        CSharpSource.Export(model, files.File("Net.cs"), "Net", nameSpace: "My.Game");
        string text = File.ReadAllText(files.File("Net.cs"));
        text.ShouldContain("namespace My.Game\n{");
        text.ShouldContain("public static class Net\n");
        text.ShouldContain("// 1: Linear(2 → 1)\n");
        model.IsTraining.ShouldBeTrue();
    }

    [Test]
    public void What_has_no_weights_at_all_copies_or_computes()
    {
        CompiledSource.Of(new Sequential(new Dropout(), new Flatten()), [2, 2])
            .PredictAll(Tensor.From([1f, 2, 3, 4])).ShouldBe([1, 2, 3, 4]);
        CompiledSource.Of(new Lambda(x => (2 - x.Square()) * Tensor.From([1f, 3])), [2])
            .PredictAll(Tensor.From([1f, 2])).ShouldBe([1, -6]);
    }

    [Test]
    public void What_cannot_be_told_from_a_trace_is_refused()
    {
        Should.Throw<NotSupportedException>(() => CSharpSource.Text(
            new Lambda(x => x + Tensor.From(x.ToArray<float>(), x.Shape)), "Network", [2]))
            .Message.ShouldContain("by a way that no op tells of");
        Should.Throw<NotSupportedException>(() => CSharpSource.Text(
            new Lambda(x => x.Sum().Item() > 0 ? x.Relu() : x.Tanh()), "Network", [2])).Message.ShouldContain("one thing for one input");
        foreach ((Func<Tensor, Tensor> compute, string message) in Decided)
        {
            Should.Throw<NotSupportedException>(() => CSharpSource.Text(new Lambda(compute), "Network", [2]))
                .Message.ShouldContain(message);
        }

        Should.Throw<NotSupportedException>(() => CSharpSource.Text(
            new Sequential(new Linear(2, 2), new Lambda(x => x.Sum(1))), "Network"))
            .Message.ShouldContain("'1', Lambda(x => x.Sum(1)) computes");
        Should.Throw<NotSupportedException>(() => CSharpSource.Text(new Lambda(x => Tensor.Ones([1, 2])), "Network", [2]))
            .Message.ShouldContain("does not depend on its input");
    }

    [Test]
    public void Wrong_arguments_are_refused_by_name()
    {
        var model = new Linear(2, 1);
        foreach (string name in new[] { "", "1st", "class", "A B", "Linear", "Predict", "Net\n", "class\n" })
        {
            Should.Throw<ArgumentException>(() => CSharpSource.Text(model, name)).ParamName.ShouldBe("className");
        }

        Should.Throw<ArgumentException>(() => CSharpSource.Text(model, "Net", nameSpace: "A..B")).ParamName.ShouldBe("nameSpace");
        Should.Throw<ArgumentException>(() => CSharpSource.Text(new Sequential(new Conv1d(1, 1, 1)), "Net"))
            .Message.ShouldContain("Give inputShape");
        model.To(DType.Float64);
        Should.Throw<ArgumentException>(() => CSharpSource.Text(model, "Net"))
            .Message.ShouldContain("'Weight' is Float64; expected Float32");
    }

    // Which numbers, which tensors and which result hang on the input.
    private static (Func<Tensor, Tensor> Compute, string Message)[] Decided =>
    [
        (x => x.Clamp(x.Min().Item() * 0.5, 10), "computes 'clamp' with (max = 10, min = "),
        (x => (x.Relu(), x.Tanh()) is var (a, b) && x.Sum().Item() > 0 ? a - b : b - a, "computes 'sub' of some tensors"),
        (x => (x.Relu(), x.Tanh()) is var (a, b) && x.Sum().Item() > 0 ? a - Tensor.Ones([2]) : a - b, "one thing for one input"),
        (x => x.Slice(1, x.Sum().Item() > 0 ? ..1 : 1..), "computes 'slice' with ("),
        (Late, "computes 'set_item', which changes a tensor in place that was computed from the input or used before"),
    ];

    private static Tensor Late(Tensor x)
    {
        Tensor weight = Tensor.Ones([2]), y = x * weight;
        weight.SetItem(3, 0);
        return y * weight;
    }

    private static bool IsOther(ModuleCase module) => s_others.Any(name => module.Name.Contains(name, StringComparison.Ordinal));

    private static Shape Sample(ModuleCase module) => module.Inputs is { } inputs ? Shape.Of(inputs.Sizes[1..]) : [4];

    // Drawn, and with statistics of some batches.
    private static Layer Made(ModuleCase module)
    {
        var layer = (Layer)module.Make();
        layer.Initialize(7);
        _ = layer.Forward(OpSamples.Spread([4, .. Sample(module).Sizes], DType.Float32));
        return layer;
    }

    private static Sequential Deep()
    {
        var model = new Sequential(
            new Conv2d(2, 6, 3, padding: Padding.Same), new BatchNorm2d(6), new Relu(),
            new Residual(new Sequential(new Conv2d(6, 6, 3, padding: 1, groups: 2), new Gelu(), new GroupNorm(3, 6))),
            new MaxPool2d(2), new Branches([new Conv2d(6, 4, 1), new AvgPool2d(3, 1, 1)], concatenationAxis: 1), new Silu(),
            new Flatten(), new Linear(10 * 6 * 5, 21), new LayerNorm(21), new Dropout(), new Tanh(), new Linear(21, 3), new Softmax(-1));
        model.Initialize(5);
        _ = model.Forward(OpSamples.Spread([5, 2, 12, 10], DType.Float32));
        return model;
    }

    // To 1e-6, of a number or of a part of the largest one there is.
    private static bool Agrees(float[] written, Tensor output, double scale = 0)
    {
        double[] expected = output.To(DType.Float64).ToArray<double>();
        scale = Math.Max(scale, 0.1 * expected.Select(Math.Abs).DefaultIfEmpty().Max());
        return written.Length == expected.Length && Enumerable.Range(0, expected.Length).All(i =>
            Math.Abs(written[i] - expected[i]) <= 1e-6 * Math.Max(Math.Abs(expected[i]), scale));
    }
}
