using Autograd.Core;
using Autograd.Export;
using Autograd.Nn;
using Autograd.Tests.Export;

namespace Autograd.Tests.Documentation;

/// <summary>The code of docs/onnx.md, run.</summary>
public sealed class OnnxExamples : FolderExamples
{
    [Test]
    public void A_layer()
    {
        var model = new Sequential(new Linear(21, 32), new PRelu(32), new Linear(32, 3));
        Onnx.Export(model, "model.onnx", [-1, 21]);
        Run("model.onnx", Tensor.Ones([4, 21]))[0].AllClose(model.Forward(Tensor.Ones([4, 21])), 1e-5, 1e-5).ShouldBeTrue();
    }

    [Test]
    public void Indices()
    {
        var model = new Sequential(new Embedding(1000, 16), new Flatten(), new Linear(12 * 16, 2));
        Onnx.Export(model, "text.onnx", [-1, 12], DType.Int64);
        Run("text.onnx", Tensor.Zeros([3, 12], DType.Int64))[0].Shape.ShouldBe([3, 2]);
    }

    [Test]
    public void Several()
    {
        var reader = new Lstm(8, 32);
        Onnx.Export(
            reader,
            x =>
            {
                (Tensor states, LstmState last) = reader.Forward(x[0], null, lengths: x[1]);
                return [states, last.Hidden[0]];
            },
            "reader.onnx",
            inputs: [new("signal", [-1, 20, 8]), new("lengths", [-1], DType.Int64) { Smallest = 1, Largest = 20 }],
            outputs: ["states", "last"]);
        Run("reader.onnx", Tensor.Ones([2, 20, 8]), Tensor.From([3L, 20]))[1].Shape.ShouldBe([2, 32]);
    }

    private static Tensor[] Run(string path, params Tensor[] inputs)
    {
        using var run = new OnnxRun(File.ReadAllBytes(path));
        return run.Run(inputs);
    }
}
