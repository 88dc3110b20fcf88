using Autograd.Core;

namespace Autograd.Nn;

/// <summary>A copy of a model's parameters and buffers from when it was best, which goes back into it in the end.</summary>
internal sealed class BestWeights(Module model) : IDisposable
{
    private readonly Dictionary<ModulePart, Tensor> _copies = [];

    /// <summary>Reads what <see cref="StateDict"/> gave.</summary>
    public void Read(StateReader reader)
    {
        foreach (NamedPart named in model.NamedParts())
        {
            if (named.Part is Parameter or ModuleBuffer && named.Part.State is { } now
                && reader.Find(named.FileName, now.DType, now.Shape, isNeeded: false) is { } values)
            {
                _copies[named.Part] = values;
            }
        }
    }

    /// <summary>The best weights by their names in files; none where there are none yet.</summary>
    public IReadOnlyDictionary<string, Tensor> StateDict()
    {
        Dictionary<string, Tensor> state = [];
        foreach (NamedPart named in model.NamedParts())
        {
            if (_copies.TryGetValue(named.Part, out Tensor? values))
            {
                state.Add(named.FileName, values);
            }
        }

        return state;
    }

    /// <summary>Takes the weights as they are now.</summary>
    public void Take()
    {
        foreach (NamedPart named in model.NamedParts())
        {
            if (named.Part is not (Parameter or ModuleBuffer) || named.Part.State is not { } values)
            {
                continue;
            }

            if (_copies.TryGetValue(named.Part, out Tensor? copy) && copy.Shape == values.Shape && copy.DType == values.DType)
            {
                values.CopyTo(copy);
            }
            else
            {
                _copies[named.Part] = values.Detach();
            }
        }
    }

    /// <summary>Puts the best weights back, if there were any.</summary>
    public void Dispose()
    {
        foreach ((ModulePart part, Tensor values) in _copies)
        {
            part.Load(values);
        }
    }
}
