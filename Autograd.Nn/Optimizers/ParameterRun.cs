using Autograd.Core;

namespace Autograd.Nn;

/// <summary>Neighbouring parameters of a group that a step changes by the same rule.</summary>
/// <param name="State">The group's state.</param>
/// <param name="Start">The number of the first of them.</param>
/// <param name="End">The number of the first behind them.</param>
/// <param name="Steps">How many steps they have taken, this one among them.</param>
/// <param name="WeightDecay">How strongly they are pulled to zero.</param>
internal readonly record struct ParameterRun(GroupState State, int Start, int End, int Steps, double WeightDecay)
{
    /// <summary>Changes the parameters, with as many other tensors as the rule keeps for each.</summary>
    public void Update<F>(F rule, int kept) where F : struct, IUpdateFormula => State.Update(rule, Start, End, kept);
}
