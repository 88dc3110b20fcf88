using System.Runtime.CompilerServices;
using System.Text;

namespace Autograd.Nn;

/// <summary>
/// A part of a network: a tree of named parts, which are <see cref="Parameter"/>s, <see cref="ModuleBuffer"/>s, <see cref="RandomStream"/>s
/// and modules. It declares them as properties that register what they are set to, so that none is forgotten and its name is the
/// property's. What maps one tensor to one tensor derives from <see cref="Layer"/>; a module of another kind declares the Forward that it
/// needs, and encloses it in <see cref="Enter{T}"/>.
/// </summary>
/// <example><code>
/// public Linear Hidden { get; private init => field = Register(value); }
/// </code></example>
public abstract partial class Module : ModulePart, IStateful
{
    private static long s_registrations;

    private readonly List<Slot> _parts = [];

    /// <summary>A module without parts yet.</summary>
    protected Module()
    {
    }

    /// <summary>
    /// Whether the module behaves as in training (true, the default) or as in use. While a thread predicts or evaluates it is in use for
    /// that thread alone.
    /// </summary>
    public bool IsTraining { get => EvaluationMode.Of(this) ?? field; private set; } = true;

    /// <summary>
    /// Whether, as things are now, the answer to a sample depends on the other samples of its batch, or what the module remembers on the
    /// whole of it, as in a batch norm in training: <see cref="DataParallel"/>, which cuts batches into chunks, refuses such a module
    /// unless it is told otherwise. False unless a module says so.
    /// </summary>
    public virtual bool MixesSamples => false;

    /// <summary>The modules this one is directly made of, with their names.</summary>
    public IEnumerable<(string Name, Module Module)> Children
    {
        get
        {
            foreach ((string name, _, ModulePart? part) in _parts)
            {
                if (part is Module module)
                {
                    yield return (name, module);
                }
            }
        }
    }

    /// <summary>The number of elements of all parameters; shared ones count once.</summary>
    public long ParameterCount
    {
        get
        {
            long count = 0;
            foreach (Parameter parameter in Parameters())
            {
                count += parameter.Shape.Count;
            }

            return count;
        }
    }

    /// <summary>
    /// All parts, of this module and the ones inside, with the names that lead to them from here, in the order of declaration; one that is
    /// registered in several places once, under the first.
    /// </summary>
    public IEnumerable<NamedPart> NamedParts()
    {
        HashSet<ModulePart> seen = [];
        foreach (NamedPart named in Places("", ""))
        {
            if (seen.Add(named.Part))
            {
                yield return named;
            }
        }
    }

    /// <summary>All parameters with their names, such as <c>0.Weight</c>, in the order of declaration; a shared one once.</summary>
    public IEnumerable<(string Name, Parameter Parameter)> NamedParameters()
    {
        // Plain loops here and elsewhere: queries over pairs are compiled anew in every program, and every program comes through here.
        foreach (NamedPart named in NamedParts())
        {
            if (named.Part is Parameter parameter)
            {
                yield return (named.Name, parameter);
            }
        }
    }

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

    /// <summary>Makes this module and the ones inside behave as in training.</summary>
    public void Train() => SetTraining(true);

    /// <summary>Makes this module and the ones inside behave as in use: nothing random, nothing that depends on the batch.</summary>
    public void Eval() => SetTraining(false);

    /// <summary>
    /// Holds all parameters fixed, or lets them be trained again. It holds parameters only: the running statistics of a batch norm go on in
    /// training unless that part is in <see cref="Eval"/> as well, after each <see cref="Train"/> of the whole.
    /// </summary>
    /// <param name="frozen">Whether to hold them fixed.</param>
    public void Freeze(bool frozen = true)
    {
        foreach ((_, Parameter parameter) in NamedParameters())
        {
            parameter.RequiresGrad = !frozen;
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

    /// <summary>
    /// Makes a parameter, a buffer, a random stream or a module part of this one; called by the property that declares it. A part that is
    /// set again takes the place of the one before under its name. A part that already belongs to another module is shared: it is listed,
    /// drawn and saved once.
    /// </summary>
    /// <param name="part">The part, or null for one that is left out.</param>
    /// <param name="fileName">
    /// The part's name in files where it is not that of the property in snake_case (<c>running_mean</c> for <c>RunningMean</c>).
    /// </param>
    /// <param name="name">The property's name, which the compiler fills in; a constructor or a method has to give it.</param>
    /// <returns>The same part.</returns>
    /// <exception cref="ArgumentException">
    /// A constructor gave no name; the module would contain itself; the name is taken under another name in files; or names in files would
    /// be ambiguous: another part has the same, or one that continues with a dot.
    /// </exception>
    protected T Register<T>(T part, string? fileName = null, [CallerMemberName] string name = "") where T : ModulePart?
    {
        if (name == ".ctor")
        {
            throw new ArgumentException(
                $"{GetType().Name}: Register was called from a constructor, where the compiler gives the part no name. Call it from a " +
                "property (`public Linear A { get; private init => field = Register(value); }`), give `name: nameof(A)`, or use a " +
                "ModuleList.",
                nameof(name));
        }

        fileName ??= SnakeCase(name);
        int place = _parts.Count;
        for (int i = 0; i < _parts.Count; i++)
        {
            if (_parts[i].Name == name)
            {
                place = fileName == _parts[i].FileName ? i : throw new ArgumentException(
                    $"{GetType().Name}: there is a part '{name}' already, which is '{_parts[i].FileName}' in files and not '{fileName}'; " +
                    "give this one a name of its own (`name: ...`), or the same file name where it takes the other's place.",
                    nameof(name));
            }
            else if (fileName == _parts[i].FileName || IsWithin(fileName, _parts[i].FileName) || IsWithin(_parts[i].FileName, fileName))
            {
                throw new ArgumentException(
                    $"{GetType().Name}: '{_parts[i].Name}' and '{name}' would be '{_parts[i].FileName}' and '{fileName}' in files, " +
                    "where one name could stand for two parts; give one another file name.",
                    nameof(fileName));
            }
        }

        if (part is Module module && (module == this || module.Contains(this)))
        {
            throw new ArgumentException($"{GetType().Name}: '{name}' would make the module contain itself.", nameof(part));
        }

        part?.Join(this, name);
        if (place == _parts.Count)
        {
            _parts.Add(new(name, fileName, part));
        }
        else
        {
            _parts[place] = new(name, fileName, part);
        }

        Interlocked.Increment(ref s_registrations);
        return part;

        // What is inside a module has its name and a dot in front.
        static bool IsWithin(string name, string module) => name.StartsWith($"{module}.", StringComparison.Ordinal);
    }

    /// <summary>How often any module has got a part: as long as it is the same, all trees are as they were.</summary>
    internal static long Registrations => Interlocked.Read(ref s_registrations);

    /// <summary>The module in a word or two, for messages.</summary>
    internal string Description => Describe();

    /// <summary>The gain of what follows a part in a chain, for which its weights make up.</summary>
    internal virtual double GainBehind(Module part) => 1;

    /// <summary>The gain of what follows this module in the chain around it.</summary>
    internal double GainBehind() => Owner?.GainBehind(this) ?? 1;

    internal bool Holds(ModulePart part)
    {
        foreach ((_, _, ModulePart? known) in _parts)
        {
            if (known == part)
            {
                return true;
            }
        }

        return false;
    }

    internal override IEnumerable<ModulePart> WithParts()
    {
        yield return this;
        foreach (NamedPart named in NamedParts())
        {
            yield return named.Part;
        }
    }

    private bool Contains(Module module)
    {
        foreach (ModulePart part in WithParts())
        {
            if (part == module)
            {
                return true;
            }
        }

        return false;
    }

    private void SetTraining(bool training)
    {
        foreach (ModulePart part in WithParts())
        {
            if (part is Module module)
            {
                module.IsTraining = training;
            }
        }
    }

    // All places, those of a shared part too.
    private IEnumerable<NamedPart> Places(string prefix, string filePrefix)
    {
        foreach ((string name, string fileName, ModulePart? part) in _parts)
        {
            if (part is null)
            {
                continue;
            }

            yield return new(prefix + name, filePrefix + fileName, part);
            if (part is Module module)
            {
                foreach (NamedPart inner in module.Places($"{prefix}{name}.", $"{filePrefix}{fileName}."))
                {
                    yield return inner;
                }
            }
        }
    }

    private static string SnakeCase(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        foreach (char character in name)
        {
            if (char.IsUpper(character) && text.Length > 0)
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(character));
        }

        return text.ToString();
    }

    // A class, like NamedPart: lists of pairs are compiled anew in every program.
    private sealed record Slot(string Name, string FileName, ModulePart? Part);
}
