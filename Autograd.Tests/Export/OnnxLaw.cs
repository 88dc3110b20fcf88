using Autograd.Core;
using Autograd.Export;
using Autograd.Export.Protobuf;
using Autograd.Nn;
using Autograd.Tests.Nn.Modules;
using Google.Protobuf;

namespace Autograd.Tests.Export;

/// <summary>A module in a file computes what it computes here, for other numbers of samples than it was written with.</summary>
internal static class OnnxLaw
{
    private const double Tolerance = 1e-5;

    /// <summary>A module of the catalogue, in use.</summary>
    public static Module Make(ModuleCase one)
    {
        Module module = one.Make();
        module.Eval();
        return module;
    }

    public static ModelProto Write(ModuleCase one, Module module) =>
        Onnx.Model(module, x => [one.Call(module, [.. x])], OnnxCases.Inputs(one), ["y"]);

    /// <summary>What is different in the file.</summary>
    public static IEnumerable<string> Violations(ModuleCase one, Module module, ModelProto model)
    {
        using var run = new OnnxRun(model.ToByteArray());
        foreach (int batch in OnnxCases.Batches(one))
        {
            Tensor[] inputs = OnnxCases.Arguments(one, batch);
            Tensor ours = one.Call(module, inputs), theirs = run.Run(inputs)[0];
            if (theirs.Shape != ours.Shape || !theirs.AllClose(ours, Tolerance, Tolerance))
            {
                yield return $"{one.Name}, {batch} samples:\n{ours}\n{theirs}";
            }
        }
    }
}
