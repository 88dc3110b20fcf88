using System.Runtime.CompilerServices;

namespace Autograd.Core;

internal readonly partial struct ArrayView
{
    /// <summary>The elements of a tensor; where there is no tensor, none.</summary>
    /// <param name="tensor">The tensor, or null.</param>
    /// <exception cref="ObjectDisposedException">The tape or scope that owned the tensor was disposed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator ArrayView(Tensor? tensor) => tensor is null ? default : tensor.Elements();
}
