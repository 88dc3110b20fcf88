using Autograd.Core;

namespace Autograd.Nn;

/// <summary>Parameters that a step changes alike: of one group, with as many steps taken, as strongly pulled to zero.</summary>
public readonly ref struct ParameterRun
{
    private readonly GroupState _state;
    private readonly int _start, _count;

    internal ParameterRun(GroupState state, int start, int count, int steps, double learningRate, double weightDecay)
    {
        (_state, _start, _count, Steps) = (state, start, count, steps);

        // Greater ones would be infinite in single precision, and no number times zero.
        (LearningRate, WeightDecay) = (Math.Min(learningRate, float.MaxValue), Math.Min(weightDecay, float.MaxValue));
    }

    /// <summary>How many steps the parameters have taken, this one among them: 1 in the first.</summary>
    public int Steps { get; }

    /// <summary>The length of the step: the optimizer's learning rate times the group's factor, up to Float32's largest number.</summary>
    public double LearningRate { get; }

    /// <summary>
    /// How strongly they are pulled to zero, up to Float32's largest number; 0 for biases and slopes unless their group asks.
    /// </summary>
    public double WeightDecay { get; }

    /// <summary>Changes the parameters by a rule, and what it keeps for them with them.</summary>
    /// <param name="formula">The rule.</param>
    /// <exception cref="InvalidOperationException">The run is none that <see cref="Optimizer.Step"/> made.</exception>
    public void Update<F>(F formula) where F : struct, IUpdateFormula
    {
        if (_state is null)
        {
            throw new InvalidOperationException(
                "ParameterRun: there are no parameters; expected the run that Optimizer.Step gives to the optimizer's Update.");
        }

        _state.Update(formula, _start, _count);
    }

    /// <summary>Counts the step.</summary>
    internal void Count() => _state.Count(_start, _count);

    /// <summary>Whether a step before has kept something under a name.</summary>
    internal bool Keeps(string name) => _state.Keeps(name, _start);
}
