using System.Globalization;
using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Modules one after the other. A layer that is followed by an activation is initialized with the activation's gain, unless its initializer
/// states one.
/// </summary>
public sealed class Sequential : Module
{
    private readonly Module[] _modules;

    /// <summary>Chains modules; their names are their positions.</summary>
    /// <param name="modules">The modules, first to last.</param>
    public Sequential(params ReadOnlySpan<Module> modules)
    {
        _modules = modules.ToArray();
        for (int i = 0; i < _modules.Length; i++)
        {
            ArgumentNullException.ThrowIfNull(_modules[i], nameof(modules));
            Register(_modules[i], i.ToString(CultureInfo.InvariantCulture));
            _modules[i].FollowedBy(i + 1 < _modules.Length && _modules[i + 1] is Activation activation ? activation.Gain : 1);
        }
    }

    /// <summary>The number of modules.</summary>
    public int Count => _modules.Length;

    /// <summary>A module by its position.</summary>
    /// <param name="index">The position, from the front or the end.</param>
    public Module this[Index index] => _modules[index];

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input)
    {
        foreach (Module module in _modules)
        {
            input = module.Forward(input);
        }

        return input;
    }

    internal override void FollowedBy(double gain)
    {
        if (_modules.Length > 0)
        {
            _modules[^1].FollowedBy(gain);
        }
    }
}
