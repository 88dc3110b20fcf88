namespace Autograd.Core;

/// <summary>How a gradient check differentiates numerically, and how close is close enough.</summary>
public sealed record GradCheckOptions
{
    /// <summary>
    /// The distance h between the points of a difference, for numbers up to 1; larger ones are moved in proportion. Default 10⁻³: with five
    /// points both the error of the method, h⁴, and the rounding, 10⁻¹⁶/h, are then far below the tolerances.
    /// </summary>
    public double Step
    {
        get;
        init => field = Expect.Positive(value, nameof(GradCheckOptions), nameof(Step));
    } = 1e-3;

    /// <summary>The largest difference relative to the larger of both values. Default 10⁻⁶.</summary>
    public double RelativeTolerance
    {
        get;
        init => field = Expect.NotNegative(value, nameof(GradCheckOptions), nameof(RelativeTolerance));
    } = 1e-6;

    /// <summary>The largest difference where both values are near zero, added to the relative one. Default 10⁻⁸.</summary>
    public double AbsoluteTolerance
    {
        get;
        init => field = Expect.NotNegative(value, nameof(GradCheckOptions), nameof(AbsoluteTolerance));
    } = 1e-8;

    /// <summary>The orders of derivatives to check. Default first and second.</summary>
    public IReadOnlyList<int> Orders
    {
        get;
        init => field = (value ?? throw new ArgumentNullException(nameof(Orders))).All(order => order > 0)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Orders), "GradCheckOptions: an order of derivatives is below 1.");
    } = [1, 2];

    /// <summary>
    /// The elements to leave out, because a difference would cross a kink there. Default: those the op's definition names, else none.
    /// </summary>
    public Kink? Kink { get; init; }

    /// <summary>Selects the irregular numbers that serve as upstream gradient. Default 0.</summary>
    public int Seed { get; init; }

    /// <summary>The settings, in the invariant culture.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"Step {Step}, tolerances {RelativeTolerance} relative and {AbsoluteTolerance} absolute, orders {string.Join(", ", Orders)}");
}
