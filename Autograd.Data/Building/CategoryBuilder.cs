namespace Autograd.Data;

/// <summary>
/// Reads words, each kept once. Where they turn out to be nearly as many as there are rows, the column is text, and they are forgotten.
/// </summary>
internal sealed class CategoryBuilder(string name, bool isGiven, int capacity) : ColumnBuilder(name)
{
    /// <summary>So few different words are categories, whatever the number of rows.</summary>
    public const int Few = 20;

    private const int Most = 1 << 20, MostCompared = 1000;

    private readonly Dictionary<string, int> _codes = [];
    private readonly List<string> _words = [];
    private Growing<int> _values = new(capacity);
    private int _missing;
    private bool _isText;

    public override string Expected => "a word";

    /// <summary>What is told of text.</summary>
    public static string TextNote(int different, int count) =>
        FormattableString.Invariant($"Ignored: {different:N0} of {count:N0} values differ, so it is free text or an id; ")
            + "CsvOptions.Kinds makes it categories.";

    public override bool TryAdd(ReadOnlySpan<char> text)
    {
        if (_isText)
        {
            _values.Add(0);
            return true;
        }

        Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup = _codes.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!lookup.TryGetValue(text, out int code))
        {
            if (_words.Count == Most && !isGiven)
            {
                ToText();
            }
            else
            {
                code = _words.Count;
                string word = text.ToString();
                _words.Add(word);
                _codes.Add(word, code);
            }
        }

        _values.Add(code);
        return true;
    }

    public override void AddMissing()
    {
        _values.Add(-1);
        _missing++;
    }

    public override Column ToColumn()
    {
        int count = _values.Count - _missing;
        if (!_isText && !isGiven && _words.Count > Math.Max(Few, count / 2))
        {
            ToText();
        }

        int[] values = _values.ToArray();
        if (_isText)
        {
            return new TextColumn(Name, Array.ConvertAll(values, value => value < 0), Notes) { Doubt = Doubt };
        }

        (int[] codes, string[] categories) = CategoryColumn.InOrder(values, [.. _words]);
        NoteSingle(categories.Length == 1 && count > 1 && _missing == 0, Quoted.Text(categories.FirstOrDefault()));
        if (count == 0)
        {
            Notes.Add("Every value is missing: it tells nothing.");
        }
        else if (categories.Length == count && count >= 10)
        {
            Notes.Add("Every value is another: an id?");
        }

        if (categories.Length <= MostCompared)
        {
            string[] alike = [.. categories.GroupBy(word => word.Trim(), StringComparer.OrdinalIgnoreCase)
                .FirstOrDefault(group => group.Skip(1).Any()) ?? Enumerable.Empty<string>()];
            if (alike.Length > 0)
            {
                Notes.Add($"{Quoted.List(alike)} differ only in capitals or blanks; they are taken as different.");
            }
        }

        return new CategoryColumn(Name, codes, categories, Notes) { Doubt = Doubt };
    }

    private void ToText()
    {
        Notes.Add(Doubt is null ? TextNote(_words.Count, _values.Count - _missing) : "Ignored.");
        _isText = true;
        _words.Clear();
        _codes.Clear();
        _codes.TrimExcess();
    }
}
