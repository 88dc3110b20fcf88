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
}
