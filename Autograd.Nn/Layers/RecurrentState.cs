using Autograd.Core;

namespace Autograd.Nn;

/// <summary>The states that recurrent layers and cells begin with.</summary>
internal static class RecurrentState
{
    /// <summary>Zeros, in memory of the tape's or the scope's, if one is open.</summary>
    public static Tensor Zeros(int batch, int units, DType dtype)
    {
        Tensor zeros = Tensor.Result([batch, units], dtype);
        zeros.Bytes.Clear();
        return zeros;
    }

    /// <summary>Throws unless a state, if there is one, has a shape, and can still be read.</summary>
    /// <param name="state">The state.</param>
    /// <param name="expected">Its shape.</param>
    /// <param name="layer">The layer, for messages.</param>
    /// <param name="axes">What the shape stands for, for messages.</param>
    public static Tensor? Expect(Tensor? state, Shape expected, string layer, string axes = "") => state is null ? null
        : state.Unreadable() is not null ? throw new ObjectDisposedException(nameof(Tensor),
            $"{layer}: the state {state.Shape} was computed within a tape or scope that was disposed. Take state.Detach() while " +
                "that is open, and begin with the copy.")
        : state.Shape == expected ? state
        : throw new ArgumentException($"{layer}: the state is {state.Shape}; expected {expected}{axes}.", nameof(state));
}
