namespace Autograd.Data;

/// <summary>Reads a table: looks at the first rows, decides, and reads on as decided, without keeping any text.</summary>
internal sealed partial class CsvImport
{
    private readonly CsvSource _source;
    private readonly CsvOptions _options;
    private readonly CsvReader _reader;
    private readonly MissingTokens _missing;
    private readonly ColumnSurvey _survey;
    private readonly List<string> _notes = [];
    private string[] _names = [];
    private ColumnBuilder?[] _builders = [];
    private int _width, _required, _rows;
    private string[]? _header;
    private int _repeated;
    private bool _hasSurplus;

    public CsvImport(CsvSource source, CsvOptions options)
    {
        (_source, _options) = (source, options);
        _reader = new CsvReader(source.Text, source.Name, options.Separator ?? ',', source.BufferSize);
        _missing = new MissingTokens(options.MissingTokens);
        _survey = new ColumnSurvey(source.Name, options, _missing);
    }

    public Table Read()
    {
        ReadOnlySpan<char> head = _reader.Peek(out bool isWhole);
        bool mayBeBlanks = false;
        if (CsvSeparator.Stated(head) is { } stated)
        {
            _reader.SkipLine();
            _reader.Separator = _options.Separator ?? stated;
        }
        else
        {
            _reader.Separator = _options.Separator
                ?? CsvSeparator.Find(head, isWhole, _options.DecimalComma, out mayBeBlanks);
        }

        CsvSample sample = TakeSample(out int pending);
        bool hasHeader = _options.HasHeader
            ?? CsvHeader.IsThere(sample, _options.DecimalComma, [.. _options.DateFormats], _missing);
        int first = hasHeader ? 1 : 0;
        if (hasHeader && _width > 1)
        {
            _header = [.. Enumerable.Range(0, _width).Select(i => sample[0, i].ToString())];
            sample = sample.Without(row => row > 0 && sample.IsSame(row, 0), out _repeated);
        }

        if (sample.Rows == first)
        {
            throw new TableException(_source.Name, sample.Line(0), null, "there is a header, but no row below it"
                + (_options.HasHeader is null ? "; if it is data, set CsvOptions.HasHeader to false." : "."));
        }

        _notes.Add(Understood(hasHeader));
        if (_width == 1 && mayBeBlanks)
        {
            _notes.Add("If blanks separate fields, set CsvOptions.Separator to a blank.");
        }

        _names = CsvHeader.Names(sample, hasHeader, _notes, out bool[] isNamed);
        if (_options.Kinds.Keys.FirstOrDefault(name => !_names.Contains(name)) is { } unknown)
        {
            throw new TableException(_source.Name, null, null, $"CsvOptions.Kinds names {Names.Unknown(unknown, _names)}");
        }

        Decide(sample, first);
        ReadOn(sample, pending);
        Table table = ToTable(isNamed, hasHeader);
        return _options.KeepsText ? table.With(sample.Seal(), first) : table;
    }

    // The first record says how many fields there are; rows of nothing count where another row follows.
    private CsvSample TakeSample(out int pending)
    {
        if (!_reader.Read())
        {
            throw new TableException(_source.Name, null, null, "is empty.");
        }

        _width = _required = _reader.Count;
        while (_required > 1 && _reader.IsEmpty(_required - 1))
        {
            _required--;
        }

        var sample = new CsvSample(_width);
        pending = 0;
        do
        {
            if (sample.Rows > 0 && IsNothing())
            {
                pending++;
                continue;
            }

            for (; pending > 0; pending--)
            {
                AddRow(sample, isNothing: true);
            }

            AddRow(sample, isNothing: false);
        }
        while (!sample.IsFull(_options.InferenceRows + 1) && _reader.Read());

        return sample.Seal();
    }

    private void AddRow(CsvSample sample, bool isNothing)
    {
        int count = isNothing ? 0 : ExpectWidth();
        for (int i = 0; i < _width; i++)
        {
            sample.Add(i < count ? _reader[i] : "");
        }

        sample.EndRow(_reader.Line);
    }

    private void Decide(CsvSample sample, int first)
    {
        int rows = sample.Rows - first;
        double expected = _source.Length is { } length ? 64 + (1.02 * length / Math.Max(1, _reader.Position) * sample.Rows) : 2 * rows;
        int capacity = sample.IsFull(_options.InferenceRows + 1) ? (int)Math.Min(expected, Array.MaxLength) : rows;
        _builders = new ColumnBuilder?[_width];
        for (int column = 0; column < _width; column++)
        {
            ColumnBuilder? builder = _builders[column] = _survey.Choose(_names[column], sample, first, column, capacity);
            for (int row = first; row < sample.Rows && builder is not null; row++)
            {
                Add(builder, sample[row, column], sample.Line(row));
            }
        }

        _rows = rows;
    }

    private void ReadOn(CsvSample sample, int pending)
    {
        while (_reader.Read())
        {
            if (IsNothing())
            {
                pending++;
                continue;
            }

            if (IsHeader())
            {
                _repeated++;
                continue;
            }

            for (; pending > 0; pending--, _rows++)
            {
                Keep(sample, isNothing: true);
                foreach (ColumnBuilder? builder in _builders)
                {
                    builder?.AddMissing();
                }
            }

            int count = ExpectWidth();
            Keep(sample, isNothing: false);
            for (int i = 0; i < _builders.Length; i++)
            {
                ReadOnlySpan<char> text = i < count ? _reader[i] : "";
                if (_builders[i] is { } builder)
                {
                    Add(builder, text, _reader.Line);
                }
                else if (!_missing.Contains(text))
                {
                    _builders[i] = Begin(i, text);
                }
            }

            _rows++;
        }

        if (_repeated > 0)
        {
            _notes.Add(FormattableString.Invariant($"{_repeated:N0} {(_repeated == 1 ? "row repeats" : "rows repeat")} the names and ")
                + $"{(_repeated == 1 ? "is" : "are")} left out.");
        }

        if (pending > 0)
        {
            _notes.Add($"{Quoted.Count(pending, "row")} without any value at the end {(pending == 1 ? "is" : "are")} left out.");
        }
    }

    private void Keep(CsvSample sample, bool isNothing)
    {
        if (_options.KeepsText)
        {
            AddRow(sample, isNothing);
            if (sample.IsFullOfText)
            {
                throw new TableException(_source.Name, _reader.Line, null, "all texts up to here are all there is room for; "
                    + "divide the file.");
            }
        }
    }

    private void Add(ColumnBuilder builder, ReadOnlySpan<char> text, long line)
    {
        if (_missing.Contains(text))
        {
            builder.AddMissing();
        }
        else if (!builder.TryAdd(text))
        {
            throw new TableException(_source.Name, line, builder.Name, $"{Quoted.Text(text)} is not {builder.Expected}, as "
                + (_options.Builders is not null ? InTraining(builder, text)
                    : _options.Kinds.ContainsKey(builder.Name) ? "CsvOptions.Kinds says."
                    : "the values above are; if it stands for a missing value, add it to CsvOptions.MissingTokens, else set the column's "
                        + "kind in CsvOptions.Kinds."));
        }
    }

    private string InTraining(ColumnBuilder builder, ReadOnlySpan<char> text) => "it was in training"
        + (builder is NumberBuilder && NumberText.IsNumber(text, !_options.DecimalComma)
            ? $", which had decimal {(_options.DecimalComma ? "commas" : "points")}: write it so, or train on a file like this one."
            : ". Where it stands for a missing value, leave the field empty.");

    // A column whose first value comes late is what that value is.
    private ColumnBuilder Begin(int column, ReadOnlySpan<char> text)
    {
        var sample = new CsvSample(1);
        sample.Add(text);
        sample.EndRow(_reader.Line);
        ColumnBuilder builder = _survey.Choose(_names[column], sample.Seal(), 0, 0, 2 * _rows)!;
        for (int i = 0; i < _rows; i++)
        {
            builder.AddMissing();
        }

        Add(builder, text, _reader.Line);
        return builder;
    }

    private bool IsNothing()
    {
        int i = 0;
        while (i < _reader.Count && _reader.IsEmpty(i))
        {
            i++;
        }

        return i == _reader.Count && i <= _width;
    }

    // Several tables under each other have their names again and again.
    private bool IsHeader()
    {
        int i = 0;
        while (_header is { } header && _reader.Count == _width && i < _width && _reader[i].SequenceEqual(header[i]))
        {
            i++;
        }

        return i == _width;
    }

    // How many fields to take: a row may have empty ones too many, or lack those that have no name.
    private int ExpectWidth()
    {
        int count = _reader.Count;
        if (count == _width)
        {
            return count;
        }

        while (count > _width && _reader.IsEmpty(count - 1))
        {
            count--;
        }

        if (count < _required || count > _width)
        {
            string separator = Quoted.Text([_reader.Separator]);
            throw new TableException(_source.Name, _reader.Line, null, $"{Fields(_reader.Count)}, "
                + FormattableString.Invariant($"where the first row has {_width}, separated by {separator}: ")
                + (_width == 1 ? "the first row must hold the names, or values; leave out what stands above."
                    : count > _width ? "a field that holds the separator needs quotes around it."
                    : "a missing value still needs its separator."));
        }

        _hasSurplus |= _reader.Count > _width;
        return count;
    }
}
