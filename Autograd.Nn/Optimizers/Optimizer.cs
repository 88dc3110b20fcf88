using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Changes parameters by their gradients. An optimizer of your own derives from this and overrides <see cref="Update"/> with one rule, an
/// <see cref="IUpdateFormula"/>; groups, freezing, state and memory come with it.
/// </summary>
public abstract partial class Optimizer : IStateful
{
    private readonly List<ParameterGroup> _groups = [];
    private readonly List<GroupState> _states = [];
    private int _groupsWithState;

    /// <summary>An optimizer of parameters, which are its first group.</summary>
    /// <param name="parameters">The parameters, usually <see cref="Module.Parameters"/>; plain tensors become such.</param>
    /// <param name="learningRate">The length of a step.</param>
    /// <param name="weightDecay">How strongly weights are pulled to zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative or not finite.</exception>
    /// <exception cref="ArgumentException">There is no parameter, or one twice.</exception>
    protected Optimizer(IEnumerable<Parameter> parameters, double learningRate, double weightDecay = 0)
    {
        LearningRate = Expect.NotNegative(learningRate, GetType().Name, nameof(learningRate));
        WeightDecay = Expect.NotNegative(weightDecay, GetType().Name, nameof(weightDecay));
        AddGroup(new(parameters, GetType().Name));
    }

    /// <summary>The length of a step; a group's is this times its <see cref="ParameterGroup.RateFactor"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to a number that is negative or not finite.</exception>
    public double LearningRate
    {
        get;
        set => field = Expect.NotNegative(value, GetType().Name, nameof(LearningRate));
    }

    /// <summary>
    /// How strongly weights are pulled to zero, for groups that have none of their own: in <see cref="AdamW"/> and <see cref="Lion"/> apart
    /// from the gradient, in the others by an L2 penalty of half this factor.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to a number that is negative or not finite.</exception>
    public double WeightDecay
    {
        get;
        set => field = Expect.NotNegative(value, GetType().Name, nameof(WeightDecay));
    }

    /// <summary>The groups of parameters.</summary>
    public IReadOnlyList<ParameterGroup> Groups => _groups;

    /// <summary>Adds parameters that are treated in a way of their own.</summary>
    /// <param name="group">The group.</param>
    /// <exception cref="ArgumentException">A parameter is in a group already; no parameter of the group is taken then.</exception>
    public void AddGroup(ParameterGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        HashSet<object> known = [.. _groups.SelectMany(group => group.Parameters).Select(parameter => parameter.Identity)];
        foreach (Parameter parameter in group.Parameters)
        {
            if (known.Contains(parameter.Identity))
            {
                throw new ArgumentException(
                    $"{GetType().Name}: the parameter {parameter.Title} is in a group already; a step would change it twice.",
                    nameof(group));
            }
        }

        _groups.Add(group);
        foreach (Parameter parameter in group.Parameters)
        {
            parameter.Take();
        }
    }

    /// <summary>Forgets the gradients of all parameters, so that the next backward pass starts from zero.</summary>
    public void ZeroGrad()
    {
        foreach (ParameterGroup group in _groups)
        {
            foreach (Parameter parameter in group.All)
            {
                parameter.Value.ZeroGrad();
            }
        }
    }

    /// <summary>
    /// Changes every parameter that has a gradient and is not frozen; where there is none, nothing. The first step makes the model's memory
    /// (<see cref="Module.ParameterBlocks"/>): spans over elements from before must be taken anew.
    /// </summary>
    /// <remarks>
    /// All groups are checked first: where a parameter was converted or replaced, none is changed and no step counted. A step counts for
    /// the parameters that have taken it.
    /// </remarks>
    /// <exception cref="InvalidOperationException">
    /// A parameter was converted since the step before, or is no longer part of its model: make a new optimizer. Or one cannot be changed
    /// in place: the open tape recorded how it was computed, or a tape that is open on another thread watches it.
    /// </exception>
    public void Step()
    {
        List<GroupState> states = States();
        foreach (GroupState state in states)
        {
            state.Begin();
        }

        foreach (GroupState state in states)
        {
            state.Gather();
            double rate = LearningRate * state.Group.RateFactor, decay = state.Group.WeightDecay ?? WeightDecay;
            for (int end = 0; state.TryNext(ref end, rate, decay, out ParameterRun run);)
            {
                Update(run);
                run.Count();
            }
        }
    }

    /// <summary>The settings.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"{GetType().Name}(learning rate {LearningRate}, weight decay {WeightDecay}{Settings})");

    /// <summary>The settings of the rule, each behind a comma.</summary>
    private protected virtual string Settings => "";

    /// <summary>Changes some parameters by a rule: makes it of the optimizer's settings and calls <see cref="ParameterRun.Update"/>,
    /// once.</summary>
    /// <param name="run">The parameters, with their learning rate, weight decay and count of steps.</param>
    /// <example><code>
    /// protected override void Update(ParameterRun run) => run.Update(new Rule(run.LearningRate, run.WeightDecay));
    /// </code></example>
    protected abstract void Update(ParameterRun run);

    // Made when first needed: until then the parameters may be converted.
    private List<GroupState> States()
    {
        for (; _groupsWithState < _groups.Count; _groupsWithState++)
        {
            ParameterGroup group = _groups[_groupsWithState];
            _states.AddRange(ParameterBlock.Split(group.Parameters).Select(parameters => new GroupState(group, parameters)));
        }

        return _states;
    }
}
