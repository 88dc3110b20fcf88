namespace Autograd.Docs;

/// <summary>A point where a curve or one of its derivatives jumps or ceases to be finite.</summary>
/// <param name="Order">0 for the function, 1 for its derivative, 2 for its second derivative.</param>
/// <param name="At">Where.</param>
/// <param name="Before">The limit from below.</param>
/// <param name="Value">The value at the point itself.</param>
/// <param name="After">The limit from above.</param>
internal sealed record Jump(int Order, double At, double Before, double Value, double After)
{
    /// <summary>How near to a jump its limits are taken.</summary>
    internal const double Near = 1e-7;

    private const int Intervals = 512;
    private const int Bisections = 24;
    private const double Smallest = 1e-3;

    /// <summary>Finds the jumps by bisection of a grid's intervals towards where the values differ most.</summary>
    internal static Jump[] Find(Curve curve, double low, double high)
    {
        var jumps = new List<Jump>();
        for (int order = 0; order <= 2; order++)
        {
            double before = double.NegativeInfinity;
            foreach (double at in Places(curve, order, low, high))
            {
                double[] around = curve.WhereFinite([at - Near, at, at + Near])[order];
                if (at - before > 1e-5 && around.Any(double.IsFinite))
                {
                    jumps.Add(new(order, at, around[0], around[1], around[2]));
                    before = at;
                }
            }
        }

        return [.. jumps];
    }

    private static IEnumerable<double> Places(Curve curve, int order, double low, double high)
    {
        double[] grid = [.. Enumerable.Range(0, Intervals + 1).Select(i => low + ((high - low) * i / Intervals))],
            values = curve.WhereFinite(grid)[order];
        (double Left, double AtLeft, double Right, double AtRight)[] open =
            [.. Enumerable.Range(0, Intervals).Select(i => (grid[i], values[i], grid[i + 1], values[i + 1]))];
        for (int step = 0; step < Bisections; step++)
        {
            // Where the function only runs, the ends of an interval soon agree, and it is looked at no further.
            open = [.. open.Where(interval => IsJump(interval.AtLeft, interval.AtRight))];
            double[] middles = [.. open.Select(interval => (interval.Left + interval.Right) / 2)],
                atMiddles = curve.WhereFinite(middles)[order];
            for (int i = 0; i < open.Length; i++)
            {
                (double left, double atLeft, double right, double atRight) = open[i];
                open[i] = Gap(atLeft, atMiddles[i]) >= Gap(atMiddles[i], atRight) ? (left, atLeft, middles[i], atMiddles[i])
                    : (middles[i], atMiddles[i], right, atRight);
            }
        }

        // Adding 0 makes −0 a plain one.
        return open.Where(interval => IsJump(interval.AtLeft, interval.AtRight)).Select(interval =>
            Math.Round((interval.Left + interval.Right) / 2, 6) + 0.0);
    }

    // A steep slope moves far in a small step, too, but not by so much of its own size.
    private static bool IsJump(double x, double y) =>
        Gap(x, y) is double gap && (double.IsPositiveInfinity(gap) || gap > Smallest * (1 + Math.Abs(y)));

    private static double Gap(double x, double y) =>
        double.IsFinite(x) && double.IsFinite(y) ? Math.Abs(x - y) : double.IsFinite(x) == double.IsFinite(y) ? 0 : double.PositiveInfinity;
}
