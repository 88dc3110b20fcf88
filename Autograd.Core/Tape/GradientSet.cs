namespace Autograd.Core;

/// <summary>
/// Memory of its own for the gradients of some tensors, which <see cref="Tape.Backward"/> fills in place of their
/// <see cref="Tensor.Grad"/>: each of several threads differentiates the same parameters into a set of its own, and the sets are added up
/// afterwards.
/// </summary>
/// <example><code>
/// var gradients = new GradientSet(parameters);
/// tape.Backward(loss, into: gradients);
/// </code></example>
public sealed class GradientSet
{
    // Another tensor over the same elements, whose gradient is its own.
    private readonly Dictionary<Tensor, Tensor> _stand = new(ReferenceEqualityComparer.Instance);

    /// <summary>Makes room for gradients, all zero.</summary>
    /// <param name="leaves">
    /// Parameters, or tensors that tapes watch, all of one floating-point type. What is not among them gets no gradient.
    /// </param>
    /// <exception cref="ArgumentException">The tensors are of several types or of one without gradients, or too large together.</exception>
    public GradientSet(params ReadOnlySpan<Tensor> leaves)
    {
        var stands = new Tensor[leaves.Length];
        for (int i = 0; i < leaves.Length; i++)
        {
            ArgumentNullException.ThrowIfNull(leaves[i], nameof(leaves));
            stands[i] = leaves[i].View(leaves[i].Shape);
            _stand[leaves[i]] = stands[i];
        }

        Values = Tensor.PackGradients(stands);
        Clear();
    }

    /// <summary>All gradients side by side in one axis, each at the beginning of a cache line, in the order of the tensors.</summary>
    public Tensor Values { get; }

    /// <summary>The gradient of a tensor, or null where none has arrived.</summary>
    /// <param name="leaf">One of the tensors.</param>
    public Tensor? this[Tensor leaf] => _stand.TryGetValue(leaf, out Tensor? stand) ? stand.Grad : null;

    /// <summary>Sets all gradients to zero; the next ones are not added to the last.</summary>
    public void Clear()
    {
        Values.Bytes.Clear();
        Values.Changed();
        foreach (Tensor stand in _stand.Values)
        {
            stand.ZeroGrad();
        }
    }

    /// <summary>
    /// The tensor whose gradient memory a leaf's gradient goes to: its own without a set; null where the set has no room for it.
    /// </summary>
    internal static Tensor? Owner(GradientSet? set, Tensor leaf) => set is null ? leaf : set._stand.GetValueOrDefault(leaf);
}
