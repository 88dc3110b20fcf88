using Autograd.Core;

namespace Autograd.Nn;

/// <summary>Looks on while the modules of this thread compute, until it is disposed; one opened inside another does so too.</summary>
internal abstract class ModuleWatcher : IDisposable
{
    [ThreadStatic]
    private static ModuleWatcher? s_current;

    private readonly ModuleWatcher? _around = s_current;
    private bool _disposed;

    protected ModuleWatcher()
    {
        Watching.Begin();
        s_current = this;
    }

    /// <summary>The innermost of this thread.</summary>
    public static ModuleWatcher? Current => s_current;

    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            Watching.End();
            s_current = s_current == this ? _around : s_current;
        }
    }

    /// <summary>Tells all that a module begins.</summary>
    public void TellBegin(Module module)
    {
        for (ModuleWatcher? watcher = this; watcher is not null; watcher = watcher._around)
        {
            watcher.Begin(module);
        }
    }

    /// <summary>Tells all what it has computed.</summary>
    public void TellResult(Module module, Tensor? input, Tensor? output)
    {
        for (ModuleWatcher? watcher = this; watcher is not null; watcher = watcher._around)
        {
            watcher.Result(module, input, output);
        }
    }

    /// <summary>Tells all that the module that began last has ended, whether it had a result or not.</summary>
    public void TellEnd()
    {
        for (ModuleWatcher? watcher = this; watcher is not null; watcher = watcher._around)
        {
            watcher.End();
        }
    }

    /// <summary>A module begins.</summary>
    protected virtual void Begin(Module module)
    {
    }

    /// <summary>It has a result: its first tensor, and its first input where it is a layer.</summary>
    protected virtual void Result(Module module, Tensor? input, Tensor? output)
    {
    }

    /// <summary>It ends.</summary>
    protected virtual void End()
    {
    }
}
