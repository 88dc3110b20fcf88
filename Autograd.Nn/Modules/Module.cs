using System.Runtime.CompilerServices;
using System.Text;
using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// A part of a network: a function of a tensor, with parameters and parts of its own. A module declares them as properties that register what
/// they are set to, so that none is forgotten and its name is the property's.
/// </summary>
/// <example><code>
/// public Linear Hidden { get; private init => field = Register(value); }
/// </code></example>
public abstract class Module
{
    private readonly List<(string Name, object Part)> _parts = [];
    private Module? _owner;
    private string _name = "";

    /// <summary>Whether the module behaves as in training (true, the default) or as in use.</summary>
    public bool IsTraining { get; private set; } = true;

    /// <summary>The modules this one is directly made of, with their names.</summary>
    public IEnumerable<(string Name, Module Module)> Children =>
        _parts.Where(part => part.Part is Module).Select(part => (part.Name, (Module)part.Part));

    /// <summary>The gain of the activation that follows this module in a <see cref="Sequential"/>; initializers make up for it.</summary>
    internal double FollowingGain { get; private set; } = 1;

    /// <summary>Computes the module's value.</summary>
    /// <param name="input">The input; the first axis counts the samples.</param>
    public abstract Tensor Forward(Tensor input);

    /// <summary>All parameters, of this module and the ones inside, in the order of declaration; a shared one once.</summary>
    public IReadOnlyList<Parameter> Parameters()
    {
        List<Parameter> parameters = [];
        foreach ((_, Parameter parameter) in NamedParameters())
        {
            parameters.Add(parameter);
        }

        return parameters.AsReadOnly();
    }

    /// <summary>All parameters with their paths, such as <c>0.Weight</c>, in the order of declaration; a shared one once.</summary>
    public IEnumerable<(string Name, Parameter Parameter)> NamedParameters()
    {
        // Plain loops here and in Register: queries over pairs are compiled anew in every program, and every program comes through here.
        HashSet<Parameter> seen = [];
        foreach ((string path, object part) in Walk(""))
        {
            if (part is Parameter parameter && seen.Add(parameter))
            {
                yield return (path, parameter);
            }
        }
    }

    /// <summary>Draws all parameters anew. The same seed gives the same values in every process.</summary>
    /// <param name="seed">The seed; without a call of this method it is 0.</param>
    /// <returns>This module.</returns>
    public Module Initialize(ulong seed)
    {
        foreach ((string name, Parameter parameter) in NamedParameters())
        {
            parameter.Initialize(seed, name);
        }

        return this;
    }

    /// <summary>Converts all parameters to another floating-point type. Optimizers made before keep the old tensors: make them afterwards.</summary>
    /// <param name="dtype">Float32 or Float64.</param>
    /// <returns>This module.</returns>
    /// <exception cref="ArgumentException">The type is not floating point.</exception>
    public Module To(DType dtype)
    {
        foreach (Parameter parameter in Parameters())
        {
            parameter.ConvertTo(dtype);
        }

        return this;
    }

    /// <summary>Makes this module and the ones inside behave as in training.</summary>
    public void Train() => SetTraining(true);

    /// <summary>Makes this module and the ones inside behave as in use: nothing random, nothing that depends on the batch.</summary>
    public void Eval() => SetTraining(false);

    /// <summary>Holds all parameters fixed, or lets them be trained again.</summary>
    /// <param name="frozen">Whether to hold them fixed.</param>
    public void Freeze(bool frozen = true)
    {
        foreach (Parameter parameter in Parameters())
        {
            parameter.IsFrozen = frozen;
        }
    }

    /// <summary>The module with the ones inside, a line each.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Describe());
        foreach ((string name, Module module) in Children)
        {
            text.Append('\n').Append($"  ({name}): ").Append(module.ToString().Replace("\n", "\n  ", StringComparison.Ordinal));
        }

        return text.ToString();
    }

    /// <summary>The module in a word or two, without the ones inside.</summary>
    protected virtual string Describe() => GetType().Name;

    /// <summary>Makes a parameter or a module part of this one; called by the property that declares it.</summary>
    /// <param name="part">A <see cref="Parameter"/> or a <see cref="Module"/>, or null for one that is left out.</param>
    /// <param name="name">The property's name, which the compiler fills in.</param>
    /// <returns>The same part.</returns>
    /// <exception cref="ArgumentException">The part is neither, or the name is taken.</exception>
    protected T Register<T>(T part, [CallerMemberName] string name = "") where T : class?
    {
        foreach ((string known, _) in _parts)
        {
            if (known == name)
            {
                throw new ArgumentException($"{GetType().Name}: there is a part named '{name}' already.", nameof(name));
            }
        }

        switch (part)
        {
            case null:
                return part;
            case Parameter parameter:
                parameter.BelongTo(this, name);
                break;
            case Module module:
                module._owner ??= this;
                module._name = module._name.Length == 0 ? name : module._name;
                break;
            default:
                throw new ArgumentException($"{GetType().Name}: '{name}' is a {part.GetType().Name}; expected a Parameter or a Module.", nameof(part));
        }

        _parts.Add((name, part));
        return part;
    }

    /// <summary>Tells the module the gain of the activation that follows it.</summary>
    internal virtual void FollowedBy(double gain) => FollowingGain = gain;

    internal string PathOf(string name) => _owner is null ? name : $"{_owner.PathOf(_name)}.{name}";

    private void SetTraining(bool training)
    {
        IsTraining = training;
        foreach ((_, Module module) in Children)
        {
            module.SetTraining(training);
        }
    }

    private IEnumerable<(string Path, object Part)> Walk(string prefix)
    {
        foreach ((string name, object part) in _parts)
        {
            string path = prefix + name;
            yield return (path, part);
            if (part is Module module)
            {
                foreach ((string Path, object Part) inner in module.Walk(path + "."))
                {
                    yield return inner;
                }
            }
        }
    }
}
