namespace Autograd.Nn;

/// <summary>The time in which a model has averaged weights; disposing it puts those of before back.</summary>
public readonly struct AppliedAverage : IDisposable
{
    private readonly WeightAverage? _average;

    internal AppliedAverage(WeightAverage average) => _average = average;

    /// <summary>Puts the weights of before back.</summary>
    /// <exception cref="InvalidOperationException">
    /// One cannot be changed, because a tape recorded it. None was; dispose again when that tape is disposed.
    /// </exception>
    public void Dispose() => _average?.TakeOut();
}
