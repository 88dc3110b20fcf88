namespace Autograd.Nn;

public abstract partial class Module
{
    /// <summary>
    /// Computes as this module: an error inside says in which. For a Forward of any signature; <see cref="Layer"/> and <see cref="Loss"/>
    /// do the same for theirs.
    /// </summary>
    /// <param name="compute">The computation.</param>
    /// <example><code>
    /// public Tensor Forward(Tensor query, Tensor key) => Enter(() => (query.Linear(Weight) * key).Sum(-1));
    /// </code></example>
    protected T Enter<T>(Func<T> compute)
    {
        ArgumentNullException.ThrowIfNull(compute);
        return Enter(compute, static compute => compute());
    }

    /// <summary>Computes as this module, without a closure: the computation gets what it needs.</summary>
    private protected T Enter<S, T>(S given, Func<S, T> compute)
    {
        try
        {
            return IsWatched ? Watched(given, compute) : compute(given);
        }
        catch (Exception error) when (ModuleError.Of(error, this) is { } named)
        {
            throw named;
        }
    }
}
