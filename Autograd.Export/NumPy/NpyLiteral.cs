using System.Globalization;
using System.Text;
using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Export;

/// <summary>
/// The dictionary that a .npy file begins with: a literal of Python, of which exactly what NumPy writes is understood, and nothing run.
/// </summary>
/// <param name="text">The header.</param>
/// <param name="start">Where in the file it begins.</param>
/// <param name="file">The file, for messages.</param>
internal ref struct NpyLiteral(ReadOnlySpan<byte> text, long start, SourceFile file)
{
    private const string Expected = "expected {'descr': ..., 'fortran_order': ..., 'shape': (...)}";
    private readonly ReadOnlySpan<byte> _text = text;
    private int _at;

    /// <summary>Reads the whole of it.</summary>
    public NpyHeader Read()
    {
        (string Word, int At)? descr = null;
        bool? isFortran = null;
        Shape? shape = null;
        Expect('{');
        for (bool goesOn = true; goesOn && Next() != '}';)
        {
            int at = _at;
            string key = Word("a key");
            Expect(':');
            bool isTwice = (key == "descr" && descr is not null) || (key == "shape" && shape is not null)
                || (key == "fortran_order" && isFortran is not null);
            if (isTwice)
            {
                throw Wrong($"the header names '{key}' twice", at);
            }

            at = SkipSpaces();
            switch (key)
            {
                case "descr":
                    descr = Next() is '[' or '('
                        ? throw Wrong("the array is structured: its elements have fields. Write each field as an array of its own")
                        : (Word("the type of the elements"), at);
                    break;
                case "fortran_order":
                    isFortran = Truth();
                    break;
                case "shape":
                    shape = Sizes();
                    break;
                default:
                    throw Wrong($"the header has a key '{key}'; {Expected}", at);
            }

            goesOn = Next() == ',';
            _at += goesOn ? 1 : 0;
        }

        Expect('}');
        while (_at < _text.Length && _text[_at] == ' ')
        {
            _at++;
        }

        if (_at != _text.Length - 1 || _text[_at] != '\n')
        {
            throw Wrong("the header does not end with a line break behind its dictionary");
        }

        string missing = descr is null ? "descr" : isFortran is null ? "fortran_order" : "shape";
        (ElementType type, bool isBigEndian) = descr is { } known && isFortran is not null && shape is not null
            ? Type(known.Word, known.At)
            : throw Wrong($"the header lacks '{missing}'; {Expected}", 0);
        return new(type, isBigEndian, isFortran.Value, shape);
    }

    private readonly (ElementType Type, bool IsBigEndian) Type(string word, int at)
    {
        char order = word.Length > 0 ? word[0] : ' ';
        ElementType? type = order is not ('<' or '>' or '|' or '=') ? null : word[1..] switch
        {
            "f2" => ElementType.Float16,
            "f4" => ElementType.Float32,
            "f8" => ElementType.Float64,
            "i1" => ElementType.Int8,
            "i2" => ElementType.Int16,
            "i4" => ElementType.Int32,
            "i8" => ElementType.Int64,
            "u1" => ElementType.UInt8,
            "u2" => ElementType.UInt16,
            "u4" => ElementType.UInt32,
            "u8" => ElementType.UInt64,
            "b1" => ElementType.Bool,
            _ => null,
        };
        return type is not null
            ? (type, order == '>' || (order != '<' && !BitConverter.IsLittleEndian))
            : throw Wrong(
                (word.Length > 1 ? word[1] : ' ') switch
                {
                    'O' => $"the elements '{word}' are Python objects, and reading them would run code. Write numbers, with array.astype",
                    'c' => $"the elements '{word}' are complex numbers. Write real and imaginary part as arrays of their own",
                    'U' or 'S' or 'a' => $"the elements '{word}' are texts; expected numbers or truth values",
                    'M' or 'm' => $"the elements '{word}' are times. Write them as numbers, with array.astype('i8')",
                    'V' => $"the elements '{word}' are raw bytes; expected numbers or truth values",
                    _ => $"the elements are '{word}'; expected f2, f4, f8, i1 to i8, u1 to u8 or b1 behind their byte order",
                },
                at);
    }

    private Shape Sizes()
    {
        int at = _at;
        Expect('(');
        List<int> sizes = [];
        bool isTuple = true;
        while (Next() != ')')
        {
            if (!isTuple)
            {
                throw Wrong($"there is no comma between two sizes of the shape");
            }

            sizes.Add(Size());
            isTuple = Next() == ',';
            _at += isTuple ? 1 : 0;
        }

        _at++;
        try
        {
            return isTuple || sizes.Count > 1 ? Shape.Of(sizes.ToArray()) : throw Wrong("the shape is a number; expected a tuple", at);
        }
        catch (ArgumentException error)
        {
            throw Wrong(error.Message, at);
        }
    }

    private int Size()
    {
        int at = SkipSpaces();
        long size = 0;
        for (; _at < _text.Length && char.IsAsciiDigit((char)_text[_at]); _at++)
        {
            size = Math.Min((10 * size) + (_text[_at] - '0'), int.MaxValue + 1L);
        }

        if (_at == at || size > int.MaxValue)
        {
            throw Wrong(
                _at == at ? "there is no number where a size is expected"
                    : string.Create(CultureInfo.InvariantCulture, $"a size of the shape is larger than {int.MaxValue}"),
                at);
        }

        // As Python 2 wrote long integers.
        _at += _at < _text.Length && _text[_at] == 'L' ? 1 : 0;
        return (int)size;
    }

    private bool Truth()
    {
        ReadOnlySpan<byte> rest = _text[_at..];
        bool isTrue = rest.StartsWith("True"u8);
        _at += isTrue ? 4 : rest.StartsWith("False"u8) ? 5 : throw Wrong("fortran_order is neither True nor False");
        return isTrue;
    }

    private string Word(string what)
    {
        char quote = Next();
        int end = quote is '\'' or '"' ? _text[(_at + 1)..].IndexOf((byte)quote) : -1;
        ReadOnlySpan<byte> word = end < 0
            ? throw Wrong($"there is no text in quotes where {what} is expected; {Expected}")
            : _text.Slice(_at + 1, end);
        if (word.IndexOfAnyExceptInRange((byte)' ', (byte)'~') >= 0 || word.Contains((byte)'\\'))
        {
            throw Wrong($"{what} has other characters than NumPy writes there");
        }

        _at += end + 2;
        return Encoding.ASCII.GetString(word);
    }

    private void Expect(char sign)
    {
        if (Next() != sign)
        {
            throw Wrong($"the header is not what NumPy writes: '{sign}' is missing; {Expected}");
        }

        _at++;
    }

    // The next sign behind spaces; none at the end.
    private char Next() => SkipSpaces() < _text.Length ? (char)_text[_at] : '\0';

    private int SkipSpaces()
    {
        while (_at < _text.Length && _text[_at] == ' ')
        {
            _at++;
        }

        return _at;
    }

    private readonly TensorFileException Wrong(string message, int? at = null) => file.Damage(message, start + (at ?? _at));
}
