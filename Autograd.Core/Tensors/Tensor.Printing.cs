using System.Diagnostics;

namespace Autograd.Core;

[DebuggerDisplay("{DType} {Shape,nq}: {ToString(),nq}")]
public sealed partial class Tensor
{
    /// <summary>
    /// The elements in nested brackets, aligned in columns: <c>[2, 4, 6]</c>. All numbers are written with as many decimals, at most four,
    /// as the one that wants most, and with an exponent where they are very large, small or far apart. Of more than 1000 elements the first
    /// and last three along each axis are shown. A disposed tensor says that it is one.
    /// </summary>
    public override string ToString() => _buffer.Generation == _generation ? TensorPrinter.Print(this) : Disposed().Message;
}
