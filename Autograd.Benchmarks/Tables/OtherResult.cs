namespace Autograd.Benchmarks;

/// <summary>
/// What is kept of a table that need not be at hand, and by most of which no default was chosen: means and standard errors.
/// </summary>
/// <param name="Name">What it is called.</param>
/// <param name="About">A sentence on what is in it, and where it comes from.</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="Columns">How many columns tell.</param>
/// <param name="Best">The score of who knows how it was made, where that is known.</param>
/// <param name="Seconds">What a training of ours takes.</param>
/// <param name="Ours">The score of this library and its standard error.</param>
/// <param name="Linear">Those of the linear model.</param>
/// <param name="Network">Those of scikit-learn's network.</param>
/// <param name="Boosting">Those of its boosted trees.</param>
internal sealed record OtherResult(
    string Name, string About, int Rows, int Columns, double? Best, double Seconds, double[] Ours, double[] Linear, double[] Network,
    double[] Boosting)
{
    /// <summary>How far we are from the better of the linear model and the network, in standard errors of its mean.</summary>
    internal double Ahead
    {
        get
        {
            double[] better = Linear[0] >= Network[0] ? Linear : Network;
            return (Ours[0] - better[0]) / better[1];
        }
    }

    internal static OtherResult Of(TableResult result)
    {
        double[] Score(FoldScores folds) => [Math.Round(folds.Mean(result.Measure), 5), Math.Round(folds.Error(result.Measure), 5)];
        return new(
            result.Table.Name, result.Table.About, result.Rows, result.Columns, result.Table.Best, Math.Round(result.Ours.Seconds, 3),
            Score(result.Ours), Score(result.Linear), Score(result.Network), Score(result.Peers["boosting"]));
    }
}
