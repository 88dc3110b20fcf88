namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>
    /// Changes this tensor along a gradient, element by element, in place and unrecorded, and with it up to three tensors that the rule keeps
    /// from step to step: what optimizers do to parameters, in one pass over the memory.
    /// </summary>
    /// <param name="formula">The rule.</param>
    /// <param name="gradient">A tensor of the same shape and type.</param>
    /// <param name="first">The first tensor that is kept, of the same shape and type, or null.</param>
    /// <param name="second">The second one.</param>
    /// <param name="third">The third one.</param>
    /// <exception cref="ArgumentException">A shape or a type is another.</exception>
    /// <exception cref="InvalidOperationException">The open tape recorded how one of the tensors that change was computed.</exception>
    public void Update<F>(F formula, Tensor gradient, Tensor? first = null, Tensor? second = null, Tensor? third = null) where F : struct, IUpdateFormula
    {
        ArgumentNullException.ThrowIfNull(gradient);
        ExpectSame(gradient, nameof(gradient));
        ExpectUpdatable(this, nameof(Update));
        ExpectUpdatable(first, nameof(first));
        ExpectUpdatable(second, nameof(second));
        ExpectUpdatable(third, nameof(third));
        Elementwise.Update(formula, gradient, this, first, second, third, 0, Count);
        Changed();
        first?.Changed();
        second?.Changed();
        third?.Changed();
    }

    /// <summary>Tells the tapes that the elements are no longer those they recorded.</summary>
    internal void Changed() => _buffer.Version++;

    internal void ExpectUpdatable(Tensor? tensor, string name)
    {
        if (tensor is not null)
        {
            tensor.ExpectUnrecorded();
            ExpectSame(tensor, name);
        }
    }

    private void ExpectSame(Tensor other, string name)
    {
        if (other.Shape != Shape || other.DType != DType || !DType.IsFloat())
        {
            throw new ArgumentException($"Update: the tensor is {DType} {Shape} and '{name}' is {other.DType} {other.Shape}; expected one shape and one floating-point type.", name);
        }
    }
}
