using Autograd.Core;
using Autograd.Nn;
using Autograd.Tests.Nn.Modules;
using Fault = Autograd.Tests.Broken.BrokenModuleTests.Fault;

namespace Autograd.Tests.Broken;

/// <summary>Attention to what a mask leaves open, with the faults that masks have had elsewhere.</summary>
internal sealed class LeakyAttention(Fault fault) : Layer
{
    public static ModuleCase Case(Fault fault) =>
        new(() => new LeakyAttention(fault), Inputs: [2, 3, 4], Output: [2, 3, 4]) { Hides = shape => !Open(shape) };

    protected override Tensor Compute(Tensor input)
    {
        Tensor open = Open(input.Shape), seen = Tensor.Where(open.Unsqueeze(-1), input, 0), keys = open.Unsqueeze(1);

        // Hidden keys have their share of the sum that weights are divided by; hidden values are multiplied with 0.
        Tensor weights = fault == Fault.MaskLeaksValues
            ? Tensor.Where(keys, input.MatMul(input, transposeOther: true).Softmax(-1), 0)
            : Tensor.Where(keys, seen.MatMul(seen, transposeOther: true), -1e30).Softmax(-1);
        Tensor output = weights.MatMul(fault == Fault.MaskLeaksProducts ? input : seen);

        // The value is right, and the gradient goes to all positions.
        Tensor all = Tensor.Where(input.Abs().LessThan(1e300), input, 0).Mean(1, keepDims: true);
        return fault == Fault.MaskLeaksGradients ? output + (all - all.Detach()) : output;
    }

    private static Tensor Open(Shape shape) =>
        Tensor.From([.. Enumerable.Range(0, shape[0] * shape[1]).Select(i => i % 3 != 1)], [shape[0], shape[1]]);
}
