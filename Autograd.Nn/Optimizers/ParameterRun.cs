using Autograd.Core;

namespace Autograd.Nn;

/// <summary>Parameters that a step changes alike: of one group, with as many steps taken, as strongly pulled to zero.</summary>
public readonly ref struct ParameterRun
{
    internal GroupState State { private get; init; }

    internal int Start { private get; init; }

    internal int Count { private get; init; }

    /// <summary>How many steps the parameters have taken, this one among them: 1 in the first.</summary>
    public int Steps { get; internal init; }

    /// <summary>The length of the step: the optimizer's learning rate times the group's factor.</summary>
    public double LearningRate { get; internal init; }

    /// <summary>How strongly they are pulled to zero; 0 for biases and slopes unless their group asks.</summary>
    public double WeightDecay { get; internal init; }

    /// <summary>Changes the parameters by a rule, and what it keeps for them with them.</summary>
    /// <param name="formula">The rule.</param>
    public void Update<F>(F formula) where F : struct, IUpdateFormula => State.Update(formula, Start, Count);
}
