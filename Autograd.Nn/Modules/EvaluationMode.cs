namespace Autograd.Nn;

/// <summary>
/// Shows a model in use until it is disposed: to the thread that made it and to what that begins meanwhile. To every other thread the model
/// is as it was, so that any number may ask one model at a time.
/// </summary>
internal readonly struct EvaluationMode : IDisposable
{
    private static readonly AsyncLocal<Dictionary<Module, bool>?> s_modes = new();
    private readonly Dictionary<Module, bool>? _before;

    /// <summary>Shows a model in use.</summary>
    /// <param name="model">The model.</param>
    /// <param name="training">Parts of it that are in training all the same.</param>
    public EvaluationMode(Module model, params ReadOnlySpan<Module> training)
    {
        _before = s_modes.Value;
        Dictionary<Module, bool> modes = _before is null ? [] : new(_before);
        foreach (ModulePart part in model.WithParts())
        {
            if (part is Module { IsTraining: true } module)
            {
                modes[module] = false;
            }
        }

        foreach (Module module in training)
        {
            modes[module] = true;
        }

        if (modes.Count > 0)
        {
            s_modes.Value = modes;
        }
    }

    /// <summary>How a module is shown here; null where it is shown as it is.</summary>
    public static bool? Of(Module module) => s_modes.Value is { } modes && modes.TryGetValue(module, out bool mode) ? mode : null;

    public void Dispose()
    {
        if (s_modes.Value != _before)
        {
            s_modes.Value = _before;
        }
    }
}
