using System.Globalization;
using System.Text.Json.Serialization;

namespace Autograd.Data;

/// <summary>
/// Categories. Place 0 is for missing and unseen ones, and for those that were too rare in training to learn anything of. Few places are a
/// number each, 1 for that of the value and 0 for the others; many are the rows of an embedding.
/// </summary>
internal sealed class CategoryEncoder : ColumnEncoder
{
    private readonly Dictionary<string, int> _positions = [];

    [JsonConstructor]
    public CategoryEncoder(string name, IReadOnlyList<string> categories, IReadOnlyList<int> places, int embeddingSize)
        : base(name)
    {
        (Categories, Places, EmbeddingSize) = (categories, places, embeddingSize);
        for (int i = 0; i < categories.Count; i++)
        {
            _positions.TryAdd(categories[i], i);
        }

        PlaceCount = 1 + (places.Count == 0 ? 0 : places.Max());
        foreach (int place in places)
        {
            HasShared |= place == 0;
        }
    }

    public override ColumnKind Kind => ColumnKind.Category;

    public override int FeatureCount => EmbeddingSize > 0 ? 0 : PlaceCount;

    /// <summary>The words of training, in order.</summary>
    public IReadOnlyList<string> Categories { get; }

    /// <summary>The place of each word.</summary>
    public IReadOnlyList<int> Places { get; }

    /// <summary>How many numbers a row of the embedding has; 0 where there is none.</summary>
    public int EmbeddingSize { get; }

    public override IReadOnlyList<string> CategoryNames => Categories;

    internal override int EmbeddingRows => EmbeddingSize > 0 ? PlaceCount : 0;

    private int PlaceCount { get; }

    private bool HasShared { get; }

    internal override string? Problem => Categories.Count == 0 || Categories.Contains(null!) || _positions.Count < Categories.Count
        ? "its categories are missing or there twice"
        : Places.Count != Categories.Count || Places.Any(place => place < 0 || place > Categories.Count) || EmbeddingSize is < 0 or > 1024
            ? "its places do not fit its categories" : null;

    /// <summary>Learns from the column in training; null where there is only one place.</summary>
    public static CategoryEncoder? Fit(string name, ReadOnlySpan<int> codes, IReadOnlyList<string> words, TabularOptions options)
    {
        int[] counts = new int[words.Count];
        int missing = 0;
        foreach (int code in codes)
        {
            _ = code < 0 ? missing++ : counts[code]++;
        }

        int[] seen = [.. Enumerable.Range(0, words.Count).Where(i => counts[i] > 0)];
        bool areMany = seen.Length > options.MostOneHot;
        int[] places = new int[seen.Length];
        int last = 0;
        for (int i = 0; i < seen.Length; i++)
        {
            places[i] = areMany && counts[seen[i]] < options.RareBelow ? 0 : ++last;
        }

        bool tells = last > 1 || (last == 1 && (missing > 0 || places.Contains(0)));
        return tells ? new(name, [.. seen.Select(i => words[i])], places, areMany ? Size(last + 1) : 0) : null;
    }

    internal override void Encode(double value, Span<float> features)
    {
        if (EmbeddingSize == 0)
        {
            features[..PlaceCount].Clear();
            features[Place(value)] = 1;
        }
    }

    internal override int EmbeddingRow(double value) => Place(value);

    internal override bool IsUnseen(double value) => value < 0;

    internal override double[]? Values(Column column)
    {
        switch (column)
        {
            case CategoryColumn words:
                double[] values = new double[words.Count];
                double[] positions = [.. words.Categories.Select(Position)];
                for (int i = 0; i < values.Length; i++)
                {
                    values[i] = words.Codes[i] < 0 ? double.NaN : positions[words.Codes[i]];
                }

                return values;
            case NumberColumn numbers:
                return Array.ConvertAll(numbers.Values.ToArray(), value =>
                    double.IsNaN(value) ? double.NaN : Position(TargetEncoder.Text(value)));
            case BooleanColumn booleans:
                double whenTrue = AnyCase(booleans.TrueText), whenFalse = AnyCase(booleans.FalseText);
                return Array.ConvertAll(booleans.Values.ToArray(), value => value < 0 ? double.NaN : value == 1 ? whenTrue : whenFalse);
            default:
                return null;
        }
    }

    internal override bool TryParse(ReadOnlySpan<char> text, CsvOptions reading, out double value)
    {
        Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup = _positions.GetAlternateLookup<ReadOnlySpan<char>>();
        value = lookup.TryGetValue(text, out int position) || lookup.TryGetValue(text.Trim(), out position) ? position : -1;
        return true;
    }

    internal override bool TryConvert(object given, out double value)
    {
        value = Position(Convert.ToString(given, CultureInfo.InvariantCulture) ?? "");
        return given is IConvertible or Guid or Enum;
    }

    internal override ColumnBuilder Builder(CsvOptions reading, int capacity) => new CategoryBuilder(Name, isGiven: true, capacity);

    internal override string Describe() => (EmbeddingSize > 0
        ? FormattableString.Invariant($"{Categories.Count:N0} categories, {Numbers(EmbeddingSize)} learned for each")
        : FormattableString.Invariant($"{Categories.Count} categories, a number for each"))
        + (HasShared ? FormattableString.Invariant($"; {Places.Count(place => place == 0):N0} rare ones share theirs") : "");

    // A column of booleans does not keep how they were written.
    private double AnyCase(string word) =>
        Categories.ToList().FindIndex(category => category.Equals(word, StringComparison.OrdinalIgnoreCase));

    private double Position(string word) => _positions.TryGetValue(word, out int position) ? position : -1;

    private int Place(double value) => value >= 0 && value < Places.Count ? Places[(int)value] : 0;

    // The fourth root of how many there are: 3 of 20, 9 of 5,000.
    private static int Size(int places) => (int)Math.Ceiling(Math.Sqrt(Math.Sqrt(places)));
}
