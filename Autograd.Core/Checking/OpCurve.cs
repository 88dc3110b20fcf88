namespace Autograd.Core;

/// <summary>An op as a function of one number, for its figure: the other inputs and attributes are fixed.</summary>
/// <param name="Fixed">What is fixed, as the figure's caption says it, such as "a = 0.25".</param>
/// <param name="Of">The function, element by element and differentiable.</param>
/// <param name="Low">The lower end of what is drawn.</param>
/// <param name="High">The upper end of what is drawn.</param>
public sealed record OpCurve(string Fixed, Func<Tensor, Tensor> Of, double Low = -4, double High = 4)
{
    /// <summary>What is fixed and drawn, in the invariant culture.</summary>
    public override string ToString() => FormattableString.Invariant($"{Fixed}, from {Low} to {High}");

    /// <summary>Pairs (x, 0) along a new last axis, for an op that needs a second element to compare with.</summary>
    internal static Tensor WithZero(Tensor x) => Tensor.Stack([x, Tensor.Zeros(x.Shape, x.DType)], -1);
}
