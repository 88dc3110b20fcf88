using Autograd.Core;

namespace Autograd.Nn;

/// <summary>States within a state: their names have a prefix.</summary>
internal static class StateNames
{
    /// <summary>Adds a state under a prefix.</summary>
    public static void Add(Dictionary<string, Tensor> to, string prefix, IReadOnlyDictionary<string, Tensor> state)
    {
        foreach ((string name, Tensor value) in state)
        {
            to[prefix + name] = value;
        }
    }
}
