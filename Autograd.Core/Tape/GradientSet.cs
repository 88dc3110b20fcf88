namespace Autograd.Core;

/// <summary>
/// Memory of its own for the gradients of some tensors, which <see cref="Tape.Backward"/> fills in place of their
/// <see cref="Tensor.Grad"/>: each of several threads differentiates the same parameters into a set of its own, and the sets are added up
/// afterwards, by <see cref="AddToGrad"/>.
/// </summary>
/// <example><code>
/// var gradients = new GradientSet([.. model.Parameters()]);
/// tape.Backward(loss, into: gradients);
/// gradients.AddToGrad();
/// optimizer.Step();
/// </code></example>
public sealed class GradientSet
{
    // Another tensor over the same elements, whose gradient is its own.
    private readonly Dictionary<Tensor, Tensor> _stand = new(ReferenceEqualityComparer.Instance);
    private readonly Tensor _values;

    /// <summary>Makes room for gradients, all zero.</summary>
    /// <param name="leaves">
    /// Parameters, or tensors that tapes watch, all of one floating-point type. What is not among them gets no gradient.
    /// </param>
    /// <exception cref="ArgumentException">
    /// A tensor is there twice, they are of several types or of one without gradients, or too large together.
    /// </exception>
    public GradientSet(params ReadOnlySpan<Tensor> leaves)
    {
        Tensor[] stands = Stands = new Tensor[leaves.Length];
        for (int i = 0; i < leaves.Length; i++)
        {
            Tensor leaf = leaves[i];
            ArgumentNullException.ThrowIfNull(leaf, nameof(leaves));
            stands[i] = leaf.View(leaf.Shape);
            if (!leaf.DType.IsFloat() || leaf.DType != leaves[0].DType || !_stand.TryAdd(leaf, stands[i]))
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"GradientSet: the tensor {leaf.DType} {leaf.Shape} at {i} is there twice, or is not ") +
                    "Float32 or Float64 as all the others. Make a set for each type.", nameof(leaves));
            }
        }

        _values = Tensor.PackGradients(stands);
        Clear();
    }

    /// <summary>
    /// All gradients side by side in one axis, each at the beginning of a cache line, in the order of the tensors; zero where none has
    /// arrived.
    /// </summary>
    public Tensor Values
    {
        get
        {
            // A pullback that threw may have left something where nothing arrived.
            foreach (Tensor stand in Stands)
            {
                if (stand.Grad is null && stand.GradMemory().Bytes.ContainsAnyExcept((byte)0))
                {
                    stand.GradMemory().Bytes.Clear();
                    _values.Changed();
                }
            }

            return _values;
        }
    }

    /// <summary>The gradient of a tensor, or null where none has arrived.</summary>
    /// <param name="leaf">One of the tensors.</param>
    public Tensor? this[Tensor leaf] => _stand.TryGetValue(leaf, out Tensor? stand) ? stand.Grad : null;

    /// <summary>Sets all gradients to zero; the next ones are not added to the last.</summary>
    public void Clear()
    {
        _values.Bytes.Clear();
        _values.Changed();
        Forget();
    }

    /// <summary>The same, without writing to memory: what is in it means nothing where no gradient has arrived.</summary>
    internal void Forget() => Array.ForEach(Stands, static stand => stand.ZeroGrad());

    /// <summary>Tensors whose gradients are the set's, in the order of its own.</summary>
    internal Tensor[] Stands { get; }

    /// <summary>
    /// Adds the gradients that have arrived to the <see cref="Tensor.Grad"/> of their tensors, where an optimizer finds them. With several
    /// sets the sum depends on their order, and on nothing else.
    /// </summary>
    public void AddToGrad()
    {
        foreach ((Tensor leaf, Tensor stand) in _stand)
        {
            if (stand.Grad is { } gradient)
            {
                leaf.AccumulateGrad(gradient);
            }
        }
    }

    /// <summary>How often a gradient has arrived.</summary>
    internal int Arrivals { get; set; }

    /// <summary>Throws where none has arrived since.</summary>
    internal void ExpectMore(int arrivals)
    {
        if (Arrivals == arrivals)
        {
            throw new InvalidOperationException(
                FormattableString.Invariant($"Backward: no gradient arrived in the set: the value depends on none of its {_stand.Count} ") +
                "tensors. Where the model was converted with To, or a layer was replaced, make a new set of its parameters.");
        }
    }

    /// <summary>
    /// The tensor whose gradient memory a leaf's gradient goes to: its own without a set; null where the set has no room for it.
    /// </summary>
    internal static Tensor? Owner(GradientSet? set, Tensor leaf) => set is null ? leaf : set._stand.GetValueOrDefault(leaf);
}
