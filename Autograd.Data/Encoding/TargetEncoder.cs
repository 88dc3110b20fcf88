using System.Globalization;
using System.Text.Json.Serialization;

namespace Autograd.Data;

/// <summary>
/// What is predicted: one of the classes, or a number y, which a network gives as (y − mean) / deviation.
/// </summary>
[method: JsonConstructor]
internal sealed class TargetEncoder(string name, ColumnKind kind, IReadOnlyList<string> classes, double mean, double deviation)
{
    private const int MostNumbers = 10;

    public string Name { get; } = name;

    /// <summary>What the column was in training.</summary>
    public ColumnKind Kind { get; } = kind;

    /// <summary>The classes, in order; none where a number is predicted.</summary>
    public IReadOnlyList<string> Classes { get; } = classes;

    public double Mean { get; } = mean;

    public double Deviation { get; } = deviation;

    [JsonIgnore]
    public bool IsClass => Classes.Count > 0;

    /// <summary>How many numbers a network answers with.</summary>
    [JsonIgnore]
    public int Outputs => Math.Max(1, Classes.Count);

    [JsonIgnore]
    internal string? Problem => !(double.IsFinite(Mean) && double.IsFinite(Deviation) && Deviation > 0)
        ? "the target's mean or deviation is not finite, or not positive"
        : Classes.Count == 1 || Classes.Contains(null!) || Classes.Distinct().Count() < Classes.Count
            ? "the target's classes are fewer than two, missing or there twice"
        : !(Kind switch
        {
            ColumnKind.Number => true,
            ColumnKind.Boolean => Classes.Count == 2,
            _ => Kind == ColumnKind.Category && IsClass,
        }) ? "the target's classes are not of its kind" : null;

    /// <summary>Learns the classes, or the mean and the deviation, from the rows that have a target.</summary>
    /// <exception cref="TableException">The target is none: constant, or free text.</exception>
    public static TargetEncoder Fit(Table table, TabularOptions options)
    {
        Column column = table[options.Target];
        TableException Wrong(string problem) => new(table.Name, null, column.Name, $"the target {problem}");
        bool isClass = options.Task == TabularTask.Classification || (options.Task == TabularTask.Auto && IsClasses(column));
        if (column.Missing == column.Count)
        {
            throw Wrong("has no value: every one is missing.");
        }

        if (column is TextColumn { Doubt: { } doubt })
        {
            throw Wrong($"is text. {doubt}");
        }

        if (column is TextColumn)
        {
            throw Wrong("is free text: nearly all of its values differ, so there is no class to learn. If it is one all the same, say "
                + "CsvOptions.Kinds = Category; if it is a number, look at what the other values are.");
        }

        if (column is DateColumn || (!isClass && column is not NumberColumn))
        {
            throw Wrong(column is DateColumn ? "is dates; expected classes, or numbers such as days."
                : $"is {column.Kind.ToString().ToLowerInvariant()} values; a regression predicts numbers.");
        }

        if (isClass)
        {
            string[] classes = Names(column);
            return classes.Length > 1 ? new(column.Name, column.Kind, classes, 0, 1)
                : throw Wrong($"is always {Quoted.Text(classes[0])}{Blank(column)}; expected two classes or more to tell apart."
                    + (column.Missing > 0 ? " If no value is a class, too, write a word for it." : ""));
        }

        double[] known = [.. ((NumberColumn)column).Values.ToArray().Where(value => !double.IsNaN(value))];
        (double mean, double deviation) = NumberEncoder.Moments(known);
        return known.Min() < known.Max() && deviation > 0 && double.IsFinite(deviation) ? new(column.Name, column.Kind, [], mean, deviation)
            : throw Wrong(known.Min() < known.Max() ? "has numbers too large or too close together to take their deviation."
                : FormattableString.Invariant($"is always {known[0]}{Blank(column)}; there is nothing to predict."));
    }

    /// <summary>Of each row the position of its class, -1 where it is missing, -2 where it is none of them.</summary>
    /// <exception cref="TableException">The column is of another kind.</exception>
    public int[] Labels(Table table)
    {
        Dictionary<string, int> positions = [];
        for (int i = 0; i < Classes.Count; i++)
        {
            positions.Add(Classes[i], i);
        }

        int Find(string word) => positions.TryGetValue(word, out int position) ? position : -2;

        // A column of booleans does not keep how they were written.
        int AnyCase(string word) => Find(
            Classes.FirstOrDefault(name => name.Equals(word, StringComparison.OrdinalIgnoreCase)) ?? word);
        Column column = table[Name];
        return column switch
        {
            CategoryColumn words =>
                Codes(words.Codes, [.. words.Categories.Select<string, int>(Kind == ColumnKind.Boolean ? AnyCase : Find)]),
            BooleanColumn booleans when Kind == ColumnKind.Boolean =>
                Array.ConvertAll(booleans.Values.ToArray(), value => (int)value),
            BooleanColumn booleans => Array.ConvertAll(booleans.Values.ToArray(),
                value => value < 0 ? -1 : AnyCase(value == 1 ? booleans.TrueText : booleans.FalseText)),
            NumberColumn numbers => Array.ConvertAll(numbers.Values.ToArray(), value => double.IsNaN(value) ? -1 : Find(Text(value))),
            _ => throw new TableException(table.Name, null, Name, $"the target has {column.Kind.ToString().ToLowerInvariant()} values; "
                + $"expected the classes {Quoted.List(Classes.Take(5))}."),
        };
    }

    /// <summary>Of each row the number, NaN where it is missing.</summary>
    /// <exception cref="TableException">The column is of another kind.</exception>
    public ReadOnlySpan<double> Numbers(Table table) => table[Name] is NumberColumn numbers ? numbers.Values
        : throw new TableException(table.Name, null, Name, "the target has no numbers, as it had in training.");

    /// <summary>Reads the column of another file.</summary>
    internal ColumnBuilder Builder(CsvOptions reading, int capacity) => Kind switch
    {
        ColumnKind.Number => new NumberBuilder(Name, reading.DecimalComma, capacity),
        ColumnKind.Boolean => new BooleanBuilder(Name, BooleanText.Find(Classes[^1], out _), capacity, takesAny: true),
        _ => new CategoryBuilder(Name, isGiven: true, capacity),
    };

    private static string Blank(Column column) => column.Missing == 0 ? ""
        : $" where it has a value, and {Quoted.Count(column.Missing, "row")} {(column.Missing == 1 ? "has" : "have")} none";

    private static bool IsClasses(Column column) => column switch
    {
        NumberColumn numbers => !numbers.Values.ToArray().Any(value => value != Math.Floor(value) && !double.IsNaN(value))
            && numbers.Values.ToArray().Where(value => !double.IsNaN(value)).Distinct().Take(MostNumbers + 1).Count() <= MostNumbers,
        _ => true,
    };

    private static string[] Names(Column column)
    {
        switch (column)
        {
            case CategoryColumn words:
                int[] counts = words.CountCategories();
                return [.. words.Categories.Where((_, i) => counts[i] > 0)];
            case BooleanColumn booleans:
                return booleans.Values.Contains((sbyte)0) && booleans.Values.Contains((sbyte)1) ? [booleans.FalseText, booleans.TrueText]
                    : [booleans.Values.Contains((sbyte)1) ? booleans.TrueText : booleans.FalseText];
            default:
                return [.. ((NumberColumn)column).Values.ToArray().Where(value => !double.IsNaN(value)).Distinct().Order().Select(Text)];
        }
    }

    // Zero has one name, whatever its sign.
    internal static string Text(double value) => (value + 0.0).ToString(CultureInfo.InvariantCulture);

    private static int[] Codes(ReadOnlySpan<int> codes, int[] positions)
    {
        int[] labels = new int[codes.Length];
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = codes[i] < 0 ? -1 : positions[codes[i]];
        }

        return labels;
    }
}
