using System.Text;

namespace Autograd.Data;

public sealed partial class Table
{
    private const int Widest = 80, WidestName = 24, MostListed = 100, Indent = 4;

    /// <summary>
    /// What was understood of it: of each column its kind, how many values are missing, its range or categories, and the notes; 80
    /// columns wide.
    /// </summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        string rows = RowCount == 1 ? "row" : "rows", columns = _columns.Length == 1 ? "column" : "columns";
        Wrap(text, FormattableString.Invariant($"{Quoted.Plain(Name)}: {RowCount:N0} {rows}, {_columns.Length:N0} {columns}"), 0);
        foreach (string note in Notes)
        {
            Wrap(text, note, Indent / 2);
        }

        string[] names = [.. _columns.Take(MostListed).Select(column => Quoted.Plain(column.Name))];
        int width = Math.Min(WidestName, names.Append("column").Max(name => TextWidth.Of(name)));
        Line(text, width, "column", "kind", "missing", "values");
        for (int i = 0; i < names.Length; i++)
        {
            Column column = _columns[i];
            string missing = column.Missing == 0 ? "" : FormattableString.Invariant($"{column.Missing:N0}");
            Line(text, width, names[i], Word(column.Kind), missing, column.Describe());
            foreach (string note in column.Notes)
            {
                Wrap(text, note, Indent);
            }
        }

        if (_columns.Length > names.Length)
        {
            IEnumerable<string> kinds = _columns.Skip(names.Length).GroupBy(column => column.Kind).OrderBy(group => group.Key)
                .Select(group => FormattableString.Invariant($"{group.Count():N0} {Word(group.Key)}"));
            Wrap(text, FormattableString.Invariant($"and {_columns.Length - names.Length:N0} more: {string.Join(", ", kinds)}"), 0);
        }

        return text.ToString();
    }

    internal static string Word(ColumnKind kind) => kind switch
    {
        ColumnKind.Number => "number",
        ColumnKind.Category => "category",
        ColumnKind.Boolean => "boolean",
        ColumnKind.Date => "date",
        _ => "text",
    };

    private static void Line(StringBuilder text, int width, string name, string kind, string missing, string values)
    {
        // The name of a column is what one looks for: where it is too long for its place, it has a line of its own.
        if (TextWidth.Of(name) > width)
        {
            text.Append(name).Append('\n');
            name = "";
        }

        string line = $"{TextWidth.Pad(name, width)}  {kind,-8}  {missing,9}  {values}";
        text.Append(TextWidth.Cut(line, Widest).TrimEnd()).Append('\n');
    }

    private static void Wrap(StringBuilder text, string sentence, int indent)
    {
        int column = 0;
        foreach (string word in sentence.Split(' '))
        {
            if (column > 0 && column + 1 + TextWidth.Of(word) > Widest)
            {
                text.Append('\n');
                column = 0;
            }

            if (column == 0)
            {
                text.Append(' ', indent);
                column = indent;
            }
            else
            {
                text.Append(' ');
                column++;
            }

            text.Append(word);
            column += TextWidth.Of(word);
        }

        text.Append('\n');
    }
}
