namespace Autograd.Nn;

/// <summary>
/// The mean of a model's weights over all updates, usually one at the end of each epoch, at a rate that does not fall: stochastic weight
/// averaging (Izmailov et al., 2018, arXiv:1803.05407). The weights at its making do not count.
/// </summary>
/// <param name="model">The model.</param>
/// <exception cref="ArgumentException">The model has no parameter.</exception>
public sealed class RunningAverage(Module model) : WeightAverage(model)
{
    /// <inheritdoc/>
    protected override double Kept(long updates) => updates / (updates + 1.0);
}
