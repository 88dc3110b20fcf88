namespace Autograd.Data;

/// <summary>Finds from the first rows what a column is.</summary>
internal sealed class ColumnSurvey(string file, CsvOptions options, MissingTokens missing)
{
    private const double NearlyAll = 0.9, Most = 0.8;
    private const int FewOthers = 5;

    private readonly string[] _formats = [.. options.DateFormats];

    /// <summary>What reads the column; null where all of its values are missing.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="sample">The rows.</param>
    /// <param name="first">The first of them that has values.</param>
    /// <param name="column">The position of the column.</param>
    /// <param name="capacity">About how many rows there are.</param>
    public ColumnBuilder? Choose(string name, CsvSample sample, int first, int column, int capacity)
    {
        if (options.Builders is { } builders)
        {
            return builders(name, capacity);
        }

        List<int> rows = new(sample.Rows);
        for (int row = first; row < sample.Rows; row++)
        {
            if (!missing.Contains(sample[row, column]))
            {
                rows.Add(row);
            }
        }

        ColumnKind? given = options.Kinds.TryGetValue(name, out ColumnKind kind) ? kind : null;
        return given switch
        {
            ColumnKind.Number => new NumberBuilder(name, options.DecimalComma, capacity),
            ColumnKind.Category => new CategoryBuilder(name, isGiven: true, capacity),
            ColumnKind.Boolean => new BooleanBuilder(name, pair: -1, capacity),
            ColumnKind.Date => GivenDates(name, sample, rows, column, capacity),
            ColumnKind.Text => new TextBuilder(name, capacity) { Notes = { "Ignored, as CsvOptions.Kinds says." } },
            _ => rows.Count == 0 ? null : Found(name, sample, rows, column, capacity),
        };
    }

    private ColumnBuilder Found(string name, CsvSample sample, List<int> rows, int column, int capacity)
    {
        int numbers = rows.Count(row => NumberText.IsNumber(sample[row, column], options.DecimalComma));
        if (numbers == rows.Count && HasOneCurrency(sample, rows, column))
        {
            return AreCodes(sample, rows, column)
                ? Words(name, sample, rows, column, capacity, null,
                    "The values have leading zeros, so they are codes; CsvOptions.Kinds makes them numbers.")
                : new NumberBuilder(name, options.DecimalComma, capacity);
        }

        if (Pair(sample, rows, column) is >= 0 and var pair)
        {
            return new BooleanBuilder(name, pair, capacity);
        }

        DateOrder order = Order(sample, rows, column, out bool isAmbiguous);
        if (order != DateOrder.None)
        {
            string ambiguous = $"The values, such as {Quoted.Plain(sample[rows[0], column])}, do not show which number is the month; "
                + "CsvOptions.DateFormats says it: d/M/yyyy or M/d/yyyy.";
            return isAmbiguous ? new TextBuilder(name, capacity) { Doubt = ambiguous, Notes = { "Ignored.", ambiguous } }
                : new DateBuilder(name, _formats, order, capacity);
        }

        string? doubt = Hint(sample, rows, column, numbers);
        return Words(name, sample, rows, column, capacity, doubt, doubt);
    }

    private static ColumnBuilder Words(string name, CsvSample sample, List<int> rows, int column, int capacity, string? doubt,
        string? note)
    {
        HashSet<string> words = [];
        HashSet<string>.AlternateLookup<ReadOnlySpan<char>> lookup = words.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (int row in rows)
        {
            lookup.Add(sample[row, column]);
        }

        ColumnBuilder builder = words.Count > Math.Max(CategoryBuilder.Few, NearlyAll * rows.Count)
            ? new TextBuilder(name, capacity)
            {
                Doubt = doubt,
                Notes = { doubt is null ? CategoryBuilder.TextNote(words.Count, rows.Count) : "Ignored." },
            }
            : new CategoryBuilder(name, isGiven: false, capacity) { Doubt = doubt };
        if (note is not null)
        {
            builder.Notes.Add(note);
        }

        return builder;
    }

    private DateBuilder GivenDates(string name, CsvSample sample, List<int> rows, int column, int capacity)
    {
        DateOrder order = Order(sample, rows, column, out bool isAmbiguous);
        return isAmbiguous
            ? throw new TableException(file, sample.Line(rows[0]), name, "the values do not show which number of "
                + $"{Quoted.Text(sample[rows[0], column])} is the month; CsvOptions.DateFormats says it: d/M/yyyy or M/d/yyyy.")
            : new(name, _formats, order == DateOrder.None ? DateOrder.Either : order, capacity);
    }

    // What may be meant where not all values are numbers, or only nearly all with the other kind of decimals.
    private string? Hint(CsvSample sample, List<int> rows, int column, int numbers)
    {
        bool[] isSwapped = [.. rows.Select(row => NumberText.IsNumber(sample[row, column], !options.DecimalComma))];
        int swapped = isSwapped.Count(true);
        string decimals = swapped > numbers ? options.DecimalComma ? "points" : "commas" : "";
        if (Math.Max(numbers, swapped) < Most * rows.Count)
        {
            return Unit(sample, rows, column) is { } unit
                ? $"The values, such as {Quoted.Plain(sample[rows[0], column])}, are numbers with {Quoted.Text(unit)}: they are read as "
                    + "numbers where it is left out of the file." : null;
        }

        string advice = decimals == "" ? ""
            : $" with decimal {decimals}: {(options.DecimalComma ? "leave" : "set")} CsvOptions.DecimalComma";
        if (swapped == rows.Count && decimals != "")
        {
            return $"The values, such as {Quoted.Plain(sample[rows[0], column])}, look like numbers{advice}.";
        }

        HashSet<string> others = [];
        for (int i = 0; i < rows.Count && others.Count <= FewOthers; i++)
        {
            if (!(decimals == "" ? NumberText.IsNumber(sample[rows[i], column], options.DecimalComma) : isSwapped[i]))
            {
                others.Add(sample[rows[i], column].ToString());
            }
        }

        string named = Quoted.List(others.Take(FewOthers)) + (others.Count > FewOthers ? " and others" : "");
        return FormattableString.Invariant($"{Math.Max(numbers, swapped):N0} of {rows.Count:N0} values are numbers")
            + (decimals == "" ? $", but not {named}: are these CsvOptions.MissingTokens?"
                : $"{advice}; and are {named} CsvOptions.MissingTokens?");
    }

    // What stands behind the number in every row; null where it is not the same, or there is none.
    private string? Unit(CsvSample sample, List<int> rows, int column)
    {
        ReadOnlySpan<char> first = sample[rows[0], column];
        string unit = first[(first.LastIndexOfAnyInRange('0', '9') + 1)..].ToString();
        bool IsNumber(ReadOnlySpan<char> text) => text.EndsWith(unit, StringComparison.Ordinal)
            && NumberText.IsNumber(text[..^unit.Length].Trim(), options.DecimalComma);
        return unit.Length > 0 && unit.Length < first.Length && rows.TrueForAll(row => IsNumber(sample[row, column])) ? unit.Trim() : null;
    }

    private bool HasOneCurrency(CsvSample sample, List<int> rows, int column)
    {
        NumberMarks marks = default;
        return rows.All(row => NumberText.TryParse(sample[row, column], options.DecimalComma, out _, ref marks));
    }

    // As postal codes are: digits only, equally many, and some begin with 0.
    private static bool AreCodes(CsvSample sample, List<int> rows, int column)
    {
        int length = sample[rows[0], column].Length;
        return length > 1
            && rows.All(row => sample[row, column].Length == length && !sample[row, column].ContainsAnyExceptInRange('0', '9'))
            && rows.Any(row => sample[row, column][0] == '0');
    }

    private static int Pair(CsvSample sample, List<int> rows, int column)
    {
        int pair = BooleanText.Find(sample[rows[0], column], out bool first);
        bool hasBoth = false;
        return pair < 0 || pair == BooleanText.Digits || rows.Exists(row =>
        {
            int found = BooleanText.Find(sample[row, column], out bool value);
            hasBoth |= value != first;
            return found != pair;
        }) || (!hasBoth && BooleanText.Pairs[pair].True.Length == 1) ? -1 : pair;
    }

    private DateOrder Order(CsvSample sample, List<int> rows, int column, out bool isAmbiguous)
    {
        var order = DateOrder.Either;
        bool differ = false;
        foreach (int row in rows)
        {
            ReadOnlySpan<char> text = sample[row, column];
            order &= DateText.Orders(text, _formats);
            if (order == DateOrder.None)
            {
                break;
            }

            differ |= order == DateOrder.Either && DateText.TryParse(text, _formats, DateOrder.DayFirst, out DateTime one)
                && DateText.TryParse(text, _formats, DateOrder.MonthFirst, out DateTime other) && one != other;
        }

        isAmbiguous = order == DateOrder.Either && differ;
        return order;
    }
}
