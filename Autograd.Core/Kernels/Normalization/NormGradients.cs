namespace Autograd.Core;

/// <summary>
/// The gradients that arrive at a normalization, by its result and perhaps by the means and variances of its rows, and those that are
/// wanted; none where there is nothing, or nobody asks. Those by given means and variances are there where these are inputs.
/// </summary>
internal readonly struct NormGradients
{
    public ArrayView Upstream { get; init; }

    public ArrayView ByMeanUpstream { get; init; }

    public ArrayView ByVarianceUpstream { get; init; }

    public ArrayView ByX { get; init; }

    public ArrayView ByWeight { get; init; }

    public ArrayView ByBias { get; init; }

    public ArrayView ByMean { get; init; }

    public ArrayView ByVariance { get; init; }
}
