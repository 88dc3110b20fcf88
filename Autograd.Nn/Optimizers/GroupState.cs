using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// What an optimizer keeps of a group's parameters from step to step. They are of one type and in the order of the model's memory, so that
/// one loop takes many; a group that is no such <see cref="ParameterBlock.Split"/> has several of these.
/// </summary>
internal sealed partial class GroupState(ParameterGroup group, Parameter[] parameters)
{
    private readonly DType _dtype = parameters[0].DType;
    private readonly Tensor[] _values = new Tensor[parameters.Length], _gradients = new Tensor[parameters.Length];
    private readonly int[] _steps = new int[parameters.Length];
    private bool _areOthers;
    private Kept[] _kept = [];

    public ParameterGroup Group => group;

    /// <summary>Begins a step of all parameters that have a gradient and are not frozen: checks them and changes none.</summary>
    public void Begin()
    {
        for (int i = 0; i < parameters.Length; i++)
        {
            Parameter parameter = parameters[i];
            Tensor value = parameter.Value;
            Tensor? gradient = parameter.RequiresGrad ? value.Grad : null;
            if (_gradients[i] != gradient)
            {
                _gradients[i] = gradient!;
            }

            if (gradient is null)
            {
                ExpectInUse(parameter);
                continue;
            }

            if (!value.IsWritable)
            {
                throw new InvalidOperationException(
                    $"Step: the parameter {parameter.Title} {parameter.Unwritable()}. None was changed. Make the optimizer of leaves.");
            }

            if (_values[i] != value)
            {
                ExpectType(parameter);
                (_values[i], _areOthers) = (value, true);
            }
        }
    }

    /// <summary>Moves parameters that were not there in the step before to where the model's others lie.</summary>
    public void Gather()
    {
        Module? last = null;
        for (int i = 0; _areOthers && i < parameters.Length; i++)
        {
            if (parameters[i].Root is { } model && model != last)
            {
                (last, _) = (model, model.ParameterBlocks());
            }
        }

        _areOthers = false;
    }

    /// <summary>Adds the gradients of the parameters that have one and are not frozen to a list.</summary>
    public void AddGradients(ref Tensor[] gradients, ref int count)
    {
        foreach (Parameter parameter in parameters)
        {
            if (parameter.RequiresGrad && parameter.Value.Grad is { } gradient)
            {
                if (count == gradients.Length)
                {
                    Array.Resize(ref gradients, Math.Max(16, 2 * count));
                }

                gradients[count++] = gradient;
            }
        }
    }

    /// <summary>Counts a step that parameters have taken.</summary>
    public void Count(int start, int count)
    {
        for (int i = start; i < start + count; i++)
        {
            _steps[i] = After(_steps[i]);
        }
    }

    // The count stays at its largest: nothing tells so many steps apart.
    private static int After(int steps) => steps == int.MaxValue ? steps : steps + 1;

    /// <summary>Whether a step before has kept something under a name for a parameter.</summary>
    public bool Keeps(string name, int i)
    {
        foreach (Kept kept in _kept)
        {
            if (kept.Name == name)
            {
                return kept.Has[i];
            }
        }

        return false;
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
        for (end = start + 1; end < parameters.Length && _gradients[end] is not null && IsAlike(end) && Decay(end) == decay; end++)
        {
        }

        run = new(this, start, end - start, After(_steps[start]), learningRate, decay);
        return true;

        bool IsAlike(int i)
        {
            bool isAlike = _steps[i] == _steps[start];
            foreach (Kept kept in _kept)
            {
                isAlike &= kept.Has[i] == kept.Has[start];
            }

            return isAlike;
        }

        double Decay(int i) => parameters[i].Decays || group.DecayAll ? weightDecay : 0;
    }

    /// <summary>Changes some of the parameters.</summary>
    public void Update<F>(F formula, int start, int count) where F : struct, IUpdateFormula
    {
        IReadOnlyList<string> names = F.StateNames;
        if (!(_kept.Length >= names?.Count))
        {
            names = ExpectNames(typeof(F).Name, names);
        }

        Tensor.Update(formula, _values.AsSpan(start, count), _gradients.AsSpan(start, count), First(0), First(1), First(2));
        for (int i = 0; i < names.Count; i++)
        {
            Find(names[i]).Has.AsSpan(start, count).Fill(true);
        }

        Tensor? First(int number) => number < names.Count ? Find(names[number]).Tensors[start] : null;
    }

    // What is kept under a name, zeros at first, packed as the model's memory is.
    private Kept Find(string name)
    {
        foreach (Kept kept in _kept)
        {
            if (kept.Name == name)
            {
                return kept;
            }
        }

        Tensor[] zeros = Array.ConvertAll(parameters, parameter => Tensor.Zeros(parameter.Shape, _dtype));
        Tensor.Pack(zeros, out _);
        var added = new Kept(name, zeros, new bool[parameters.Length]);
        _kept = [.. _kept, added];
        return added;
    }

    // They are keys of the optimizer's state, behind a parameter's name and a dot.
    private static IReadOnlyList<string> ExpectNames(string rule, IReadOnlyList<string>? names)
    {
        bool fit = names is { Count: <= 3 } && names.Distinct().Count() == names.Count
            && names.All(name => !string.IsNullOrEmpty(name) && !name.Contains('.', StringComparison.Ordinal) && name != "step");
        return fit ? names! : throw new InvalidOperationException(
            $"Step: the StateNames of the rule {rule} are {(names is null ? "null" : $"[{string.Join(", ", names)}]")}; expected three " +
            "at most, each another one, without a dot, and none of them 'step'.");
    }

    private static void ExpectInUse(Parameter parameter)
    {
        if (parameter is { RequiresGrad: true, IsReplaced: true })
        {
            throw new InvalidOperationException(
                $"Step: the parameter {parameter.Title} has no gradient, and is no longer part of its model: it, or a layer around it, " +
                "was replaced. Make a new optimizer for the parameters that the model has now.");
        }
    }

    private void ExpectType(Parameter parameter)
    {
        if (parameter.DType != _dtype)
        {
            throw new InvalidOperationException(
                $"Step: the parameter {parameter.Title} is {parameter.DType} and was {_dtype} in the step before. " +
                "What the optimizer remembers does not fit it any more: make a new optimizer after Module.To.");
        }
    }

    // Has tells for which of the parameters a step has kept something: what comes first may count otherwise.
    private sealed record Kept(string Name, Tensor[] Tensors, bool[] Has);
}
