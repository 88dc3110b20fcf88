using System.Globalization;
using System.Text;
using SampleTools;

namespace NextCharacter;

/// <summary>
/// A text as numbers, one for each of its characters, in three parts: to train on, to fit the trigram model's weights on, and held out.
/// A character that the first part never has is number 0.
/// </summary>
internal sealed class Corpus
{
    /// <summary>The number of a character that training never sees.</summary>
    internal const int Unseen = 0;

    private const int Fewest = 1000;
    private const long Largest = 100_000_000;
    private readonly Rune[] _characters;

    private Corpus(string name, Rune[] text)
    {
        if (text.Length < Fewest)
        {
            throw new SampleException(string.Create(CultureInfo.InvariantCulture,
                $"{name}: expected a text of at least {Fewest} characters, found {text.Length}"));
        }

        int train = text.Length * 8 / 10, development = text.Length / 10;
        _characters = [new Rune('□'), .. text[..train].Distinct().Order()];
        Dictionary<Rune, int> numbers = [];
        for (int i = 1; i < _characters.Length; i++)
        {
            numbers.Add(_characters[i], i);
        }

        int[] all = Array.ConvertAll(text, character => numbers.GetValueOrDefault(character, Unseen));
        (Train, Development, HeldOut) = (all[..train], all[train..(train + development)], all[(train + development)..]);
        Name = name;
    }

    /// <summary>What the text is called.</summary>
    internal string Name { get; }

    /// <summary>The first eight tenths of the text.</summary>
    internal int[] Train { get; }

    /// <summary>The tenth behind.</summary>
    internal int[] Development { get; }

    /// <summary>The last tenth.</summary>
    internal int[] HeldOut { get; }

    /// <summary>How many different characters there are, the unseen one among them.</summary>
    internal int Count => _characters.Length;

    /// <summary>A text from a file, or the built-in one.</summary>
    /// <exception cref="SampleException">There is no such file, or it is none of text, or too small.</exception>
    internal static Corpus Load(string? file)
    {
        if (file is null)
        {
            using Stream alice = typeof(Corpus).Assembly.GetManifestResourceStream("NextCharacter.Alice.txt")!;
            using var reader = new StreamReader(alice, Encoding.UTF8);
            return new("Alice's Adventures in Wonderland", [.. reader.ReadToEnd().EnumerateRunes()]);
        }

        string name = Path.GetFileName(file);
        return new(name.Length > 0 ? name : file, [.. Read(file).EnumerateRunes()]);
    }

    /// <summary>The character of a number.</summary>
    internal Rune Character(int number) => _characters[number];

    private static string Read(string file)
    {
        try
        {
            var info = new FileInfo(file);
            if (info.Exists && info.Length > Largest)
            {
                throw new SampleException(string.Create(CultureInfo.InvariantCulture,
                    $"--text: expected at most {Largest} bytes, found {info.Length} in {SampleException.Quote(file)}"));
            }

            // Whatever the line ends with, it ends with one character; a byte order mark is none.
            string text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(file));
            return text.TrimStart('\uFEFF').ReplaceLineEndings("\n");
        }
        catch (DecoderFallbackException e)
        {
            throw new SampleException(string.Create(CultureInfo.InvariantCulture,
                $"--text: expected UTF-8, found other bytes from {e.Index} on in {SampleException.Quote(file)}"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new SampleException($"--text: expected a file that can be read, found {SampleException.Quote(file)}: " +
                $"{e.Message.ReplaceLineEndings(" ")}");
        }
    }
}
