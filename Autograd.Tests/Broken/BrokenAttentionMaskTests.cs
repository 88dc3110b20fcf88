using Autograd.Core;
using Autograd.Tests.Core.Ops;

namespace Autograd.Tests.Broken;

/// <summary>The law that streamed and composed attention agree under masks must reject what masks have been taken for elsewhere.</summary>
public sealed class BrokenAttentionMaskTests
{
    private const double Lowest = -1e30;

    [TestCase("truth", false, Fault.None, "")]
    [TestCase("truth", false, Fault.TrueIsClosed, "output")]
    [TestCase("truth", true, Fault.IgnoresCausality, "output")]
    [TestCase("added", false, Fault.AddsBeforeScaling, "output")]
    [TestCase("rows closed", false, Fault.ClosedRowsAttendToAll, "output")]
    [TestCase("truth", false, Fault.GradientReachesClosedKeys, "composed gradient 1")]
    public void Attention_with_a_fault_differs(string kind, bool causal, Fault fault, string where)
    {
        List<string> differences = AttentionMaskTests.Differences(
            DType.Float64, kind, causal, (inputs, mask, isCausal) => Attend(inputs, mask!, isCausal, fault));
        if (fault == Fault.None)
        {
            differences.ShouldBeEmpty();
        }
        else
        {
            differences.ShouldContain(difference => difference.Contains(where), $"nothing was found of {fault}");
        }
    }

    public enum Fault
    {
        None,
        TrueIsClosed,
        IgnoresCausality,
        AddsBeforeScaling,
        ClosedRowsAttendToAll,
        GradientReachesClosedKeys,
    }

    private static Tensor Attend(Tensor[] inputs, Tensor mask, bool causal, Fault fault)
    {
        Tensor scores = inputs[0].MatMul(inputs[1], transposeOther: true), scale = Tensor.Full([], 1 / Math.Sqrt(3), DType.Float64);
        Tensor added = mask.DType == DType.Bool
            ? Tensor.Where(fault == Fault.TrueIsClosed ? mask.Not() : mask, Tensor.Zeros(mask.Shape, DType.Float64), Lowest) : mask;
        if (causal && fault != Fault.IgnoresCausality)
        {
            Tensor places = Tensor.Arange(0, 7), queries = Tensor.Arange(0, 5).Unsqueeze(-1);
            added = Tensor.Where(places.GreaterThan(queries), Lowest, added);
        }

        Tensor isOpen = added.GreaterThan(Lowest);
        added = Tensor.Where(isOpen, added, Lowest);
        scores = fault == Fault.AddsBeforeScaling ? (scores + added) * scale : (scores * scale) + added;
        Tensor weights = scores.Softmax(-1);
        weights = fault == Fault.ClosedRowsAttendToAll ? weights : Tensor.Where(isOpen, weights, 0);
        Tensor output = weights.MatMul(inputs[2]), all = inputs[1].Mean();
        return fault == Fault.GradientReachesClosedKeys ? output + (all - all.Detach()) : output;
    }
}
