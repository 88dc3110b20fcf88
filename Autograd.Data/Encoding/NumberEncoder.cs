using System.Text.Json.Serialization;

namespace Autograd.Data;

/// <summary>
/// Numbers: (x − mean) / deviation, at most <see cref="Limit"/> away from 0. A missing one is the median, and marked in a number of its
/// own where some were missing in training. Where a few numbers lie far out, the others are a narrow band in that scale, and what tells
/// them apart is lost: such a column has asinh((x − median) / spread) besides, which is even among most numbers and grows as a logarithm
/// beyond.
/// </summary>
[method: JsonConstructor]
internal sealed class NumberEncoder(
    string name, double median, double mean, double deviation, double? limit, bool marksMissing, double? spread = null,
    double? least = null, double? greatest = null)
    : ColumnEncoder(name)
{
    // That of a double exponential distribution; a normal one has 3.
    private const double HeavyTails = 6;

    // Where there is no limit: a Float32 holds far more, but no network bears it.
    private const double FarthestOfAll = 1e6;

    // Between the quartiles of a normal distribution, in standard deviations.
    private const double BetweenQuartiles = 1.349;

    public override ColumnKind Kind => ColumnKind.Number;

    public override int FeatureCount => 1 + (MarksMissing ? 1 : 0) + (Spread is null ? 0 : 1);

    public double Median { get; } = median;

    public double Mean { get; } = mean;

    public double Deviation { get; } = deviation;

    public double? Limit { get; } = limit;

    public bool MarksMissing { get; } = marksMissing;

    /// <summary>The standard deviation as far as the middle half of the numbers tells, where a few lie far out; else null.</summary>
    public double? Spread { get; } = spread;

    /// <summary>The least number of training; null in a file from before it was kept.</summary>
    public double? Least { get; } = least;

    /// <summary>The greatest number of training; null in a file from before it was kept.</summary>
    public double? Greatest { get; } = greatest;

    internal override string? Range =>
        Least is { } from && Greatest is { } to ? $"{PlainNumber.Of(from)} to {PlainNumber.Of(to)}" : null;

    internal override string? Problem => double.IsFinite(Median) && double.IsFinite(Mean) && double.IsFinite(Deviation) && Deviation > 0
        && (Limit is null || (Limit > 0 && double.IsFinite(Limit.Value)))
        && (Spread is null || (Spread > 0 && double.IsFinite(Spread.Value)))
            ? null : "its numbers are not finite, or its deviation or limit is not positive";

    /// <summary>Learns from the values in training; null where all are missing or alike.</summary>
    public static NumberEncoder? Fit(string name, ReadOnlySpan<double> values, double? limit)
    {
        double[] known = [.. values.ToArray().Where(value => !double.IsNaN(value)).Order()];
        if (known.Length == 0 || known[0] == known[^1])
        {
            return null;
        }

        // Halves are added apart, so that the largest numbers do not overflow; and what varies is scaled to at most 1 before it is squared.
        double median = (known[(known.Length - 1) / 2] / 2) + (known[known.Length / 2] / 2);
        (double mean, double deviation) = Moments(known);
        return deviation > 0 && double.IsFinite(deviation)
            ? new(name, median, mean, deviation, limit, known.Length < values.Length, SpreadOf(known, mean, deviation),
                known[0], known[^1]) : null;
    }

    /// <summary>The mean of numbers and their standard deviation.</summary>
    public static (double Mean, double Deviation) Moments(ReadOnlySpan<double> values)
    {
        double mean = 0, largest = 0, squares = 0;
        foreach (double value in values)
        {
            mean += value / values.Length;
        }

        // What rounding has left of a mean that is far from 0.
        double rest = 0;
        foreach (double value in values)
        {
            rest += (value - mean) / values.Length;
        }

        mean += double.IsFinite(rest) ? rest : 0;
        foreach (double value in values)
        {
            largest = Math.Max(largest, Math.Abs(value - mean));
        }

        foreach (double value in values)
        {
            double part = largest > 0 ? (value - mean) / largest : 0;
            squares += part * part;
        }

        return (mean, largest * Math.Sqrt(squares / values.Length));
    }

    internal override void Encode(double value, Span<float> features)
    {
        bool isMissing = double.IsNaN(value);
        double scaled = ((isMissing ? Median : value) - Mean) / Deviation;
        double farthest = Math.Min(Limit ?? FarthestOfAll, FarthestOfAll);
        features[0] = (float)Math.Clamp(scaled, -farthest, farthest);
        if (MarksMissing)
        {
            features[1] = isMissing ? 1 : 0;
        }

        if (Spread is { } spread)
        {
            double apart = isMissing ? 0 : Math.Clamp((value - Median) / spread, double.MinValue, double.MaxValue);
            features[FeatureCount - 1] = (float)Math.Clamp(Math.Asinh(apart), -farthest, farthest);
        }
    }

    // By more than a quarter of the range beyond its ends; by less where training had no number of that sign, as an age of -5.
    internal override bool IsUnseen(double value) => Least is { } from && Greatest is { } to
        && (value < from - ((to - from) / (from >= 0 && value < 0 ? 20 : 4))
            || value > to + ((to - from) / (to <= 0 && value > 0 ? 20 : 4)));

    internal override double[]? Values(Column column) => column is NumberColumn numbers ? numbers.Values.ToArray() : null;

    internal override bool TryParse(ReadOnlySpan<char> text, CsvOptions reading, out double value)
    {
        NumberMarks marks = default;
        return NumberText.TryParse(text, reading.DecimalComma, out value, ref marks);
    }

    internal override bool TryConvert(object given, out double value)
    {
        double? number = Number(given);
        value = number is { } known && double.IsFinite(known) ? known : double.NaN;
        return number is not null;
    }

    internal override ColumnBuilder Builder(CsvOptions reading, int capacity) => new NumberBuilder(Name, reading.DecimalComma, capacity);

    internal override string Describe() => FormattableString.Invariant($"(x − {Mean:G4}) / {Deviation:G4}")
        + (Spread is null ? "" : FormattableString.Invariant($" and asinh((x − {Median:G4}) / {Spread:G4})"))
        + (MarksMissing ? FormattableString.Invariant($"; missing ones are {Median:G4}, and marked") : "");

    // Of sorted numbers.
    private static double? SpreadOf(double[] known, double mean, double deviation)
    {
        double kurtosis = 0;
        foreach (double value in known)
        {
            double scaled = (value - mean) / deviation;
            kurtosis += scaled * scaled * scaled * scaled / known.Length;
        }

        double spread = (known[^(1 + (known.Length / 4))] - known[known.Length / 4]) / BetweenQuartiles;
        return kurtosis > HeavyTails && spread > 0 && double.IsFinite(spread) ? spread : null;
    }
}
