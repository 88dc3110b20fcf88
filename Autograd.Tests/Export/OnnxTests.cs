using Autograd.Core;
using Autograd.Export;
using Autograd.Nn;

namespace Autograd.Tests.Export;

/// <summary>A network in a file is the network, for any number of samples.</summary>
public sealed class OnnxTests
{
    private string _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("onnx").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void A_network_computes_the_same_in_another_program()
    {
        var model = new Sequential(new Linear(21, 32), new PRelu(32), new Linear(32, 3));
        string path = Path.Combine(_folder, "model.onnx");
        Onnx.Export(model, path, [-1, 21]);
        Directory.GetFiles(_folder).ShouldBe([path]);
        using var run = new OnnxRun(File.ReadAllBytes(path));
        foreach (int batch in new[] { 1, 5 })
        {
            Tensor x = OpSamples.Spread([batch, 21], DType.Float32);
            run.Run(x)[0].AllClose(model.Forward(x), 1e-5, 1e-5).ShouldBeTrue();
        }
    }
}
