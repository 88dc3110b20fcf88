using Autograd.Core;

namespace Autograd.Nn;

/// <summary>Named values that a module takes its state from: a dictionary's, or a file's, of which only what is needed is read.</summary>
internal abstract class StateSource
{
    public abstract IEnumerable<string> Names { get; }

    public abstract bool Has(string name);

    /// <summary>Why the values of a name cannot become what a part keeps; null where they can.</summary>
    public abstract string? Mismatch(string name, ModulePart part);

    /// <summary>The values for a part, which fit it.</summary>
    public abstract Tensor Read(string name, ModulePart part);

    /// <summary>Gives a part its values.</summary>
    public abstract void Load(ModulePart part, Tensor values);
}
