namespace Autograd.Data;

/// <summary>
/// The records of a CSV text, one after the other, as RFC 4180 has them: a field that begins with a quote ends with the next single
/// one, and may hold separators, line ends and doubled quotes; a quote elsewhere is a character like others. Lines end with LF, CRLF
/// or CR. Only the record in hand is kept, and no record may be longer than 16 million characters, so that a quote that is never
/// closed costs no more.
/// </summary>
internal sealed class CsvReader(TextReader text, string file, char separator, int firstBuffer)
{
    private const int LongestRecord = 1 << 24, MostFields = 100_000;

    private char[] _buffer = new char[firstBuffer];
    private int _start, _end;
    private bool _isLast;
    private Field[] _fields = new Field[16];
    private long _nextLine = 1;

    /// <summary>What separates fields.</summary>
    public char Separator { get; set; } = separator;

    /// <summary>How many fields the record has.</summary>
    public int Count { get; private set; }

    /// <summary>The line on which the record begins.</summary>
    public long Line { get; private set; }

    /// <summary>How many characters have been read, up to the end of the record.</summary>
    public long Position { get; private set; }

    /// <summary>A field of the record: without its quotes, and else without the blanks around it.</summary>
    public ReadOnlySpan<char> this[int field]
    {
        get
        {
            ref Field at = ref _fields[field];
            if (at.HasDoubled)
            {
                at.Length = Undouble(_buffer.AsSpan(at.Start, at.Length));
                at.HasDoubled = false;
            }

            ReadOnlySpan<char> text = _buffer.AsSpan(at.Start, at.Length);
            return at.IsQuoted || text.IsEmpty || (text[0] is > ' ' and < '\x7f' && text[^1] is > ' ' and < '\x7f') ? text : text.Trim();
        }
    }

    /// <summary>Whether a field is nothing, and not even quotes around it.</summary>
    public bool IsEmpty(int field) => !_fields[field].IsQuoted && this[field].IsEmpty;

    /// <summary>What the file begins with: as much as was read at once.</summary>
    public ReadOnlySpan<char> Peek(out bool isWhole)
    {
        if (_end == 0)
        {
            Fill();
        }

        isWhole = _isLast;
        return _buffer.AsSpan(_start, _end - _start);
    }

    /// <summary>Goes over what is no record, up to the end of the first line.</summary>
    public void SkipLine()
    {
        ReadOnlySpan<char> first = Peek(out _);
        int end = first.IndexOfAny('\r', '\n');
        int length = end < 0 ? first.Length : end + (first[end..] is ['\r', '\n', ..] ? 2 : 1);
        (_start, Position, _nextLine) = (_start + length, Position + length, _nextLine + 1);
    }

    /// <summary>Goes to the next record; lines without anything but blanks are none.</summary>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="TableException">A quote is not closed, or something stands behind the closing one.</exception>
    public bool Read()
    {
        while (true)
        {
            if (_start == _end && !Fill())
            {
                Count = 0;
                return false;
            }

            Line = _nextLine;
            if (!TryScan(_buffer.AsSpan(0, _end), out int next, out int lines))
            {
                if (_end - _start >= LongestRecord)
                {
                    throw Error(Line, "the row that begins here has more than 16 million characters: is a quote not closed?");
                }

                Fill();
                continue;
            }

            bool isBlank = Count == 1 && !_fields[0].IsQuoted && this[0].IsEmpty;
            (Position, _start, _nextLine) = (Position + next - _start, next, _nextLine + lines);
            if (!isBlank)
            {
                return true;
            }
        }
    }

    private static int Undouble(Span<char> text)
    {
        int length = 0;
        for (int i = 0; i < text.Length; i++)
        {
            text[length++] = text[i];
            i += text[i] == '"' ? 1 : 0;
        }

        return length;
    }

    private static int CountLines(ReadOnlySpan<char> text)
    {
        int lines = 0;
        while (text.IndexOfAny('\r', '\n') is >= 0 and var at)
        {
            lines++;
            text = text[(at + (text[at..] is ['\r', '\n', ..] ? 2 : 1))..];
        }

        return lines;
    }

    // Takes one record from _start on. Where the buffer ends before it, nothing is taken.
    private bool TryScan(ReadOnlySpan<char> buffer, out int next, out int lines)
    {
        int at = _start;
        (Count, next, lines) = (0, at, 1);
        while (true)
        {
            int open = at;
            while (open < buffer.Length && buffer[open] == ' ')
            {
                open++;
            }

            at = Separator == ' ' ? open : at;
            if (open == buffer.Length && !_isLast)
            {
                return false;
            }

            int end;
            if (open < buffer.Length && buffer[open] == '"')
            {
                if (!TakeQuoted(buffer, open, ref lines, out end))
                {
                    return false;
                }
            }
            else
            {
                int length = buffer[at..].IndexOfAny(Separator, '\r', '\n');
                if (length < 0 && !_isLast)
                {
                    return false;
                }

                end = length < 0 ? buffer.Length : at + length;
                if (end > at || Separator != ' ' || Count == 0)
                {
                    Add(new() { Start = at, Length = end - at });
                }
            }

            if (end == buffer.Length || buffer[end] != Separator)
            {
                if (end == buffer.Length - 1 && buffer[end] == '\r' && !_isLast)
                {
                    return false;
                }

                next = end == buffer.Length ? end : end + (buffer[end..] is ['\r', '\n', ..] ? 2 : 1);
                return true;
            }

            at = end + 1;
        }
    }

    private bool TakeQuoted(ReadOnlySpan<char> buffer, int open, ref int lines, out int end)
    {
        bool hasDoubled = false;
        int close = open + 1;
        while (true)
        {
            int length = buffer[close..].IndexOf('"');
            if (length < 0)
            {
                end = buffer.Length;
                return !_isLast && end - _start < LongestRecord ? false : throw Error(
                    Line + lines - 1, $"the quote before {Quoted.Text(buffer[(open + 1)..])} is never closed.");
            }

            close += length;
            if (close + 1 == buffer.Length || buffer[close + 1] != '"')
            {
                break;
            }

            hasDoubled = true;
            close += 2;
        }

        end = close + 1;
        while (end < buffer.Length && buffer[end] == ' ' && Separator != ' ')
        {
            end++;
        }

        if (end == buffer.Length && !_isLast)
        {
            return false;
        }

        if (end < buffer.Length && buffer[end] != Separator && buffer[end] is not ('\r' or '\n'))
        {
            throw Error(Line + lines - 1, $"the quoted field {Quoted.Text(buffer[(open + 1)..close])} is followed by "
                + $"{Quoted.Text(buffer.Slice(end, 1))}, where a separator or the line's end is expected; "
                + "a quote within quotes is written twice.");
        }

        lines += CountLines(buffer[(open + 1)..close]);
        Add(new() { Start = open + 1, Length = close - open - 1, IsQuoted = true, HasDoubled = hasDoubled });
        return true;
    }

    private void Add(Field field)
    {
        if (Count == _fields.Length)
        {
            if (Count >= MostFields)
            {
                throw Error(Line, FormattableString.Invariant($"the row has more than {MostFields:N0} fields: ")
                    + $"is {Quoted.Text([Separator])} what separates them?");
            }

            Array.Resize(ref _fields, Math.Min(MostFields, 2 * Count));
        }

        _fields[Count++] = field;
    }

    // Reads on, behind what of the buffer is not yet taken, until the buffer is full or the text ends.
    private bool Fill()
    {
        if (_isLast)
        {
            return false;
        }

        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, 2 * _buffer.Length);
        }

        int before = _end;
        try
        {
            while (!_isLast && _end < _buffer.Length)
            {
                int read = text.Read(_buffer.AsSpan(_end));
                _end += read;
                _isLast = read == 0;
            }
        }
        catch (Exception error) when (error is IOException or FormatException or ArgumentException or UnauthorizedAccessException)
        {
            throw new TableException(file, null, null, $"cannot be read: {Quoted.Line(error.Message)}", error);
        }

        if (_buffer.AsSpan(before, _end - before).Contains('\0'))
        {
            throw new TableException(file, null, null, "is no text: it has characters of code 0. A text of UTF-16 without a byte order "
                + "mark needs CsvOptions.Encoding; other files are to be saved as CSV first.");
        }

        return _end > before;
    }

    private TableException Error(long line, string problem) => new(file, line, null, problem);

    private struct Field
    {
        public int Start, Length;
        public bool IsQuoted, HasDoubled;
    }
}
