using Autograd.Core;

namespace Autograd.Nn;

internal sealed partial class GroupState
{
    /// <summary>Adds what is kept to an optimizer's state.</summary>
    /// <param name="names">The parameters' names.</param>
    /// <param name="state">The state.</param>
    public void SaveTo(Dictionary<string, Tensor> state, Dictionary<Parameter, string> names)
    {
        for (int i = 0; i < _parameters.Length; i++)
        {
            state.Add($"{names[_parameters[i]]}.step", Tensor.Full([], _steps[i], DType.Int64));
            foreach ((string name, Tensor?[] tensors) in _kept)
            {
                if (tensors[i] is { } kept)
                {
                    state.Add($"{names[_parameters[i]]}.{name}", kept.Detach());
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
        foreach (Parameter parameter in _parameters)
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
        for (int i = 0; i < _parameters.Length; i++)
        {
            _steps[i] = (int)state[$"{names[_parameters[i]]}.step"].AsSpan<long>()[0];
        }

        foreach ((string name, Tensor?[] tensors) in _kept)
        {
            Create(tensors, 0, tensors.Length, i => state.ContainsKey($"{names[_parameters[i]]}.{name}"));
            for (int i = 0; i < _parameters.Length; i++)
            {
                if (state.TryGetValue($"{names[_parameters[i]]}.{name}", out Tensor? values))
                {
                    values.CopyTo(tensors[i]!);
                }
                else
                {
                    tensors[i] = null;
                }
            }
        }
    }
}
