using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// What an optimizer keeps of a group's parameters from step to step. The small ones are a block of memory, so that one pass takes them all;
/// those that decay come first in it, since the others may be changed by a rule of their own.
/// </summary>
internal sealed class GroupState
{
    // The elements of a larger one are worth a pass of their own, and moving them would take time and memory.
    private const int Small = 1 << 15;

    private const int MostKept = 3;

    private readonly Parameter[] _parameters;
    private readonly int _large;
    private readonly Tensor?[] _values;
    private readonly int[] _steps;
    private readonly Turn[] _turns;
    private readonly Tensor?[] _together = new Tensor?[MostKept];
    private readonly Tensor?[,] _apart;
    private TensorBlock? _block;
    private bool _isApart;

    public GroupState(ParameterGroup group)
    {
        Group = group;
        Parameter[] small = [.. group.Parameters.Where(IsSmall)];
        _parameters = [.. group.Parameters.Where(parameter => !IsSmall(parameter)), .. small.Where(parameter => parameter.Decays), .. small.Where(parameter => !parameter.Decays)];
        _large = _parameters.Length - small.Length;
        _values = new Tensor?[_parameters.Length];
        _steps = new int[_parameters.Length];
        _turns = new Turn[_parameters.Length];
        _apart = new Tensor?[MostKept, _parameters.Length];
    }

    public ParameterGroup Group { get; }

    /// <summary>Forgets the gradients of all parameters.</summary>
    public void ZeroGrad()
    {
        foreach (Parameter parameter in _parameters)
        {
            parameter.Value.ZeroGrad();
        }
    }

    /// <summary>Begins a step of all parameters that have a gradient and are not frozen.</summary>
    /// <param name="weightDecay">The group's weight decay, from which some may be exempt.</param>
    public void Begin(double weightDecay)
    {
        bool areOthers = false;
        for (int i = 0; i < _parameters.Length; i++)
        {
            Parameter parameter = _parameters[i];
            Tensor value = parameter.Value;
            if (_values[i] != value)
            {
                if (_values[i] is { } former && former.DType != value.DType)
                {
                    throw new InvalidOperationException(
                        $"Step: the parameter '{parameter.Path}' is {value.DType} and was {former.DType} in the step before. " +
                        "What the optimizer remembers does not fit it any more: make a new optimizer after Module.To.");
                }

                (_values[i], areOthers) = (value, true);
            }

            _turns[i] = parameter.IsFrozen || value.Grad is null ? default : new(++_steps[i], parameter.Decays || Group.DecayAll ? weightDecay : 0);
        }

        if (areOthers && !_isApart)
        {
            // The last block stays where there is no other: it tells where in what is kept a parameter has its part.
            _isApart = !TensorBlock.TryCreate(_values.AsSpan(_large)!, out TensorBlock? block);
            _block = block ?? _block;
        }
    }

    /// <summary>The next parameters that take part in the step and are changed by the same rule.</summary>
    /// <param name="end">Where the ones before ended, and then where these do.</param>
    /// <param name="run">The parameters.</param>
    /// <returns>Whether there are any.</returns>
    public bool TryNext(ref int end, out ParameterRun run)
    {
        int start = end;
        while (start < _turns.Length && _turns[start].Steps == 0)
        {
            start++;
        }

        if (start == _turns.Length)
        {
            run = default;
            return false;
        }

        for (end = start + 1; end < _turns.Length && end != _large && _turns[end] == _turns[start]; end++)
        {
        }

        run = new(this, start, end, _turns[start].Steps, _turns[start].WeightDecay);
        return true;
    }

    /// <summary>Changes some of the parameters, with as many other tensors as the rule keeps for each.</summary>
    public void Update<F>(F rule, int start, int end, int kept) where F : struct, IUpdateFormula
    {
        if (_block is not null && !_isApart && start >= _large)
        {
            if (_block.TryUpdate(rule, start - _large, end - start, kept > 0 ? Together(0) : null, kept > 1 ? Together(1) : null, kept > 2 ? Together(2) : null))
            {
                return;
            }

            // Another optimizer has moved one of them to its own: what is kept stays where it is.
            _isApart = true;
        }

        for (int i = start; i < end; i++)
        {
            _values[i]!.Update(rule, _values[i]!.Grad!, kept > 0 ? Apart(0, i) : null, kept > 1 ? Apart(1, i) : null, kept > 2 ? Apart(2, i) : null);
        }
    }

    // What is kept for the whole block; zeros when it is first asked for.
    private Tensor Together(int number) => _together[number] ??= _block!.Zeros();

    private Tensor Apart(int number, int parameter)
    {
        if (_apart[number, parameter] is not { } kept)
        {
            Shape shape = _parameters[parameter].Shape;
            if (parameter >= _large && _together[number] is { } all)
            {
                int offset = _block!.Offset(parameter - _large);
                kept = all[offset..(offset + shape.Count)].Reshape(shape);
            }
            else
            {
                kept = Tensor.Zeros(shape, _values[parameter]!.DType);
            }

            _apart[number, parameter] = kept;
        }

        return kept;
    }

    private static bool IsSmall(Parameter parameter) => parameter.Shape.Count <= Small;

    // The number of a parameter's step, from 1 on, and its weight decay.
    private readonly record struct Turn(int Steps, double WeightDecay);
}
