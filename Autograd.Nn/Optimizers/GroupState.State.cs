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
            foreach ((string name, Tensor[] kept) in _kept)
            {
                if (_steps[i] > 0)
                {
                    state.Add($"{names[parameters[i]]}.{name}", kept[i].Detach());
                }
            }
        }
    }

    /// <summary>Checks an optimizer's state as far as it is this group's.</summary>
    /// <param name="state">The state.</param>
    /// <param name="names">The parameters' names.</param>
    /// <param name="known">Gets the names of what the state may have.</param>
    /// <param name="errors">Gets what does not fit.</param>
    public void Check(
        IReadOnlyDictionary<string, Tensor> state, Dictionary<Parameter, string> names, HashSet<string> known, List<string> errors)
    {
        foreach (Parameter parameter in parameters)
        {
            string step = $"{names[parameter]}.step";
            bool hasStep = Expect(step, [], DType.Int64, isNeeded: true);
            long steps = hasStep ? state[step].AsSpan<long>()[0] : 0;
            if (steps is < 0 or > int.MaxValue)
            {
                errors.Add($"'{step}' is {steps}; expected a count of steps");
            }

            foreach ((string name, _) in _kept)
            {
                Expect($"{names[parameter]}.{name}", parameter.Shape, parameter.DType, isNeeded: steps > 0);
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

            if (values.Shape == shape && values.DType == dtype)
            {
                return true;
            }

            errors.Add($"'{key}' is {values.DType} {values.Shape}; expected {dtype} {shape}");
            return false;
        }
    }

    /// <summary>Takes over a state that was checked.</summary>
    /// <param name="state">The state.</param>
    /// <param name="names">The parameters' names.</param>
    public void Load(IReadOnlyDictionary<string, Tensor> state, Dictionary<Parameter, string> names)
    {
        for (int i = 0; i < parameters.Length; i++)
        {
            _steps[i] = (int)state[$"{names[parameters[i]]}.step"].AsSpan<long>()[0];
        }

        foreach ((string name, Tensor[] kept) in _kept)
        {
            for (int i = 0; i < parameters.Length; i++)
            {
                if (state.TryGetValue($"{names[parameters[i]]}.{name}", out Tensor? values))
                {
                    values.CopyTo(kept[i]);
                }
                else
                {
                    kept[i].SetItem(0);
                }
            }
        }
    }
}
