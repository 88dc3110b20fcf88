namespace Autograd.Core;

/// <summary>
/// A rule by which a number is changed in place along a gradient, with up to three further numbers that it keeps from step to step: what an
/// optimizer does to each element of a parameter. Its fields are its parameters, such as the learning rate, of the type
/// <see cref="Coefficient"/>. Mark the method for aggressive inlining: called for each lane it would take many times as long.
/// </summary>
public interface IUpdateFormula
{
    /// <summary>
    /// The names of what the rule keeps for each element, in the order of the arguments, such as <c>["mean", "square"]</c>: none or up to
    /// three. They are zero at first, and an optimizer's state has them under these names. Their number decides what is kept: an argument
    /// beyond it starts from zero at every step.
    /// </summary>
    static abstract IReadOnlyList<string> StateNames { get; }

    /// <summary>
    /// Whether the rule leaves a finite value whose gradient is zero as it is, and what is kept with it too, to the bit: then a step visits
    /// only the rows with a gradient, where that is sparse (<see cref="Tensor.HasSparseGrad"/>). So for plain gradient descent, but not
    /// with momentum or weight decay. False unless the rule says otherwise.
    /// </summary>
    bool SkipsZeroGradients => false;

    /// <summary>Changes <paramref name="value"/> and what is kept with it. Arguments beyond the rule's names are not kept.</summary>
    void Apply<R>(R gradient, ref R value, ref R first, ref R second, ref R third) where R : struct, IReal<R>;
}
