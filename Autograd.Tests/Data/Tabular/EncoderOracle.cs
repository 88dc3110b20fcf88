using Autograd.Data;

namespace Autograd.Tests.Data.Tabular;

/// <summary>What a column becomes, computed plainly: by the definition, value by value.</summary>
internal static class EncoderOracle
{
    /// <summary>Of each row the features; null where the column tells nothing. With an embedding, the only one is its row.</summary>
    public static double[][]? Features(Column train, Column rows, TabularOptions options, out bool isEmbedded)
    {
        isEmbedded = false;
        object?[] known = [.. Values(train).Where(value => value is not null)];
        bool hasHoles = known.Length < train.Count;
        switch (train)
        {
            case NumberColumn when known.Distinct().Count() > 1:
                double[] numbers = [.. known.Cast<double>().Order()];
                double mean = numbers.Average(), deviation = Math.Sqrt(numbers.Average(x => (x - mean) * (x - mean)));
                double median = (numbers[(numbers.Length - 1) / 2] + numbers[numbers.Length / 2]) / 2,
                    limit = Math.Min(options.Limit ?? 1e6, 1e6);
                double tails = numbers.Average(x => Math.Pow((x - mean) / deviation, 4));
                double spread = (numbers[^(1 + (numbers.Length / 4))] - numbers[numbers.Length / 4]) / 1.349;
                return Each(rows, value => (double[])
                [
                    .. Marked(value, hasHoles, Math.Clamp((((double?)value ?? median) - mean) / deviation, -limit, limit)),
                    .. tails > 6 && spread > 0
                        ? [Math.Clamp(Math.Asinh((((double?)value ?? median) - median) / spread), -limit, limit)] : Array.Empty<double>(),
                ]);
            case BooleanColumn when known.Distinct().Count() + (hasHoles ? 1 : 0) > 1:
                return Each(rows, value => Marked(value, hasHoles, value is null ? 0 : value.Equals(true) ? 1 : -1));
            case CategoryColumn words:
                return Categories(words, rows, options, out isEmbedded);
            case DateColumn when known.Distinct().Count() > 1:
                DateTime[] dates = [.. known.Cast<DateTime>().Order()];
                return Each(rows, value => Dates(dates, hasHoles, (DateTime?)value));
            default:
                return null;
        }
    }

    private static double[][]? Categories(CategoryColumn train, Column rows, TabularOptions options, out bool isEmbedded)
    {
        var counts = Values(train).Where(word => word is not null).GroupBy(word => (string)word!)
            .ToDictionary(group => group.Key, group => group.Count());
        bool areMany = isEmbedded = counts.Count > options.MostOneHot;
        List<string> placed = [.. train.Categories.Where(counts.ContainsKey).Where(word => !areMany || counts[word] >= options.RareBelow)];
        bool hasOthers = train.Missing > 0 || placed.Count < counts.Count;
        if (placed.Count + (hasOthers ? 1 : 0) < 2 || placed.Count == 0)
        {
            return null;
        }

        return Each(rows, value =>
        {
            int place = value is null ? 0 : placed.IndexOf((string)value) + 1;
            return areMany ? [place] : [.. Enumerable.Range(0, placed.Count + 1).Select(i => i == place ? 1.0 : 0)];
        });
    }

    private static double[] Dates(DateTime[] train, bool hasHoles, DateTime? value)
    {
        DateTime first = train[0], last = train[^1], date = value ?? first;
        List<double> features = [Math.Clamp((2 * ((date - first) / (last - first))) - 1, -1.5, 1.5)];
        void Cycle(bool varies, double turns) =>
            features.AddRange(varies ? [Math.Sin(2 * Math.PI * turns), Math.Cos(2 * Math.PI * turns)] : []);
        double ofDay = date.TimeOfDay / TimeSpan.FromDays(1);
        Cycle((last - first).TotalDays > 200, (date.DayOfYear - 1 + ofDay) / 366);
        Cycle(train.Select(each => each.DayOfWeek).Distinct().Count() > 1, ((int)date.DayOfWeek + ofDay) / 7);
        Cycle(train.Select(each => each.TimeOfDay).Distinct().Count() > 1, ofDay);
        return Marked(value, hasHoles, [.. features.Select(feature => value is null ? 0 : feature)]);
    }

    private static double[] Marked(object? value, bool hasHoles, params double[] features) =>
        hasHoles ? [.. features, value is null ? 1 : 0] : features;

    private static double[][] Each(Column rows, Func<object?, double[]> of) => [.. Values(rows).Select(of)];

    private static IEnumerable<object?> Values(Column column) =>
        Enumerable.Range(0, column.Count).Select(row => DrawnTable.Value(column, row));
}
