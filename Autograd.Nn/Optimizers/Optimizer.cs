namespace Autograd.Nn;

/// <summary>Changes parameters by their gradients.</summary>
public abstract class Optimizer
{
    private readonly List<ParameterGroup> _groups = [];
    private readonly List<GroupState> _states = [];
    private readonly HashSet<Parameter> _known = [];

    private protected Optimizer(IEnumerable<Parameter> parameters, double learningRate, double weightDecay)
    {
        LearningRate = Setting.Finite(learningRate, nameof(learningRate));
        WeightDecay = Setting.Finite(weightDecay, nameof(weightDecay));
        AddGroup(new(parameters));
    }

    /// <summary>The length of a step; a group's is this times its <see cref="ParameterGroup.RateFactor"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to a number that is negative or not finite.</exception>
    public double LearningRate
    {
        get;
        set => field = Setting.Finite(value, nameof(LearningRate));
    }

    /// <summary>How strongly weights are pulled to zero (an L2 penalty of half this factor), for groups that have none of their own.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to a number that is negative or not finite.</exception>
    public double WeightDecay
    {
        get;
        set => field = Setting.Finite(value, nameof(WeightDecay));
    }

    /// <summary>The groups of parameters.</summary>
    public IReadOnlyList<ParameterGroup> Groups => _groups;

    /// <summary>Adds parameters that are treated in a way of their own.</summary>
    /// <param name="group">The group.</param>
    /// <exception cref="ArgumentException">A parameter is in a group already; no parameter of the group is taken then.</exception>
    public void AddGroup(ParameterGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        foreach (Parameter parameter in group.Parameters)
        {
            if (_known.Contains(parameter))
            {
                throw new ArgumentException(
                    $"{GetType().Name}: the parameter '{parameter.Path}' is in a group already; a step would change it twice.", nameof(group));
            }
        }

        _known.UnionWith(group.Parameters);
        _groups.Add(group);
        _states.Add(new(group));
    }

    /// <summary>Forgets the gradients of all parameters, so that the next backward pass starts from zero.</summary>
    public void ZeroGrad()
    {
        foreach (GroupState state in _states)
        {
            state.ZeroGrad();
        }
    }

    /// <summary>
    /// Changes every parameter that has a gradient and is not frozen; where there is none, nothing. The first step moves small parameters to each other's side in memory;
    /// spans over their elements from before must be taken anew.
    /// </summary>
    public void Step()
    {
        foreach (GroupState state in _states)
        {
            state.Begin(state.Group.WeightDecay ?? WeightDecay);
            for (int end = 0; state.TryNext(ref end, out ParameterRun run);)
            {
                Update(run, LearningRate * state.Group.RateFactor);
            }
        }
    }

    private protected abstract void Update(ParameterRun run, double learningRate);
}
