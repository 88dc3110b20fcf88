namespace Autograd.Data;

/// <summary>
/// The texts that stand for a missing value. Nearly every other text is told from them by its length or its first character.
/// </summary>
internal sealed class MissingTokens
{
    private readonly string[] _tokens;
    private readonly int _longest;
    private readonly bool[] _first = new bool[128];

    public MissingTokens(IEnumerable<string> tokens)
    {
        _tokens = [.. tokens.Select(token => token.Trim()).Where(token => token.Length > 0)];
        foreach (string token in _tokens)
        {
            _longest = Math.Max(_longest, token.Length);
            _first[token[0] & 127] = _first[char.ToUpperInvariant(token[0]) & 127] = _first[char.ToLowerInvariant(token[0]) & 127] = true;
        }
    }

    public bool Contains(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            return true;
        }

        if (text.Length > _longest || !_first[text[0] & 127])
        {
            return false;
        }

        foreach (string token in _tokens)
        {
            if (text.Equals(token, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
