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
    /// <param name="initialization">
    /// Whether the layers' own initial values are drawn or PyTorch's; an initializer that a layer was given holds in either case.
    /// </param>
    /// <returns>The module.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The initialization is none.</exception>
    public static T Initialize<T>(this T module, ulong seed, Initialization initialization = Initialization.Default) where T : Module
    {
        ArgumentNullException.ThrowIfNull(module);
        module.DrawAll(seed, Expect.Member(initialization, nameof(Initialize)));
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
