using Autograd.Core;

namespace Autograd.Nn;

internal sealed partial class GroupState
{
    /// <summary>Adds what is kept to an optimizer's state.</summary>
    /// <param name="names">The parameters' names.</param>
    /// <param name="state">The state.</param>
    public void SaveTo(Dictionary<string, Tensor> state, Dictionary<Parameter, string> names)
    {
        for (int i = 0; i < parameters.Length; i++)
        {
            state.Add($"{names[parameters[i]]}.step", Tensor.Full([], _steps[i], DType.Int64));
            foreach (Kept kept in _kept)
            {
                if (kept.Has[i])
                {
                    state.Add($"{names[parameters[i]]}.{kept.Name}", kept.Tensors[i].Detach());
                }
            }
        }
    }

    /// <summary>Checks an optimizer's state as far as it is this group's.</summary>
    /// <param name="state">The state.</param>
    /// <param name="names">The parameters' names.</param>
    /// <param name="rule">What the rule keeps: of a parameter all of it, or nothing yet.</param>
    /// <param name="optional">What it keeps besides with some settings, which may have been others before.</param>
    /// <param name="known">Gets the names of what the state may have.</param>
    /// <param name="errors">Gets what does not fit.</param>
    public void Check(
        IReadOnlyDictionary<string, Tensor> state,
        Dictionary<Parameter, string> names,
        IReadOnlyList<string> rule,
        IReadOnlyList<string> optional,
        HashSet<string> known,
        List<string> errors)
    {
        foreach (Parameter parameter in parameters)
        {
            string step = $"{names[parameter]}.step";
            bool hasStep = Expect(step, [], DType.Int64, isNeeded: true);
            long steps = hasStep ? state[step].AsSpan<long>()[0] : 0;
            if (steps is < 0 or > int.MaxValue)
            {
                errors.Add(FormattableString.Invariant($"'{step}' is {steps}; expected a count of steps"));
            }

            bool hasAny = rule.Any(name => state.ContainsKey($"{names[parameter]}.{name}"));
            foreach (string name in rule)
            {
                Expect($"{names[parameter]}.{name}", parameter.Shape, _dtype, isNeeded: hasAny);
            }

            foreach (string name in optional)
            {
                Expect($"{names[parameter]}.{name}", parameter.Shape, _dtype, isNeeded: false);
            }
        }

        bool Expect(string key, Shape shape, DType dtype, bool isNeeded)
        {
            known.Add(key);
            if (!state.TryGetValue(key, out Tensor? values) || values is null)
            {
                if (isNeeded)
                {
                    errors.Add($"'{key}' is missing");
                }

                return false;
            }

            string? error = values.Shape != shape || values.DType != dtype
                ? $"is {values.DType} {values.Shape}; expected {dtype} {shape}"
                : values.Unreadable();
            if (error is not null)
            {
                errors.Add($"'{key}' {error}");
            }

            return error is null;
        }
    }

    /// <summary>Forgets all steps and what the rule kept.</summary>
    public void Reset()
    {
        Array.Clear(_steps);
        foreach (Kept kept in _kept)
        {
            Array.Clear(kept.Has);
            Array.ForEach(kept.Tensors, tensor => tensor.SetItem(0));
        }
    }

    /// <summary>Takes over a state that was checked.</summary>
    /// <param name="state">The state.</param>
    /// <param name="names">The parameters' names.</param>
    /// <param name="rule">What the rule keeps.</param>
    public void Load(IReadOnlyDictionary<string, Tensor> state, Dictionary<Parameter, string> names, IReadOnlyList<string> rule)
    {
        for (int i = 0; i < parameters.Length; i++)
        {
            _steps[i] = (int)state[$"{names[parameters[i]]}.step"].AsSpan<long>()[0];
        }

        foreach (string name in rule)
        {
            if (Array.TrueForAll(parameters, parameter => !state.ContainsKey($"{names[parameter]}.{name}")) &&
                Array.TrueForAll(_kept, known => known.Name != name))
            {
                continue;
            }

            Kept kept = Find(name);
            for (int i = 0; i < parameters.Length; i++)
            {
                kept.Has[i] = state.TryGetValue($"{names[parameters[i]]}.{name}", out Tensor? values);
                if (values is not null)
                {
                    values.CopyTo(kept.Tensors[i]);
                }
                else
                {
                    kept.Tensors[i].SetItem(0);
                }
            }
        }
    }
}
