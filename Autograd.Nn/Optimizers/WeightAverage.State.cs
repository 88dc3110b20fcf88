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
    public void LoadState(IReadOnlyDictionary<string, Tensor> state) => StateReader.Load(state, GetType().Name, Read);

    /// <summary>Reads a state.</summary>
    internal void Read(StateReader reader)
    {
        long updates = reader.Count(UpdatesKey);
        reader.Then(() => Updates = updates);
        foreach ((string key, Tensor values) in Remembered())
        {
            Tensor? found = reader.Find(key, values.DType, values.Shape);
            reader.Then(() => found!.CopyTo(values));
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
