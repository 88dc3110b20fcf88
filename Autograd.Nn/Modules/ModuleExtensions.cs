using Autograd.Core;

namespace Autograd.Nn;

/// <summary>What changes a module whole and returns it as the type it is.</summary>
public static class ModuleExtensions
{
    /// <summary>
    /// Draws all parameters anew and starts all random streams that have no seed of their own. The same seed gives the same values in every
    /// process; what is drawn depends on the seed and on the parts' paths. Parts that join the module later take the seed over.
    /// </summary>
    /// <param name="module">The module.</param>
    /// <param name="seed">The seed; without a call of this method it is 0.</param>
    /// <returns>The module.</returns>
    public static T Initialize<T>(this T module, ulong seed) where T : Module
    {
        ArgumentNullException.ThrowIfNull(module);
        module.DrawAll(seed);
        return module;
    }

    /// <summary>
    /// Converts all parameters and the floating-point buffers to another floating-point type. Optimizers made before keep the old tensors:
    /// make them afterwards.
    /// </summary>
    /// <param name="module">The module.</param>
    /// <param name="dtype">Float32 or Float64.</param>
    /// <returns>The module.</returns>
    /// <exception cref="ArgumentException">The type is not floating point.</exception>
    public static T To<T>(this T module, DType dtype) where T : Module
    {
        ArgumentNullException.ThrowIfNull(module);
        module.ConvertAll(dtype);
        return module;
    }
}
