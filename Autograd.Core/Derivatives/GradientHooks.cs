namespace Autograd.Core;

/// <summary>Who sees or changes the gradient by a tensor on the way back, in the order in which they asked.</summary>
internal sealed class GradientHooks
{
    // An array that is replaced: one may come or go while another is called.
    private Hook[] _hooks = [];

    public static IDisposable Add(Tensor tensor, Action<Tensor> see)
    {
        ArgumentNullException.ThrowIfNull(see);
        return Add(tensor, gradient =>
        {
            see(gradient);
            return gradient;
        });
    }

    public static IDisposable Add(Tensor tensor, Func<Tensor, Tensor> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (!tensor.DType.IsFloat())
        {
            throw new ArgumentException($"OnGradient: a tensor of {tensor.DType} has no gradient; expected Float32 or Float64.");
        }

        GradientHooks hooks = tensor.AsLeaf().Hooks ??= new();
        var hook = new Hook(tensor, change);
        hooks._hooks = [.. hooks._hooks, hook];
        tensor.HasHooks = true;
        return hook;
    }

    /// <summary>What becomes of a gradient that is complete.</summary>
    public Tensor Run(Tensor of, Tensor gradient)
    {
        foreach (Hook hook in _hooks)
        {
            int version = gradient.Version;
            Tensor? changed = hook.Change(gradient);
            if (gradient.Version != version)
            {
                throw new InvalidOperationException(
                    $"OnGradient: a hook wrote to the gradient {gradient.Shape}, which may be shared; expected the changed one to be " +
                    "returned.");
            }

            gradient = changed is not null && changed.Shape == of.Shape && changed.DType == of.DType ? changed
                : throw new InvalidOperationException(
                    $"OnGradient: a hook returned {(changed is null ? "null" : $"{changed.DType} {changed.Shape}")} in place of the " +
                    $"gradient {of.DType} {of.Shape}; expected its shape and type.");
        }

        return gradient;
    }

    /// <summary>
    /// Joins the gradients that wait for a tensor with hooks, where the first of them is, and shows them. Those of what the tape recorded
    /// were shown on the way.
    /// </summary>
    public static void Run(Tape tape, List<(Tensor Leaf, Tensor Gradient)> waiting)
    {
        for (int i = 0; i < waiting.Count; i++)
        {
            (Tensor leaf, Tensor sum) = waiting[i];
            if (!leaf.HasHooks || leaf.Tape == tape)
            {
                continue;
            }

            for (int j = i + 1; j < waiting.Count; j++)
            {
                if (waiting[j].Leaf == leaf)
                {
                    sum += waiting[j].Gradient;
                    waiting.RemoveAt(j--);
                }
            }

            waiting[i] = (leaf, leaf.Hooked(sum));
        }
    }

    private sealed class Hook(Tensor tensor, Func<Tensor, Tensor> change) : IDisposable
    {
        public Func<Tensor, Tensor> Change { get; } = change;

        public void Dispose()
        {
            GradientHooks hooks = tensor.AsLeaf().Hooks!;
            hooks._hooks = Array.FindAll(hooks._hooks, other => other != this);
            tensor.HasHooks = hooks._hooks.Length > 0;
        }
    }
}
