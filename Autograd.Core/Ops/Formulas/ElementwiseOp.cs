namespace Autograd.Core;

/// <summary>An op that computes each element of its result from the elements at the same place of its inputs, which broadcast.</summary>
/// <param name="name">The name in snake_case.</param>
/// <param name="arity">How many inputs it takes.</param>
/// <param name="attributes">The values of its attributes, in the order of its definition.</param>
public abstract class ElementwiseOp(string name, int arity, params ReadOnlySpan<OpValue> attributes) : Op(name, attributes)
{
    /// <summary>How many inputs the op takes.</summary>
    public int Arity { get; } = arity;
}
