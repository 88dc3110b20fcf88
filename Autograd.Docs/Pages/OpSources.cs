using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Autograd.Docs;

/// <summary>The files of Autograd.Core/Ops, found by the name of the op that each defines.</summary>
internal sealed partial class OpSources
{
    private readonly Dictionary<string, OpSource> _byName = new(StringComparer.Ordinal);

    /// <summary>Reads the sources.</summary>
    /// <param name="root">The repository.</param>
    internal OpSources(string root)
    {
        Dictionary<string, string> texts = Repository.FilesIn(Path.Combine(root, "Autograd.Core", "Ops"))
            .Where(file => file.EndsWith(".cs", StringComparison.Ordinal))
            .ToDictionary(file => file, file => File.ReadAllText(Path.Combine(root, "Autograd.Core", "Ops", file)));
        Dictionary<string, string> defaults = texts.Values.SelectMany(text => Types().Matches(text))
            .SelectMany(type => Default().Matches(type.Groups[2].Value).Select(match => (Type: type.Groups[1].Value, match.Groups)))
            .ToDictionary(found => $"{found.Type}.{found.Groups[1].Value}", found => found.Groups[2].Value);
        foreach ((string file, string text) in texts)
        {
            // A reader of the page wants the number, not the constant that states it.
            string readable = UseOfDefault().Replace(text, match => defaults.GetValueOrDefault(match.Value, match.Value));
            foreach (Match match in DefinedName().Matches(text))
            {
                _byName[match.Groups[1].Value] = new($"Autograd.Core/Ops/{file}", readable);
            }
        }
    }

    /// <summary>The file of an op.</summary>
    /// <param name="op">The definition.</param>
    /// <exception cref="InvalidOperationException">No file defines it.</exception>
    internal OpSource Of(Core.OpDefinition op) => _byName.TryGetValue(op.Name, out OpSource? source)
        ? source
        : throw new InvalidOperationException($"No file in Autograd.Core/Ops says Name = \"{op.Name}\".");

    // In the definition itself, or as a constant that it shares with the messages.
    [GeneratedRegex(@"^\s+(?:Name|\w+ const string \w+) = ""([a-z0-9_]+)""[,;]", RegexOptions.Multiline)]
    private static partial Regex DefinedName();

    [GeneratedRegex(@"^internal [^\n]*?(?:class|struct) (\w+)(.*?)^\}", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Types();

    [GeneratedRegex(@"const \w+ (Default\w+) = ([^;]+);")]
    private static partial Regex Default();

    [GeneratedRegex(@"\b\w+\.Default\w+\b")]
    private static partial Regex UseOfDefault();
}

/// <summary>The file that holds an op: what a user calls, and what its comments say.</summary>
internal sealed partial class OpSource
{
    private readonly XElement[] _comments;

    /// <summary>Reads a file.</summary>
    /// <param name="path">Its path in the repository.</param>
    /// <param name="text">Its text.</param>
    internal OpSource(string path, string text)
    {
        Path = path;
        Methods =
            [.. UserClass(
            ).Matches(text).SelectMany(part => Method().Matches(part.Groups[1].Value)).Select(match =>
            Read(match.Groups[1].Value, match.Groups[2].Value))];
        _comments = Methods.Count > 0 ? [.. Methods.Select(method => method.Comment)]
            : [.. OpClass().Matches(text).Select(match => Read(match.Groups[1].Value, "").Comment)];
    }

    /// <summary>The path in the repository.</summary>
    internal string Path { get; }

    /// <summary>What a user calls, the main method first.</summary>
    internal IReadOnlyList<(string Signature, XElement Comment)> Methods { get; }

    /// <summary>
    /// A part of the comment, "summary" or "remarks": of the first method that has one, or of the op itself where it is reached through
    /// another op's method.
    /// </summary>
    internal XElement? Comment(string part) =>
        _comments.Select(comment => comment.Element(part)).FirstOrDefault(element => element is not null);

    private static (string Signature, XElement Comment) Read(string comment, string signature)
    {
        string xml = string.Join('\n', comment.Split('\n').Select(line => line.Trim().TrimStart('/')));
        string code =
            string.Join('\n', signature.Split('\n').Select(line => line.StartsWith("    ", StringComparison.Ordinal) ? line[4..] : line));
        return (code.Trim(), XElement.Parse($"<comment>{xml}</comment>"));
    }

    [GeneratedRegex(@"^public (?:sealed |static )?(?:partial )?class Tensor\b[^{]*\{(.*?)^\}",
        RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex UserClass();

    [GeneratedRegex(@"((?:^///[^\n]*\n)+)internal (?:sealed|static) class \w+Op\b", RegexOptions.Multiline)]
    private static partial Regex OpClass();

    // A comment and what follows it up to the parenthesis that closes the parameters.
    [GeneratedRegex(@"((?:^    ///[^\n]*\n)+)(    public [^\n(]*\((?>[^()]+|(?<open>\()|(?<-open>\)))*(?(open)(?!))\))",
        RegexOptions.Multiline)]
    private static partial Regex Method();
}
