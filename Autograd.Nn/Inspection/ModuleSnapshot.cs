using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Puts a module in use, in which nothing is random and nothing averaged, and puts everything back when disposed: whether each part trains,
/// what buffers hold, where random streams stand.
/// </summary>
internal sealed class ModuleSnapshot : IDisposable
{
    private readonly List<(ModulePart Part, bool IsTraining, Tensor? Values)> _parts = [];

    public ModuleSnapshot(Module module)
    {
        foreach (ModulePart part in module.WithParts())
        {
            _parts.Add((part, part is Module { IsTraining: true }, part is ModuleBuffer or RandomStream ? part.State!.Copied() : null));
        }

        module.Eval();
    }

    public void Dispose()
    {
        foreach ((ModulePart part, bool isTraining, Tensor? values) in _parts)
        {
            (part as Module)?.SetMode(isTraining);
            if (values is not null && !values.ElementsEqual(part.State!))
            {
                part.Load(values);
            }
        }
    }
}
