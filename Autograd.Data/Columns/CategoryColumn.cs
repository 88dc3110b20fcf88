using System.Globalization;

namespace Autograd.Data;

/// <summary>
/// Words that come again and again. Each value is the number of its word in <see cref="Categories"/>, -1 where it is missing. The
/// words are in order, of numbers where all of them are whole numbers and else of their characters, so that the order of the rows does
/// not matter.
/// </summary>
public sealed class CategoryColumn : Column
{
    private readonly ReadOnlyMemory<int> _codes;

    /// <summary>A column of words, null or empty where one is missing.</summary>
    /// <param name="name">The name.</param>
    /// <param name="values">The words.</param>
    public CategoryColumn(string name, IEnumerable<string?> values)
        : this(name, Sorted(values))
    {
    }

    internal CategoryColumn(string name, ReadOnlyMemory<int> codes, IReadOnlyList<string> categories, IReadOnlyList<string>? notes)
        : base(name, codes.Length, codes.Span.Count(-1), notes)
    {
        _codes = codes;
        Categories = categories;
    }

    private CategoryColumn(string name, (int[] Codes, string[] Categories) sorted)
        : this(name, sorted.Codes, sorted.Categories, null)
    {
    }

    /// <inheritdoc/>
    public override ColumnKind Kind => ColumnKind.Category;

    /// <summary>The different words; a selection of rows keeps those that it does not have, so that codes mean the same.</summary>
    public IReadOnlyList<string> Categories { get; }

    /// <summary>Of each row the position in <see cref="Categories"/>, -1 where the value is missing.</summary>
    public ReadOnlySpan<int> Codes => _codes.Span;

    /// <summary>The word in a row, null where it is missing.</summary>
    /// <param name="row">The row, from 0.</param>
    public string? this[int row] => Codes[row] is >= 0 and var code ? Categories[code] : null;

    /// <summary>How often each of <see cref="Categories"/> is there.</summary>
    /// <returns>As many numbers as there are categories.</returns>
    public int[] CountCategories()
    {
        int[] counts = new int[Categories.Count];
        foreach (int code in Codes)
        {
            if (code >= 0)
            {
                counts[code]++;
            }
        }

        return counts;
    }

    /// <summary>Words in order, with the codes of the values that were numbered as the words came.</summary>
    internal static (int[] Codes, string[] Categories) InOrder(int[] codes, string[] words)
    {
        int[] order = [.. Enumerable.Range(0, words.Length)];
        if (words.All(word => long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)))
        {
            long[] numbers = [.. words.Select(word => long.Parse(word, CultureInfo.InvariantCulture))];
            Array.Sort(order, (a, b) => numbers[a] != numbers[b]
                ? numbers[a].CompareTo(numbers[b]) : string.CompareOrdinal(words[a], words[b]));
        }
        else
        {
            Array.Sort(order, (a, b) => string.CompareOrdinal(words[a], words[b]));
        }

        int[] place = new int[words.Length];
        for (int i = 0; i < order.Length; i++)
        {
            place[order[i]] = i;
        }

        foreach (ref int code in codes.AsSpan())
        {
            code = code < 0 ? -1 : place[code];
        }

        return (codes, [.. order.Select(i => words[i])]);
    }

    internal override double Key(int row) => Codes[row] is >= 0 and var code ? code : double.NaN;

    internal override string Describe()
    {
        int[] counts = CountCategories();
        int[] most = [.. Enumerable.Range(0, counts.Length).OrderByDescending(i => counts[i])];
        return FormattableString.Invariant($"{counts.Length:N0}: ")
            + string.Join(", ", most.Take(8).Select(i => FormattableString.Invariant($"{Quoted.Plain(Categories[i])} {counts[i]:N0}")))
            + (most.Length > 8 ? ", …" : "");
    }

    internal override Column Select(ReadOnlySpan<int> rows) =>
        new CategoryColumn(Name, Gather(Codes, rows), Categories, Notes) { Doubt = Doubt };

    private static (int[] Codes, string[] Categories) Sorted(IEnumerable<string?> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        Dictionary<string, int> known = [];
        List<int> codes = [];
        foreach (string? value in values)
        {
            int code = -1;
            if (!string.IsNullOrEmpty(value) && !known.TryGetValue(value, out code))
            {
                code = known.Count;
                known.Add(value, code);
            }

            codes.Add(string.IsNullOrEmpty(value) ? -1 : code);
        }

        return InOrder([.. codes], [.. known.Keys]);
    }
}
