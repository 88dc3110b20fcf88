namespace Autograd.Core;

/// <summary>Where the mean and the variance of a row come from.</summary>
internal enum Moments
{
    /// <summary>They are given.</summary>
    Given,

    /// <summary>They are the row's own.</summary>
    OfRow,

    /// <summary>The mean is taken for 0, so that the variance is the mean of the squares.</summary>
    AboutZero,
}

/// <summary>
/// What is normalized, how, and the statistics of its rows: 4 doubles for each, of which the first two, a number of the tensor's type and a
/// small rest, sum to the mean, so that a large one costs no digits; then variance and 1/√(variance + ε).
/// </summary>
internal readonly struct Standardization(ArrayView x, NormLayout layout, Moments moments, double epsilon, ArrayView statistics,
    ArrayView weight)
{
    public const int NumbersPerRow = 4;

    public readonly ArrayView X = x, Weight = weight;
    public readonly NormLayout Layout = layout;
    public readonly Moments Moments = moments;
    public readonly double Epsilon = epsilon;

    public Span<double> Shifts => Column(0);

    public Span<double> Rests => Column(1);

    public Span<double> Variances => Column(2);

    public Span<double> Scales => Column(3);

    private Span<double> Column(int number) => statistics.Elements<double>().Slice(number * Layout.Rows, Layout.Rows);

    /// <summary>Notes means and variances that are given.</summary>
    public void NoteAll(ReadOnlySpan<double> means, ReadOnlySpan<double> variances)
    {
        means.CopyTo(Shifts);
        Rests.Clear();
        variances.CopyTo(Variances);
        Span<double> scales = Scales;
        for (int row = 0; row < scales.Length; row++)
        {
            scales[row] = 1 / Math.Sqrt(variances[row] + Epsilon);
        }
    }
}
