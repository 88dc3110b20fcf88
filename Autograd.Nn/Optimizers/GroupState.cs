using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// What an optimizer keeps of a group's parameters from step to step. They are in the order of the model's memory, so that one loop takes
/// many.
/// </summary>
internal sealed partial class GroupState
{
    private readonly Parameter[] _parameters;
    private readonly Tensor[] _values, _gradients;
    private readonly int[] _steps;
    private readonly Turn[] _turns;
    private readonly List<(string Name, Tensor?[] Tensors)> _kept = [];

    public GroupState(ParameterGroup group)
    {
        Group = group;
        _parameters = ParameterBlock.DecayingFirst(group.Parameters);
        _values = new Tensor[_parameters.Length];
        _gradients = new Tensor[_parameters.Length];
        _steps = new int[_parameters.Length];
        _turns = new Turn[_parameters.Length];
    }

    public ParameterGroup Group { get; }

    /// <summary>Begins a step of all parameters that have a gradient and are not frozen.</summary>
    /// <param name="weightDecay">The group's weight decay, from which some may be exempt.</param>
    public void Begin(double weightDecay)
    {
        bool areOthers = false;
        for (int i = 0; i < _parameters.Length; i++)
        {
            Parameter parameter = _parameters[i];
            Tensor value = parameter.Value;
            if (parameter.IsFrozen || value.Grad is not { } gradient)
            {
                _turns[i] = default;
                ExpectInUse(parameter);
                continue;
            }

            if (_values[i] != value)
            {
                ExpectType(parameter, _values[i]?.DType);
                (_values[i], areOthers) = (value, true);
            }

            _gradients[i] = gradient;
            _turns[i] = new(++_steps[i], parameter.Decays || Group.DecayAll ? weightDecay : 0);
        }

        Module? last = null;
        for (int i = 0; areOthers && i < _parameters.Length; i++)
        {
            if (_parameters[i].Root is { } model && model != last)
            {
                (last, _) = (model, model.ParameterBlocks());
            }
        }
    }

    /// <summary>The next parameters that take part in the step and are changed by the same rule.</summary>
    /// <param name="end">Where the ones before ended, and then where these do.</param>
    /// <param name="learningRate">The group's learning rate.</param>
    /// <param name="run">The parameters.</param>
    /// <returns>Whether there are any.</returns>
    public bool TryNext(ref int end, double learningRate, out ParameterRun run)
    {
        int start = end;
        while (start < _turns.Length && _turns[start].Steps == 0)
        {
            start++;
        }

        for (end = start; end < _turns.Length && _turns[end] == _turns[start]; end++)
        {
        }

        (int steps, double decay) = start < end ? _turns[start] : default;
        run = new() { State = this, Start = start, Count = end - start, Steps = steps, LearningRate = learningRate, WeightDecay = decay };
        return start < end;
    }

    /// <summary>Changes some of the parameters.</summary>
    public void Update<F>(F formula, int start, int count) where F : struct, IUpdateFormula
    {
        IReadOnlyList<string> names = F.StateNames;
        ReadOnlySpan<Tensor> first = names.Count > 0 ? Kept(names[0], start, count) : [];
        ReadOnlySpan<Tensor> second = names.Count > 1 ? Kept(names[1], start, count) : [];
        ReadOnlySpan<Tensor> third = names.Count > 2 ? Kept(names[2], start, count) : [];
        Tensor.Update(formula, new(_values, start, count), new(_gradients, start, count), first, second, third);
    }

    // What is kept under a name for some parameters; zeros where it is asked for first.
    private ReadOnlySpan<Tensor> Kept(string name, int start, int count)
    {
        Tensor?[]? tensors = null;
        foreach ((string known, Tensor?[] kept) in _kept)
        {
            tensors = known == name ? kept : tensors;
        }

        if (tensors is null)
        {
            tensors = new Tensor?[_parameters.Length];
            _kept.Add((name, tensors));
        }

        for (int i = start; i < start + count; i++)
        {
            if (tensors[i] is null)
            {
                Create(tensors, start, count);
            }
        }

        return tensors.AsSpan(start, count)!;
    }

    // Zeros, side by side, where there is nothing and something is needed.
    private void Create(Tensor?[] tensors, int start, int count, Predicate<int>? isNeeded = null)
    {
        List<Tensor> zeros = [];
        for (int i = start; i < start + count; i++)
        {
            if (tensors[i] is null && (isNeeded is null || isNeeded(i)))
            {
                zeros.Add(tensors[i] = Tensor.Zeros(_parameters[i].Value.Shape, _parameters[i].DType));
            }
        }

        Tensor.Pack(zeros.ToArray(), out _);
    }

    private static void ExpectInUse(Parameter parameter)
    {
        if (parameter is { IsFrozen: false, IsReplaced: true })
        {
            throw new InvalidOperationException(
                $"Step: the parameter '{parameter.Path}' has no gradient, and is no longer part of its model: it, or a layer around it, " +
                "was replaced. Make a new optimizer for the parameters that the model has now.");
        }
    }

    private static void ExpectType(Parameter parameter, DType? former)
    {
        if (former is not null && former != parameter.DType)
        {
            throw new InvalidOperationException(
                $"Step: the parameter '{parameter.Path}' is {parameter.DType} and was {former} in the step before. " +
                "What the optimizer remembers does not fit it any more: make a new optimizer after Module.To.");
        }
    }

    // The number of a parameter's step, from 1 on, and its weight decay.
    private readonly record struct Turn(int Steps, double WeightDecay);
}
