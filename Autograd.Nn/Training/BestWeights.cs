using Autograd.Core;

namespace Autograd.Nn;

/// <summary>A copy of a model's parameters and buffers from when it was best, which goes back into it in the end.</summary>
internal sealed class BestWeights(Module model) : IDisposable
{
    private readonly List<(ModulePart Part, Tensor Values)> _copies = [];

    /// <summary>Takes the weights as they are now.</summary>
    public void Take()
    {
        _copies.Clear();
        foreach (NamedPart named in model.NamedParts())
        {
            if (named.Part is Parameter or ModuleBuffer && named.Part.State is { } values)
            {
                _copies.Add((named.Part, values.Detach()));
            }
        }
    }

    /// <summary>Puts the best weights back, if there were any.</summary>
    public void Dispose() => _copies.ForEach(copy => copy.Part.Load(copy.Values));
}
