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

    /// <summary>Reads an optimizer's state as far as it is this group's.</summary>
    /// <param name="reader">The state.</param>
    /// <param name="names">The parameters' names.</param>
    /// <param name="rule">What the rule keeps: of a parameter all of it, or nothing yet.</param>
    /// <param name="optional">What it keeps besides with some settings, which may have been others before.</param>
    public void Read(
        StateReader reader, Dictionary<Parameter, string> names, IReadOnlyList<string> rule, IReadOnlyList<string> optional)
    {
        long[] steps = new long[parameters.Length];
        for (int i = 0; i < steps.Length; i++)
        {
            steps[i] = reader.Inside($"{names[parameters[i]]}.").Count("step", int.MaxValue);
        }

        bool[] hasAny = Array.ConvertAll(parameters, parameter => rule.Any(name => reader.Has($"{names[parameter]}.{name}")));
        foreach (string name in rule.Concat(optional))
        {
            bool isOptional = !rule.Contains(name);
            Tensor?[] values = new Tensor?[parameters.Length];
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = reader.Find($"{names[parameters[i]]}.{name}", _dtype, parameters[i].Shape, hasAny[i] && !isOptional);
            }

            reader.Then(() => Keep(name, values));
        }

        reader.Then(() => Array.ConvertAll(steps, step => (int)step).CopyTo(_steps, 0));
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

    // What a state has under a name; of the parameters that it has nothing of nothing is kept.
    private void Keep(string name, Tensor?[] values)
    {
        if (Array.TrueForAll(values, tensor => tensor is null) && Array.TrueForAll(_kept, known => known.Name != name))
        {
            return;
        }

        Kept kept = Find(name);
        for (int i = 0; i < values.Length; i++)
        {
            kept.Has[i] = values[i] is not null;
            if (values[i] is { } tensor)
            {
                tensor.CopyTo(kept.Tensors[i]);
            }
            else
            {
                kept.Tensors[i].SetItem(0);
            }
        }
    }
}
