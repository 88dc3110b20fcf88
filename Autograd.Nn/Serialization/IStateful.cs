using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// What remembers something that going on later depends on: an optimizer, a loader, a sampler, an average. A <see cref="Checkpoint"/> holds
/// it, whatever it is.
/// </summary>
public interface IStateful
{
    /// <summary>Copies of everything that is remembered, by names.</summary>
    IReadOnlyDictionary<string, Tensor> StateDict();

    /// <summary>Takes over what <see cref="StateDict"/> gave. All of it is checked first: what does not fit changes nothing.</summary>
    /// <param name="state">The state.</param>
    /// <exception cref="ArgumentException">It does not fit.</exception>
    void LoadState(IReadOnlyDictionary<string, Tensor> state);
}
