namespace Autograd.Core;

/// <summary>What kind of op it is.</summary>
public enum OpCategory
{
    /// <summary>Element by element: arithmetic and elementary functions.</summary>
    Elementwise,

    /// <summary>A network's nonlinearities.</summary>
    Activation,

    /// <summary>What training minimizes.</summary>
    Loss,

    /// <summary>Many elements into one.</summary>
    Reduction,

    /// <summary>The same elements in another arrangement.</summary>
    Shaping,

    /// <summary>Matrix products.</summary>
    LinearAlgebra,

    /// <summary>Windows that slide over signals and images: convolution and pooling.</summary>
    Windows,

    /// <summary>Numbers brought to mean 0 and variance 1, and numbers dropped by chance.</summary>
    Normalization,

    /// <summary>Steps through sequences, and attention to them.</summary>
    Sequences,

    /// <summary>Elements picked by index.</summary>
    Indexing,
}

/// <summary>How a function behaves under a change of its argument's sign.</summary>
public enum Symmetry
{
    /// <summary>Neither odd nor even for every choice of its attributes.</summary>
    None,

    /// <summary>f(−x) = −f(x).</summary>
    Odd,

    /// <summary>f(−x) = f(x).</summary>
    Even,
}

/// <summary>A parameter of an op that is no tensor.</summary>
/// <param name="Name">The name, in camelCase.</param>
/// <param name="Default">The value where none is given.</param>
/// <param name="Meaning">What it does, in a sentence.</param>
public sealed partial record OpParameter(string Name, OpValue Default, string Meaning);

/// <summary>All there is to know of a differentiable op: how to make it, what it computes, and the evidence that it does.</summary>
public sealed class OpDefinition
{
    /// <summary>The name in snake_case, as PyTorch's functional form has it.</summary>
    public required string Name { get; init; }

    /// <summary>The kind of op.</summary>
    public required OpCategory Category { get; init; }

    /// <summary>The formula in TeX.</summary>
    public required string Formula { get; init; }

    /// <summary>Where the op comes from: authors and year, or the field it is common in.</summary>
    public required string Source { get; init; }

    /// <summary>Makes the op from attributes, of which every one is present.</summary>
    public required Func<OpAttributes, Op> Make { get; init; }

    /// <summary>Inputs on which the laws are tried.</summary>
    public required IReadOnlyList<OpSample> Samples { get; init; }

    /// <summary>Inputs that must be refused, and how the refusal reads.</summary>
    public required IReadOnlyList<OpError> Errors { get; init; }

    /// <summary>The op's attributes with their defaults.</summary>
    public IReadOnlyList<OpParameter> Parameters { get; init; } = [];

    /// <summary>Where the op is not differentiable, and numeric differences say nothing.</summary>
    public Kink Kink { get; init; } = Kinks.None;

    /// <summary>Whether the op is odd or even, for every choice of its attributes.</summary>
    public Symmetry Symmetry { get; init; }

    /// <summary>Whether applying the op again changes nothing: f(f(x)) = f(x), for every choice of its attributes.</summary>
    public bool IsIdempotent { get; init; }

    /// <summary>What there is to know of an activation; null for other ops.</summary>
    public ActivationFacts? Activation { get; init; }

    /// <summary>The derivative in TeX. Where there are several inputs, one for each that has a gradient.</summary>
    public string Derivative { get; init; } = "";

    /// <summary>When to use the op and when not, in a sentence or two.</summary>
    public string Usage { get; init; } = "";

    /// <summary>How the op is used, for the reference.</summary>
    public OpExample? Example { get; init; }

    /// <summary>
    /// The op as a function of one number, for its figure. An elementwise op of one input, and a loss of an input and a target of one
    /// shape, need none: their defaults, and the target 0, are drawn.
    /// </summary>
    public OpCurve? Curve { get; init; }

    /// <summary>Makes the op.</summary>
    /// <param name="attributes">The attributes that differ from their defaults.</param>
    /// <exception cref="ArgumentException">The op has no attribute of a given name, or its value does not fit.</exception>
    public Op Create(OpAttributes? attributes = null)
    {
        OpAttributes all = new() { Op = Name };
        foreach (OpParameter attribute in Parameters)
        {
            all[attribute.Name] = attribute.Default;
        }

        foreach ((string name, OpValue value) in attributes ?? [])
        {
            if (!Parameters.Any(known => known.Name == name))
            {
                string known = Parameters.Count == 0 ? "it has none" : $"it has {string.Join(", ", Parameters.Select(a => a.Name))}";
                throw new ArgumentException($"{Name}: there is no attribute '{name}'; {known}.", nameof(attributes));
            }

            all[name] = value;
        }

        Op op = Make(all);
        op.Define(this, all.Closed());
        return op;
    }

    /// <summary>The values in the order of the parameters, by name; null where they are not as many.</summary>
    internal OpAttributes? Named(ReadOnlySpan<OpValue> values)
    {
        if (values.Length != Parameters.Count)
        {
            return null;
        }

        OpAttributes named = new() { Op = Name };
        for (int i = 0; i < values.Length; i++)
        {
            named[Parameters[i].Name] = values[i];
        }

        return named.Closed();
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
