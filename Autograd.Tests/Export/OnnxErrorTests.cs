using Autograd.Core;
using Autograd.Export;
using Autograd.Nn;

namespace Autograd.Tests.Export;

/// <summary>What cannot be written is refused by name, and leaves what was there.</summary>
public sealed class OnnxErrorTests
{
    private string _folder = null!;

    private string File => Path.Combine(_folder, "model.onnx");

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("onnx").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    private static IEnumerable<TestCaseData> Refused()
    {
        var generator = new Generator(1);
        foreach ((Func<Tensor, Tensor> forward, string message) in new (Func<Tensor, Tensor>, string)[]
        {
            (x => Op.Unary("twice", new Twice()).Apply(x), "'twice' has no counterpart in ONNX that is known here (twice: [2, 2] →"),
            (x => Op.Unary("relu", new Twice()).Apply(x), "'relu' has no counterpart in ONNX that is known here"),
            (x => x.Dropout(generator), "'dropout' cannot be written: it is random in evaluation too"),
            (x => x.Slice(0, 1..), "'slice': [1, 2] for 2 samples and [2, 2] for 3. Axis 0 is neither fixed nor so many for each sample"),
            (x => x[x > 0.5], "'flat_nonzero' has no counterpart"),
            (x => x * x.Sum().Item(), "'mul': a number that it takes depends on the number of samples or on the inputs' values"),
            (x => x * Tensor.From(x.ToArray<float>(), x.Shape),
                "'mul': the values of [2, 2] that it takes besides what is computed depend"),
            (x => x.Shape[0] == 2 ? x.Exp() : x.Sin(), "'exp': whether it is computed, or something else, depends"),
            (x => x.Sum(0) + Tensor.From([1f, x.Shape[0]]), "'add': the values of [2] that it takes besides what is computed depend"),
            (x => x.Sum().Item() > 0 ? x.Exp() : -x.Exp(), "'exp': whether it is computed, or something else, depends"),
            (x => x.Max().Item() < 2 ? x.Exp() : x.Sin(), "'exp': whether it is computed, or something else, depends"),
            (x => x.Min().Item() < -1 ? x.Exp() : x.Sin(), "'exp': whether it is computed, or something else, depends"),
            (x => x[0, 0].Item() < 0 ? x.Exp() : x.Sin(), "'exp': whether it is computed, or something else, depends"),
            (x => x.Exp() * x.Max().Item(), "'mul': a number that it takes depends"),
            (x => x.Exp() * (double)x.Reshape(-1).ArgMax(0).Item(), "'mul': a number that it takes depends"),
            (x => x.Shape[0] > 3 ? x * 2 : x, "the output 'output': which tensors it is computed from depends"),
            (x => x.Shape[0] > 3 ? x.Exp() : x.Sin(), "'sin': whether it is computed, or something else, depends"),
            (x => x.LeakyRelu(x.Shape[0] > 3 ? 0.1 : 0.2), "'leaky_relu': its attributes are "),
            (x => x + Tensor.Full([2], x.Shape[0] > 3 ? 1 : 2), "'add': the values of [2] that it takes besides"),
            (x => x.Slice(0, ..Math.Min(x.Shape[0], 4)), "'slice': [2, 2] for 2 samples and [4, 2] for 7."),
            (x => x.Slice(0, ..(x.Shape[0] % 5)).Exp(),
                "'exp_2/Exp': with 7 samples it is another one than with 3: a size depends on the number of samples"),
            (x => x.Sort(0).Values, "'sort' cannot be written: it works along the batch, whose size is not fixed"),
            (x => InPlace(x.Exp()), "'set_item' changes a tensor [2, 2] in place that was computed from an input or used before"),
            (x => Late(x), "'set_item' changes a tensor [2] in place that was computed from an input or used before"),
        })
        {
            yield return new TestCaseData(forward, message).SetArgDisplayNames(message);
        }

        Tensor Late(Tensor x)
        {
            Tensor weight = Tensor.Ones([2]), y = x * weight;
            weight.SetItem(3, 0);
            return y * weight;
        }
    }

    [TestCaseSource(nameof(Refused))]
    public void What_has_no_counterpart_is_refused_by_name(Func<Tensor, Tensor> forward, string message)
    {
        System.IO.File.WriteAllText(File, "what was there");
        Should.Throw<NotSupportedException>(() => Onnx.Export(new Lambda(forward), File, [-1, 2]))
            .Message.ShouldStartWith($"Onnx.Export: {message}");
        System.IO.File.ReadAllText(File).ShouldBe("what was there");
        Directory.GetFiles(_folder).ShouldBe([File]);
    }

    [TestCase(DType.Float32, 1)]
    [TestCase(DType.Float64, 4)]
    [TestCase(DType.Int64, 4)]
    public void What_hangs_on_values_is_refused_within_a_range_too(DType type, int size)
    {
        OnnxInput input = new("x", [-1, size], type) { Smallest = 0, Largest = type == DType.Int64 ? 9 : 1 };
        double middle = input.Largest.Value / 2;
        foreach (Func<Tensor, double> value in new Func<Tensor, double>[]
        {
            x => x.To(DType.Float64).Sum().Item(),
            x => x.To(DType.Float64).Max().Item(),
            x => x.To(DType.Float64).Min().Item(),
            x => x.To(DType.Float64).Mean().Item() > middle ? 1 : 2,
            x => x.To(DType.Float64).Reshape(-1)[0].Item() > middle ? 1 : 2,
        })
        {
            Should.Throw<NotSupportedException>(() => Onnx.Export(new Lambda(x => x),
                x => [Within(x[0]).To(DType.Float64) * value(x[0])], File, [input], ["y"]));
        }

        Onnx.Export(new Lambda(x => x), x => [Within(x[0]).To(DType.Float64) * 2], File, [input], ["y"]);

        Tensor Within(Tensor x)
        {
            double[] values = x.To(DType.Float64).ToArray<double>();
            (values.Min() >= 0 && values.Max() <= input.Largest).ShouldBeTrue();
            return x;
        }
    }

    [Test]
    public void Values_that_no_range_states_sum_to_another_sign()
    {
        for (int size = 1; size < 100; size++)
        {
            var input = new OnnxInput("x", [-1, size]);
            (input.Example(2).Sum().Item() < 0, input.Example(3).Sum().Item() > 0).ShouldBe((true, true), $"{size}");
        }
    }

    [TestCase(new[] { -1, 5 }, DType.Float32, "linear: the input is [2, 5] and the weight [3, 4]")]
    [TestCase(new[] { -1, 4 }, DType.Int64, "linear: ")]
    [TestCase(new[] { -1, -1 }, DType.Float32, "Onnx.Export: the shape of 'input' is [-1, -1]; expected positive sizes, and -1 for the")]
    [TestCase(new[] { 0, 4 }, DType.Float32, "Onnx.Export: the shape of 'input' is [0, 4]; expected positive sizes")]
    public void A_shape_that_has_no_sense_or_does_not_fit_is_refused(int[] shape, DType type, string message)
    {
        Should.Throw<ArgumentException>(() => Onnx.Export(new Linear(4, 3), File, shape, type)).Message.ShouldStartWith(message);
        Directory.GetFiles(_folder).ShouldBeEmpty();
    }

    [Test]
    public void Names_are_there_once_and_one_for_each_output()
    {
        var model = new Linear(4, 3);
        OnnxInput[] inputs = [new("x", [-1, 4])];
        Refused(x => [model.Forward(x[0])], inputs, ["x"], "'x' is no name for an input or output, or is there twice");
        Refused(x => [model.Forward(x[0])], inputs, ["1 y"], "'1 y' is no name for an input or output");
        Refused(x => [model.Forward(x[0])], inputs, ["weight"], "'weight' is the name of a weight; give the input or output another");
        Refused(x => [model.Forward(x[0])], inputs, ["y", "z"], "the function returned 1 tensors; expected 2");
        Refused(x => null!, inputs, ["y"], "the function returned null; expected 1");
        Refused(x => [model.Forward(x[0])], inputs, [], "there are 1 inputs and 0 outputs; expected one of each at least");
        Refused(x => [model.Forward(x[0])], inputs, ["y\n"], "'y\n' is no name for an input or output");
        Refused(x => [model.Forward(x[0])], [null!], ["y"], "an input is null");
        Named(() => Onnx.Export(model, x => [model.Forward(x[0])], File, [new("1 x", [-1, 4])], ["y"])).ShouldBe("inputs");
        Named(() => Onnx.Export(model, x => [model.Forward(x[0])], File, inputs, ["1 y"])).ShouldBe("outputs");
        Named(() => Onnx.Export(model, x => [], File, inputs, ["y"])).ShouldBe("forward");
        Refused(x => [model.Forward(x[0])], [new("x", [-1, 4]) { Smallest = 1, Largest = 0 }], ["y"], "'x' is to be tried with 1 to 0");

        static string? Named(Action export) => Should.Throw<ArgumentException>(export).ParamName;
        void Refused(Func<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>> forward, OnnxInput[] inputs, string[] outputs, string message) =>
            Should.Throw<ArgumentException>(() => Onnx.Export(model, forward, File, inputs, outputs))
                .Message.ShouldStartWith($"Onnx.Export: {message}");
    }

    [Test]
    public void A_folder_that_is_not_there_is_named() =>
        Should.Throw<DirectoryNotFoundException>(() => Onnx.Export(new Relu(), Path.Combine(_folder, "no", "model.onnx"), [-1, 2]))
            .Message.ShouldContain(Path.Combine(_folder, "no"));

    private static Tensor InPlace(Tensor x)
    {
        Tensor y = x.Detach();
        y.SetItem(1, 0, 0);
        return y;
    }

    private readonly record struct Twice : IUnaryFormula
    {
        public R Apply<R>(R x) where R : struct, IReal<R> => x + x;
    }
}
