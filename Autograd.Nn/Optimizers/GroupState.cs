using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// What an optimizer keeps of a group's parameters from step to step. They are of one type and in the order of the model's memory, so that one
/// loop takes many; a group that is no such <see cref="ParameterBlock.Split"/> has several of these.
/// </summary>
internal sealed partial class GroupState(ParameterGroup group, Parameter[] parameters)
{
    private readonly DType _dtype = parameters[0].DType;
    private readonly Tensor[] _values = new Tensor[parameters.Length], _gradients = new Tensor[parameters.Length];
    private readonly int[] _steps = new int[parameters.Length];
    private (string Name, Tensor[] Tensors)[] _kept = [];

    public ParameterGroup Group => group;

    /// <summary>Begins a step of all parameters that have a gradient and are not frozen.</summary>
    public void Begin()
    {
        bool areOthers = false;
        for (int i = 0; i < parameters.Length; i++)
        {
            Parameter parameter = parameters[i];
            Tensor value = parameter.Value;
            Tensor? gradient = parameter.IsFrozen ? null : value.Grad;
            if (_gradients[i] != gradient)
            {
                _gradients[i] = gradient!;
            }

            if (gradient is null)
            {
                ExpectInUse(parameter);
                continue;
            }

            if (_values[i] != value)
            {
                ExpectType(parameter);
                (_values[i], areOthers) = (value, true);
            }

            _steps[i]++;
        }

        Module? last = null;
        for (int i = 0; areOthers && i < parameters.Length; i++)
        {
            if (parameters[i].Root is { } model && model != last)
            {
                (last, _) = (model, model.ParameterBlocks());
            }
        }
    }

    /// <summary>The next parameters that take part in the step and are changed by the same rule.</summary>
    /// <param name="end">Where the ones before ended, and then where these do.</param>
    /// <param name="learningRate">The group's learning rate.</param>
    /// <param name="weightDecay">The group's weight decay, from which some may be exempt.</param>
    /// <param name="run">The parameters.</param>
    /// <returns>Whether there are any.</returns>
    public bool TryNext(ref int end, double learningRate, double weightDecay, out ParameterRun run)
    {
        int start = end;
        while (start < parameters.Length && _gradients[start] is null)
        {
            start++;
        }

        run = default;
        if (start == parameters.Length)
        {
            return false;
        }

        double decay = Decay(start);
        for (end = start + 1; end < parameters.Length && _gradients[end] is not null && _steps[end] == _steps[start] && Decay(end) == decay; end++)
        {
        }

        run = new(this, start, end - start, _steps[start], learningRate, decay);
        return true;

        double Decay(int i) => parameters[i].Decays || group.DecayAll ? weightDecay : 0;
    }

    /// <summary>Changes some of the parameters.</summary>
    public void Update<F>(F formula, int start, int count) where F : struct, IUpdateFormula
    {
        IReadOnlyList<string> names = F.StateNames;
        Tensor.Update(formula, _values.AsSpan(start, count), _gradients.AsSpan(start, count), Kept(0), Kept(1), Kept(2));

        Tensor? Kept(int number) => number < names.Count ? this.Kept(names[number])[start] : null;
    }

    // What is kept under a name, zeros at first, packed as the model's memory is.
    private Tensor[] Kept(string name)
    {
        foreach ((string known, Tensor[] kept) in _kept)
        {
            if (known == name)
            {
                return kept;
            }
        }

        Tensor[] zeros = Array.ConvertAll(parameters, parameter => Tensor.Zeros(parameter.Shape, _dtype));
        Tensor.Pack(zeros, out _);
        _kept = [.. _kept, (name, zeros)];
        return zeros;
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

    private void ExpectType(Parameter parameter)
    {
        if (parameter.DType != _dtype)
        {
            throw new InvalidOperationException(
                $"Step: the parameter '{parameter.Path}' is {parameter.DType} and was {_dtype} in the step before. " +
                "What the optimizer remembers does not fit it any more: make a new optimizer after Module.To.");
        }
    }
}
