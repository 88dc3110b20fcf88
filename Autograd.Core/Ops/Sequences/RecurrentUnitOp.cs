namespace Autograd.Core;

/// <summary>A recurrent op whose steps are those of a unit.</summary>
internal abstract class RecurrentUnitOp<U>(string name, bool reverse, params ReadOnlySpan<OpValue> attributes)
    : RecurrentOp(name, [.. attributes, reverse]) where U : struct, IRecurrentUnit
{
    protected sealed override int Gates => U.Gates;

    protected sealed override UnitMemory Memory => U.Memory;

    protected sealed override bool IsReverse { get; } = reverse;

    protected sealed override void Run(in RecurrentPass pass) => Recurrence<U>.Forward(in pass);

    protected sealed override void RunBack(in RecurrentPass pass) => Recurrence<U>.Backward(in pass);
}
