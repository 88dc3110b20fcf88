using Autograd.Core;
using Autograd.Export;
using Autograd.Nn;
using Autograd.Tests.Nn.Modules;
using Google.Protobuf;

namespace Autograd.Tests.Export;

/// <summary>Every module of the library is in a file what it is here, for any number of samples.</summary>
public sealed class OnnxCatalogueTests
{
    public static IEnumerable<TestCaseData> Modules =>
        ModuleCatalogue.All.Select(one => new TestCaseData(one).SetArgDisplayNames(one.Name));

    [TestCaseSource(nameof(Modules))]
    public void Every_module_computes_the_same_in_another_program(ModuleCase one)
    {
        Module module = one.Make();
        module.Eval();
        byte[] file = Onnx.Model(module, x => [one.Call(module, [.. x])], OnnxCases.Inputs(one), ["y"]).ToByteArray();
        using var run = new OnnxRun(file);
        foreach (int batch in OnnxCases.Batches(one))
        {
            Tensor[] inputs = OnnxCases.Arguments(one, batch);
            Tensor ours = one.Call(module, inputs), theirs = run.Run(inputs)[0];
            theirs.Shape.ShouldBe(ours.Shape);
            theirs.AllClose(ours, 1e-5, 1e-5).ShouldBeTrue($"{ours}\n{theirs}");
        }
    }
}
