using System.Collections.Frozen;

namespace Autograd.Core;

/// <summary>
/// Every differentiable op of the library. The laws of the tests, the golden cases, the reference pages and the benchmarks walk this list
/// and name no op by hand. It does not change: an op of your own is an <see cref="OpDefinition"/> beside it, checked by the same calls.
/// </summary>
public static class OpRegistry
{
    private static readonly FrozenDictionary<string, OpDefinition> s_byName;

    static OpRegistry()
    {
        // The evidence may be computed with ops: whatever is open on the thread that asks first neither records nor owns it.
        ThreadState state = ThreadState.Current;
        (Tape? tape, TensorScope? scope) = (state.Tape, state.Scope);
        (state.Tape, state.Scope) = (null, null);
        All =
        [
            .. ElementwiseOps.All,
            .. ActivationOps.All,
            .. LossOps.All,
            .. ReductionOps.All,
            .. ShapingOps.All,
            .. LinearAlgebraOps.All,
            .. WindowOps.All,
            .. NormalizationOps.All,
            .. SequenceOps.All,
            .. IndexingOps.All,
        ];
        s_byName = All.ToFrozenDictionary(definition => definition.Name, StringComparer.Ordinal);
        (state.Tape, state.Scope) = (tape, scope);
    }

    /// <summary>The definitions of all ops, by category.</summary>
    public static IReadOnlyList<OpDefinition> All { get; }

    /// <summary>The definition of an op.</summary>
    /// <param name="name">The name in snake_case.</param>
    /// <exception cref="ArgumentException">There is no op of that name.</exception>
    public static OpDefinition Find(string name) => s_byName.TryGetValue(name, out OpDefinition? definition)
        ? definition
        : throw new ArgumentException($"There is no op '{name}'. OpRegistry.All lists them.", nameof(name));

    // An op of somebody else's may bear the same name, with other attributes: of its type is only what the definition makes.
    internal static OpDefinition? DefinitionOf(Op op)
    {
        try
        {
            return s_byName.TryGetValue(op.Name, out OpDefinition? definition) && definition.Named(op.Values) is { } attributes
                && definition.Make(attributes).GetType() == op.GetType() ? definition : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Makes an op.</summary>
    /// <param name="name">The name in snake_case.</param>
    /// <param name="attributes">The attributes that differ from their defaults.</param>
    /// <exception cref="ArgumentException">There is no op or attribute of that name, or a value does not fit.</exception>
    public static Op Create(string name, OpAttributes? attributes = null) => Find(name).Create(attributes);
}
