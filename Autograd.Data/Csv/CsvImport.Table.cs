namespace Autograd.Data;

// What is told of the file, and the table.
internal sealed partial class CsvImport
{
    private static string Fields(int count) => count == 1 ? "there is 1 field" : FormattableString.Invariant($"there are {count} fields");

    private string Understood(bool hasHeader)
    {
        string separator = _reader.Separator switch
        {
            ',' => "comma",
            ';' => "semicolon",
            '\t' => "tab",
            '|' => "bar",
            ' ' => "blank",
            var other => $"{other}",
        };
        return (_width == 1 ? "One column" : $"Separator: {separator}")
            + (hasHeader ? "; the first row holds the names." : "; there is no header.");
    }

    private Table ToTable(bool[] isNamed, bool hasHeader)
    {
        List<Column> columns = new(_width);
        foreach (ref ColumnBuilder? builder in _builders.AsSpan())
        {
            ColumnBuilder used = builder ?? Missing(_names[columns.Count]);
            columns.Add(used.ToColumn());
            builder = null;
        }

        int kept = columns.Count;
        while (kept > 1 && !isNamed[kept - 1] && columns[kept - 1].Missing == _rows)
        {
            kept--;
        }

        if (kept < columns.Count || _hasSurplus)
        {
            columns.RemoveRange(kept, columns.Count - kept);
            _notes.Add("Empty columns at the end, without a name, are left out.");
        }

        for (int i = 0; i < kept; i++)
        {
            if (!isNamed[i] && isNamed.AsSpan(0, kept).Contains(true))
            {
                _notes.Add(FormattableString.Invariant($"Column {i + 1} has no name: it is called {columns[i].Name}."));
            }
        }

        if (_source.HasOtherBytes)
        {
            _notes.Add("Some bytes are no UTF-8: they are read as Windows-1252. CsvOptions.Encoding says what they are.");
        }

        return new Table(_source.Name, columns, _notes, _options with { Separator = _reader.Separator, HasHeader = hasHeader });
    }

    private NumberBuilder Missing(string name)
    {
        var builder = new NumberBuilder(name, _options.DecimalComma, _rows);
        for (int i = 0; i < _rows; i++)
        {
            builder.AddMissing();
        }

        return builder;
    }
}
