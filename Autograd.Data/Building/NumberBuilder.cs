using System.Globalization;

namespace Autograd.Data;

/// <summary>Reads numbers.</summary>
internal sealed class NumberBuilder(string name, bool decimalComma, int capacity) : ColumnBuilder(name)
{
    private const int FewestOfIds = 20, FewestUnordered = 100, MostOfIds = 10_000;

    private Growing<double> _values = new(capacity);
    private NumberMarks _marks;

    // A number with three digits behind its point, and a whole one of three digits; until one shows that the point is a decimal one.
    private string? _pointed, _hundreds;
    private bool _isDecimal;

    public override string Expected => decimalComma ? "a number (with a decimal comma, as in 1.234,5)" : "a number";

    public override bool TryAdd(ReadOnlySpan<char> text)
    {
        if (!NumberText.TryParse(text, decimalComma, out double value, ref _marks))
        {
            return false;
        }

        if (!_isDecimal)
        {
            LookForThousands(text, value);
        }

        _values.Add(value);
        return true;
    }

    /// <summary>Adds a number; an infinite one is missing.</summary>
    public void Add(double value)
    {
        _marks.Infinite += double.IsInfinity(value) ? 1 : 0;
        _values.Add(double.IsInfinity(value) ? double.NaN : value);
    }

    public override void AddMissing() => _values.Add(double.NaN);

    public override Column ToColumn()
    {
        var column = new NumberColumn(Name, _values.ToMemory(), Notes);
        NoteSingle(column.Count > 1 && column.Missing == 0 && column.Minimum == column.Maximum,
            column.Minimum.ToString(CultureInfo.InvariantCulture));
        if (column.Missing == column.Count)
        {
            Notes.Add("Every value is missing: it tells nothing.");
        }
        else if (column.Missing == 0)
        {
            NoteIds(column.Values);
        }

        Note(_marks.Infinite, "infinite, and read as missing");
        Note(_marks.Percents, "percentages: 5% is read as 0.05");
        if (_marks.Currency != '\0')
        {
            Notes.Add($"Amounts in {_marks.Currency}.");
        }

        if (_marks.Example is { } example && NumberText.TryParse(example, decimalComma, out double read, ref _marks))
        {
            (string sign, string what) = decimalComma ? ("point", "leave") : ("comma", "set");
            Notes.Add(FormattableString.Invariant($"{example} is read as {read:0}, its {sign} as that of thousands; ")
                + $"where it is a decimal one, {what} CsvOptions.DecimalComma.");
        }

        // Amounts of money have no three decimals.
        if (!_isDecimal && _pointed is { } either && (_hundreds is not null || _marks.Currency != '\0'))
        {
            (string sign, string what) = decimalComma ? ("comma", "leave") : ("point", "set");
            string other = either.Replace(decimalComma ? "," : ".", "", StringComparison.Ordinal);
            string beside = _hundreds is null ? "" : $", beside whole numbers such as {_hundreds}";
            Notes.Add($"{either} is read with a decimal {sign}{beside}; where its {sign} is that of thousands, so that it is {other}, "
                + $"{what} CsvOptions.DecimalComma.");
        }

        return column;
    }

    // Where every point has three digits behind it and one to three before, and other numbers are whole, 1.426 may be 1426.
    private void LookForThousands(ReadOnlySpan<char> text, double value)
    {
        int point = text.IndexOf(decimalComma ? ',' : '.');
        if (point < 0)
        {
            _isDecimal = value != Math.Floor(value) && !double.IsNaN(value);
            _hundreds ??= value is >= 100 and < 1000 ? text.ToString() : null;
            return;
        }

        ReadOnlySpan<char> before = text[..point], behind = text[(point + 1)..];
        int first = before.IndexOfAnyInRange('0', '9'), after = behind.IndexOfAnyExceptInRange('0', '9');
        _isDecimal = first < 0 || point - first > 3 || before[first] == '0' || before[first..].ContainsAnyExceptInRange('0', '9')
            || (after < 0 ? behind.Length : after) != 3 || (after >= 0 && behind[after] is 'e' or 'E' or '%');
        _pointed ??= text.ToString();
    }

    // Whole numbers that are all different; of many values the first are looked at.
    private void NoteIds(ReadOnlySpan<double> values)
    {
        values = values[..Math.Min(values.Length, MostOfIds)];
        bool isRising = values.Length >= FewestOfIds;
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] != Math.Floor(values[i]))
            {
                return;
            }

            isRising &= i == 0 || values[i] > values[i - 1];
        }

        if (isRising)
        {
            Notes.Add("The values are whole numbers, each above the one before: a number of the row, or an id?");
        }
        else if (values.Length >= FewestUnordered && new HashSet<double>(values.ToArray()).Count == values.Length)
        {
            Notes.Add("The values are whole numbers, all different: an id?");
        }
    }

    private void Note(int count, string what)
    {
        if (count > 0)
        {
            Notes.Add(FormattableString.Invariant($"{count:N0} {(count == 1 ? "value is" : "values are")} {what}."));
        }
    }
}
