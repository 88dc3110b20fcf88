namespace Autograd.Core;

/// <summary>
/// An op that is made of others and has nothing of its own on the way back: what it is made of is recorded, and derivatives of every order
/// follow. Where a loop of its own is much faster than the composition, it is an <see cref="Op"/> with a pullback instead.
/// </summary>
/// <param name="name">The name in snake_case.</param>
/// <param name="attributes">The values of its attributes, in the order of its definition.</param>
public abstract class ComposedOp(string name, params ReadOnlySpan<OpValue> attributes) : Op(name, attributes)
{
    private protected sealed override bool IsComposed => true;

    /// <summary>Checks the inputs and computes the value with differentiable ops.</summary>
    /// <param name="inputs">The arguments.</param>
    protected abstract Tensor Compose(ReadOnlySpan<Tensor> inputs);

    /// <inheritdoc/>
    protected sealed override Tensor Forward(OpCall call) =>
        Watching.IsOn ? Guard.Part(this, call.Inputs) : Compose(call.Inputs);

    internal Tensor Parts(ReadOnlySpan<Tensor> inputs) => Compose(inputs);

    /// <inheritdoc/>
    protected sealed override void Differentiate(Pullback call) =>
        throw new InvalidOperationException($"{Name}: an op that is composed of others is not recorded itself.");
}
