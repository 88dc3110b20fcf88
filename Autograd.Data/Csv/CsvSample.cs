namespace Autograd.Data;

/// <summary>The first rows as texts, from which is found what the columns are; or all, where they are kept.</summary>
internal sealed class CsvSample(int width)
{
    /// <summary>A sample has no more characters.</summary>
    public const int MostCharacters = 1 << 24;

    private char[] _characters = new char[1024];
    private int _length;
    private Growing<int> _ends = new(1024);
    private Growing<long> _lines = new(64);
    private int[] _endsAt = [];
    private long[] _linesAt = [];

    /// <summary>How many fields a row has.</summary>
    public int Width => width;

    /// <summary>How many rows there are.</summary>
    public int Rows => _lines.Count;

    /// <summary>Whether it takes more.</summary>
    public bool IsFull(int rows) => Rows >= rows || _length >= MostCharacters;

    /// <summary>Whether there is no room for the longest row.</summary>
    public bool IsFullOfText => _length > Array.MaxLength - MostCharacters || _ends.Count > Array.MaxLength - width;

    /// <summary>Adds the next field of a row.</summary>
    public void Add(ReadOnlySpan<char> field)
    {
        if (field.Length > _characters.Length - _length)
        {
            long room = Math.Max(2L * _characters.Length, (long)_length + field.Length);
            Array.Resize(ref _characters, (int)Math.Min(room, Array.MaxLength));
        }

        field.CopyTo(_characters.AsSpan(_length));
        _ends.Add(_length += field.Length);
    }

    /// <summary>Ends a row, which stood on a line.</summary>
    public void EndRow(long line) => _lines.Add(line);

    /// <summary>All rows are there, and can be looked at.</summary>
    public CsvSample Seal()
    {
        (_endsAt, _linesAt) = (_ends.ToArray(), _lines.ToArray());
        return this;
    }

    /// <summary>Whether two rows have the same fields.</summary>
    public bool IsSame(int row, int other)
    {
        int column = 0;
        while (column < width && this[row, column].SequenceEqual(this[other, column]))
        {
            column++;
        }

        return column == width;
    }

    /// <summary>The same rows without some; itself where there are none of these.</summary>
    public CsvSample Without(Predicate<int> isLeftOut, out int count)
    {
        bool[] leftOut = [.. Enumerable.Range(0, Rows).Select(row => isLeftOut(row))];
        count = leftOut.Count(true);
        if (count == 0)
        {
            return this;
        }

        var others = new CsvSample(width);
        for (int row = 0; row < Rows; row++)
        {
            for (int column = 0; column < width && !leftOut[row]; column++)
            {
                others.Add(this[row, column]);
            }

            if (!leftOut[row])
            {
                others.EndRow(Line(row));
            }
        }

        return others.Seal();
    }

    public long Line(int row) => _linesAt[row];

    public ReadOnlySpan<char> this[int row, int column]
    {
        get
        {
            int field = (row * width) + column, start = field == 0 ? 0 : _endsAt[field - 1];
            return _characters.AsSpan(start, _endsAt[field] - start);
        }
    }
}
