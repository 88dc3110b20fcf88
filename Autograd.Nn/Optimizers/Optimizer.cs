namespace Autograd.Nn;

/// <summary>Changes parameters by their gradients.</summary>
public abstract class Optimizer
{
    private readonly List<ParameterGroup> _groups = [];
    private readonly List<GroupState> _states = [];
    private readonly HashSet<Parameter> _known = [];

    private protected Optimizer(IEnumerable<Parameter> parameters, double learningRate, double weightDecay)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        LearningRate = Check(learningRate, nameof(learningRate));
        WeightDecay = Check(weightDecay, nameof(weightDecay));
        var first = new ParameterGroup(parameters);
        if (first.Parameters.Count > 0)
        {
            AddGroup(first);
        }
    }

    /// <summary>The length of a step, for groups that have none of their own.</summary>
    public double LearningRate { get; set; }

    /// <summary>How strongly weights are pulled to zero (an L2 penalty of half this factor), for groups that have none of their own.</summary>
    public double WeightDecay { get; set; }

    /// <summary>The groups of parameters.</summary>
    public IReadOnlyList<ParameterGroup> Groups => _groups;

    /// <summary>Adds parameters that are treated in a way of their own.</summary>
    /// <param name="group">The group.</param>
    /// <exception cref="ArgumentException">A parameter is in a group already.</exception>
    public void AddGroup(ParameterGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        foreach (Parameter parameter in group.Parameters)
        {
            if (!_known.Add(parameter))
            {
                throw new ArgumentException($"{GetType().Name}: the parameter '{parameter.Path}' is in a group already; a step would change it twice.", nameof(group));
            }
        }

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
    /// Changes every parameter that has a gradient and is not frozen. The first step moves small parameters to each other's side in memory;
    /// spans over their elements from before must be taken anew.
    /// </summary>
    public void Step()
    {
        foreach (GroupState state in _states)
        {
            state.Begin(state.Group.WeightDecay ?? WeightDecay);
            for (int end = 0; state.TryNext(ref end, out ParameterRun run);)
            {
                Update(run, state.Group.LearningRate ?? LearningRate);
            }
        }
    }

    private protected static double Check(double value, string name) => value >= 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"'{name}' is {value}; expected a finite number that is not negative.");

    private protected static double CheckFraction(double value, string name) => value is >= 0 and < 1
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"'{name}' is {value}; expected a number from 0 to below 1.");

    private protected abstract void Update(ParameterRun run, double learningRate);
}
