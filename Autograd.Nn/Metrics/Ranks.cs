namespace Autograd.Nn;

/// <summary>Areas under curves that go through all thresholds, exact where scores are equal: equal ones pass a threshold
/// together.</summary>
internal static class Ranks
{
    /// <summary>The share of pairs of a positive and a negative in which the positive has the higher score, ties counting half.</summary>
    public static double RocArea(double[] scores, bool[] isPositive)
    {
        long twice = 0, positives = 0, negatives = 0;
        foreach ((long positive, long negative) in Groups(scores, isPositive))
        {
            twice += negative * ((2 * positives) + positive);
            (positives, negatives) = (positives + positive, negatives + negative);
        }

        return positives == 0 || negatives == 0 ? double.NaN : twice / (2.0 * positives * negatives);
    }

    /// <summary>Σ (Rₙ − Rₙ₋₁) Pₙ over the thresholds.</summary>
    public static double AveragePrecision(double[] scores, bool[] isPositive)
    {
        double sum = 0;
        long positives = 0, all = 0;
        foreach ((long positive, long negative) in Groups(scores, isPositive))
        {
            (positives, all) = (positives + positive, all + positive + negative);
            sum += positive * ((double)positives / all);
        }

        return positives == 0 ? double.NaN : sum / positives;
    }

    // How many positives and negatives share each score, from the highest score on. Equals, for NaN == NaN does not hold: it would be a
    // group that takes nothing, for ever.
    private static IEnumerable<(long Positive, long Negative)> Groups(double[] scores, bool[] isPositive)
    {
        Array.Sort(scores, isPositive);
        for (int i = scores.Length - 1; i >= 0;)
        {
            long positive = 0, negative = 0;
            double score = scores[i];
            for (; i >= 0 && scores[i].Equals(score); i--)
            {
                positive += isPositive[i] ? 1 : 0;
                negative += isPositive[i] ? 0 : 1;
            }

            yield return (positive, negative);
        }
    }
}
