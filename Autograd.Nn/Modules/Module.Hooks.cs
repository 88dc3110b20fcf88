using System.Runtime.CompilerServices;
using Autograd.Core;

namespace Autograd.Nn;

public abstract partial class Module
{
    // An array that is replaced: one may come or go while another is called.
    private Hook[]? _hooks;

    /// <summary>
    /// Shows what this module computes, each time and before it goes on. What is registered first sees it first; hooks of what is inside
    /// come before those of what is around. Of several results it is the first tensor.
    /// </summary>
    /// <param name="see">Gets the result.</param>
    /// <returns>What ends it when disposed.</returns>
    /// <example><code>
    /// using IDisposable hook = model[0].OnForward(output => Console.WriteLine(output.Shape));
    /// </code></example>
    public IDisposable OnForward(Action<Tensor> see)
    {
        ArgumentNullException.ThrowIfNull(see);
        return new Hook(this, output =>
        {
            see(output);
            return output;
        });
    }

    /// <summary>The same, where another tensor may go on in the result's place.</summary>
    /// <param name="change">Gets the result and returns what goes on; of a module whose result is not one tensor, the same.</param>
    /// <returns>What ends it when disposed.</returns>
    public IDisposable OnForward(Func<Tensor, Tensor> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return new Hook(this, change);
    }

    /// <summary>Whether somebody sees what this module computes.</summary>
    internal bool HasHooks => _hooks is not null;

    /// <summary>Whether somebody may want to know that the module is at work.</summary>
    private protected bool IsWatched => Watching.IsOn || _hooks is not null;

    /// <summary>Computes as the module, and tells those who want to know.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private protected T Watched<S, T>(S given, Func<S, T> compute, Tensor? input = null)
    {
        (string? around, Watching.Module) = (Watching.Module, ModuleError.Name(this));
        ModuleWatcher? watcher = ModuleWatcher.Current;
        watcher?.TellBegin(this);
        try
        {
            T result = compute(given);
            result = _hooks is null || result is null ? result : Hooked(result);
            watcher?.TellResult(this, input, FirstTensor(result));
            return result;
        }
        finally
        {
            Watching.Module = around;
            watcher?.TellEnd();
        }
    }

    private T Hooked<T>(T result)
    {
        if (FirstTensor(result) is not { } output)
        {
            return result;
        }

        foreach (Hook hook in _hooks ?? [])
        {
            Tensor changed = hook.Change(output) ?? throw new InvalidOperationException(
                $"OnForward: a hook returned null in place of the result {output.Shape}.");
            output = changed == output || result is Tensor ? changed : throw new InvalidOperationException(
                $"OnForward: a hook changed one of the results of {GetType().Name}, which gives several; expected the same tensor.");
        }

        return result is Tensor ? (T)(object)output : result;
    }

    // The first tensor of a result, for those who look on; none where there is none.
    private static Tensor? FirstTensor(object? result) => result switch
    {
        Tensor tensor => tensor,
        Tensor[] { Length: > 0 } several => several[0],
        LstmState state => state.Hidden,
        AdaptiveLogSoftmax several => several.Output,
        ITuple { Length: > 0 } several => FirstTensor(several[0]),
        _ => null,
    };

    private sealed class Hook : IDisposable
    {
        private readonly Module _module;

        public Hook(Module module, Func<Tensor, Tensor> change)
        {
            (_module, Change) = (module, change);
            module._hooks = [.. module._hooks ?? [], this];
        }

        public Func<Tensor, Tensor> Change { get; }

        public void Dispose()
        {
            Hook[] left = Array.FindAll(_module._hooks ?? [], other => other != this);
            _module._hooks = left.Length > 0 ? left : null;
        }
    }
}
