using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// A layer whose intermediate results are not kept for the way back but computed again there, with the same gradients to the last bit:
/// <see cref="Checkpointing"/> as a layer.
/// </summary>
/// <example><code>
/// new Sequential(new Checkpointed(block), new Checkpointed(another), new Linear(64, 10))
/// </code></example>
public sealed class Checkpointed : Layer
{
    /// <summary>A layer that computes what another does.</summary>
    /// <param name="inner">The other.</param>
    public Checkpointed(Layer inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        Inner = inner;
    }

    /// <summary>The layer whose results are computed again.</summary>
    public Layer Inner { get; private init => field = Register(value); }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => Checkpointing.Run(Inner.Forward, input);

    internal override double? GainAhead => Inner.GainAhead;

    internal override double GainBehind(Module part) => GainBehind();
}
