using System.Collections;
using System.Globalization;

namespace Autograd.Nn;

/// <summary>
/// Modules of one kind that are parts of another, in a list; their names are their positions. What they compute is up to the module around.
/// </summary>
/// <typeparam name="T">The kind of module.</typeparam>
public sealed class ModuleList<T> : Module, IReadOnlyList<T> where T : Module
{
    private readonly List<T> _modules = [];

    /// <summary>A list of modules.</summary>
    /// <param name="modules">The modules, first to last.</param>
    /// <exception cref="ArgumentNullException">A module is null; none is taken then.</exception>
    public ModuleList(params ReadOnlySpan<T> modules)
    {
        Positions.ExpectAll(modules, nameof(ModuleList<T>), nameof(modules));
        foreach (T module in modules)
        {
            Add(module);
        }
    }

    /// <summary>The number of modules.</summary>
    public int Count => _modules.Count;

    /// <summary>A module by its position.</summary>
    /// <param name="index">The position, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no module at the position.</exception>
    public T this[int index]
    {
        get => _modules[Position(index)];
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _modules[Position(index)] = Register(value, name: index.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Adds a module at the end.</summary>
    /// <param name="module">The module.</param>
    /// <exception cref="ArgumentException">The module contains this list.</exception>
    public void Add(T module)
    {
        ArgumentNullException.ThrowIfNull(module);
        _modules.Add(Register(module, name: Count.ToString(CultureInfo.InvariantCulture)));
    }

    /// <inheritdoc/>
    protected override string Describe() => "ModuleList";

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => _modules.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int Position(int index) => Positions.Expect(index, Count, nameof(ModuleList<T>), nameof(index));
}
