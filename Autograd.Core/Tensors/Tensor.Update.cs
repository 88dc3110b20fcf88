namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>Replaces each element x by f(x, y), in place and unrecorded: what optimizers do to parameters and their own state.</summary>
    /// <param name="formula">The formula f.</param>
    /// <param name="y">A tensor of the same shape and type.</param>
    /// <exception cref="ArgumentException">The shape or the type is another.</exception>
    /// <exception cref="InvalidOperationException">The open tape recorded how this tensor was computed.</exception>
    public void Update<F>(F formula, Tensor y) where F : struct, IBinaryFormula
    {
        ExpectUnrecorded();
        ExpectSame(y, nameof(y));
        Elementwise.Forward(formula, this, y, this);
        _buffer.Version++;
    }

    /// <summary>Replaces each element x by f(x, y, z), in place and unrecorded.</summary>
    /// <param name="formula">The formula f.</param>
    /// <param name="y">A tensor of the same shape and type.</param>
    /// <param name="z">A tensor of the same shape and type.</param>
    /// <exception cref="ArgumentException">A shape or a type is another.</exception>
    /// <exception cref="InvalidOperationException">The open tape recorded how this tensor was computed.</exception>
    public void Update<F>(F formula, Tensor y, Tensor z) where F : struct, ITernaryFormula
    {
        ExpectUnrecorded();
        ExpectSame(y, nameof(y));
        ExpectSame(z, nameof(z));
        Elementwise.Forward(formula, this, y, z, this);
        _buffer.Version++;
    }

    private void ExpectSame(Tensor other, string name)
    {
        ArgumentNullException.ThrowIfNull(other, name);
        if (other.Shape != Shape || other.DType != DType || !DType.IsFloat())
        {
            throw new ArgumentException($"Update: the tensor is {DType} {Shape} and '{name}' is {other.DType} {other.Shape}; expected one shape and one floating-point type.", name);
        }
    }
}
