using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Shows a module in use, in which nothing is random and nothing averaged, and puts everything back when disposed: what buffers hold, where
/// random streams stand.
/// </summary>
internal sealed class ModuleSnapshot : IDisposable
{
    private readonly List<(ModulePart Part, Tensor Values)> _kept = [];
    private readonly EvaluationMode _mode;

    public ModuleSnapshot(Module module)
    {
        foreach (ModulePart part in module.WithParts())
        {
            if (part is ModuleBuffer or RandomStream)
            {
                _kept.Add((part, part.State!.Copied()));
            }
        }

        _mode = new(module);
    }

    public void Dispose()
    {
        _mode.Dispose();
        foreach ((ModulePart part, Tensor values) in _kept)
        {
            if (!values.ElementsEqual(part.State!))
            {
                part.Load(values);
            }
        }
    }
}
