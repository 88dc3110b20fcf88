using Autograd.Core;

namespace Autograd.Nn;

public abstract partial class WeightAverage
{
    private const string UpdatesKey = "updates";

    /// <summary>
    /// Copies of what is remembered: the count of updates, and of each parameter, by its name in files, the average, as
    /// <c>0.weight.average</c>, and the digits it is short of, <c>0.weight.lost</c>.
    /// </summary>
    public IReadOnlyDictionary<string, Tensor> StateDict()
    {
        Dictionary<string, Tensor> state = new() { [UpdatesKey] = Tensor.Full([], Updates, DType.Int64) };
        foreach ((string key, Tensor values) in Remembered())
        {
            state.Add(key, values.Detach());
        }

        return state;
    }

    /// <summary>Copies in what <see cref="StateDict"/> gave. All of it is checked first: what does not fit changes nothing.</summary>
    /// <param name="state">The state.</param>
    /// <exception cref="ArgumentException">Something does not fit; the message names everything that does not.</exception>
    public void LoadState(IReadOnlyDictionary<string, Tensor> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        List<(string Key, Tensor Values)> kept = [.. Remembered()];
        List<string> errors = [];
        HashSet<string> known = [UpdatesKey, .. kept.Select(pair => pair.Key)];
        foreach ((string key, Tensor values) in kept.Append((UpdatesKey, Tensor.Zeros([], DType.Int64))))
        {
            if (state.GetValueOrDefault(key) is not { } given)
            {
                errors.Add($"'{key}' is missing");
            }
            else if ((given.DType != values.DType || given.Shape != values.Shape
                ? $"is {given.DType} {given.Shape}; expected {values.DType} {values.Shape}" : given.Unreadable()) is { } error)
            {
                errors.Add($"'{key}' {error}");
            }
        }

        if (errors.Count == 0 && state[UpdatesKey].AsSpan<long>()[0] is < 0 and var updates)
        {
            errors.Add(FormattableString.Invariant($"'{UpdatesKey}' is {updates}; expected a count"));
        }

        errors.AddRange(state.Keys.Where(key => !known.Contains(key)).Select(key => $"'{key}' is nothing that it remembers"));
        if (errors.Count > 0)
        {
            throw new ArgumentException(
                $"LoadState: the state does not fit {GetType().Name}, and nothing was loaded:\n  {string.Join("\n  ", errors)}",
                nameof(state));
        }

        Updates = state[UpdatesKey].AsSpan<long>()[0];
        foreach ((string key, Tensor values) in kept)
        {
            state[key].CopyTo(values);
        }
    }

    // What is remembered of the parameters, by the names it has in a state.
    private IEnumerable<(string Key, Tensor Values)> Remembered()
    {
        Dictionary<ModulePart, string> names = [];
        foreach (NamedPart named in Model.NamedParts())
        {
            names.TryAdd(named.Part, named.FileName);
        }

        foreach (Part part in _parts)
        {
            for (int i = 0; i < part.Parameters.Length; i++)
            {
                string name = names.GetValueOrDefault(part.Parameters[i]) ?? throw new InvalidOperationException(
                    $"The parameter {part.Parameters[i].Title} was replaced in its model since its average was begun. Make a new average.");
                yield return ($"{name}.average", part.Averages[i]);
                yield return ($"{name}.lost", part.Lost[i]);
            }
        }
    }
}
