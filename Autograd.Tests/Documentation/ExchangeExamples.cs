using Autograd.Core;
using Autograd.Export;
using Autograd.Nn;
using Autograd.Tests.Export;
using MathNet.Numerics.LinearAlgebra;

namespace Autograd.Tests.Documentation;

/// <summary>The code of docs/exchange.md, run.</summary>
public sealed class ExchangeExamples : FolderExamples
{
    [Test]
    public void Arrays_of_NumPy()
    {
        Tensor scores = Tensor.From([1f, 2, 3]);
        File.Copy(Fixture.Of("float32.npy"), "images.npy");
        Npy.Write("scores.npy", scores);                             // numpy.load("scores.npy")
        Tensor images = Npy.Read("images.npy");                      // numpy.save("images.npy", images)
        images.Shape.ShouldBe([2, 3]);
        Npy.Read("scores.npy").ElementsEqual(scores).ShouldBeTrue();

        var model = new Sequential(new Linear(3, 2));
        Npz.Write("weights.npz", model.StateDict());                 // numpy.load("weights.npz")["0.weight"]
        IReadOnlyDictionary<string, Tensor> weights = Npz.Read("weights.npz");
        model.LoadState(weights);
    }

    [Test]
    public void States_of_PyTorch()
    {
        var model = new Sequential(new Linear(3, 4), new BatchNorm1d(4), new PRelu(), new Linear(4, 2, bias: false));
        File.Copy(Fixture.Of("state.pt"), "model.pt");
        File.Copy(Fixture.Of("checkpoint.pt"), "checkpoint.pt");
        model.LoadState(PyTorchFile.Read("model.pt"));               // torch.save(model.state_dict(), "model.pt")

        PyTorchStateDictionary saved = PyTorchFile.Read("checkpoint.pt");    // torch.save({"model": ..., "epoch": 3}, "checkpoint.pt")
        model.LoadState(saved.Under("model"));
        long epoch = (long)saved.Values["epoch"]!;
        epoch.ShouldBe(3);
    }

    [Test]
    public void A_network_as_source()
    {
        var model = new Sequential(new Linear(4, 8), new Tanh(), new Linear(8, 2));
        CSharpSource.Export(model, "Diagnosis.cs", "Diagnosis", nameSpace: "Clinic");
        File.ReadAllText("Diagnosis.cs").ShouldContain("Predict");
    }

    [Test]
    public void Matrices_of_MathNet()
    {
        const int rows = 20;
        Tensor centred = OpSamples.Spread([rows, 3], DType.Float64);
        Matrix<double> covariance = (centred.Transpose().MatMul(centred) / rows).ToMatrix<double>();
        Tensor axes = Tensor.From(covariance.Evd().EigenVectors);
        axes.Shape.ShouldBe([3, 3]);
    }
}
