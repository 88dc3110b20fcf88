namespace Autograd.Data;

/// <summary>The names of the columns.</summary>
internal static class CsvHeader
{
    /// <summary>
    /// Whether the first row holds names. It does not where a field of it is a number or a date; else it does where in some column all
    /// values below are, and otherwise where no first field comes again in its column. A row that is the first one again says nothing.
    /// </summary>
    public static bool IsThere(CsvSample sample, bool decimalComma, string[] formats, MissingTokens missing)
    {
        bool comesAgain = false;
        bool[] isSame = [.. Enumerable.Range(0, sample.Rows).Select(row => row > 0 && sample.Width > 1 && sample.IsSame(row, 0))];
        if (sample.Rows > 1 && isSame.Count(true) == sample.Rows - 1)
        {
            return false;
        }

        for (int column = 0; column < sample.Width; column++)
        {
            if (IsValue(sample[0, column], decimalComma, formats))
            {
                return false;
            }
        }

        for (int column = 0; column < sample.Width; column++)
        {
            ReadOnlySpan<char> first = sample[0, column];
            int values = 0, typed = 0;
            for (int row = 1; row < sample.Rows; row++)
            {
                if (isSame[row])
                {
                    continue;
                }

                ReadOnlySpan<char> text = sample[row, column];
                comesAgain |= !first.IsEmpty && text.SequenceEqual(first);
                if (!missing.Contains(text))
                {
                    values++;
                    typed += IsValue(text, decimalComma, formats) ? 1 : 0;
                }
            }

            if (values > 0 && typed == values)
            {
                return true;
            }
        }

        return !comesAgain;
    }

    /// <summary>The names, each unique, with notes on those that were made up. One that was empty is told by the result.</summary>
    public static string[] Names(CsvSample sample, bool isThere, List<string> notes, out bool[] isNamed)
    {
        string[] names = new string[sample.Width];
        isNamed = new bool[sample.Width];
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = isThere ? sample[0, i].Trim().ToString() : "";
            isNamed[i] = names[i].Length > 0;
        }

        HashSet<string> taken = [.. names];
        HashSet<string> given = [];
        for (int i = 0; i < names.Length; i++)
        {
            if (isNamed[i] && given.Add(names[i]))
            {
                continue;
            }

            string before = names[i];
            string name = isNamed[i] ? $"{before}_2" : FormattableString.Invariant($"column{i + 1}");
            for (int k = 3; !taken.Add(name); k++)
            {
                name = FormattableString.Invariant($"{(isNamed[i] ? before : $"column{i + 1}")}_{k}");
            }

            names[i] = name;
            given.Add(name);
            if (isNamed[i])
            {
                notes.Add($"There are several columns {Quoted.Text(before)}: one is called {Quoted.Text(name)}.");
            }
        }

        return names;
    }

    // A column may be called inf, or $.
    private static bool IsValue(ReadOnlySpan<char> text, bool decimalComma, string[] formats) => text.ContainsAnyInRange('0', '9') && (
        NumberText.IsNumber(text, decimalComma) || NumberText.IsNumber(text, !decimalComma)
        || DateText.Orders(text, formats) != DateOrder.None);
}
