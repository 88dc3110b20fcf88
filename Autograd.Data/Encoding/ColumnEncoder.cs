using System.Globalization;
using System.Text.Json.Serialization;

namespace Autograd.Data;

/// <summary>
/// How the values of a column become numbers for a network, as <see cref="TabularEncoder.Fit(Table, TabularOptions)"/> has learned it from
/// the rows of training.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(NumberEncoder), "number")]
[JsonDerivedType(typeof(BooleanEncoder), "boolean")]
[JsonDerivedType(typeof(CategoryEncoder), "category")]
[JsonDerivedType(typeof(DateEncoder), "date")]
public abstract class ColumnEncoder
{
    private protected ColumnEncoder(string name) => Name = name;

    /// <summary>The name of the column.</summary>
    public string Name { get; }

    /// <summary>What its values are.</summary>
    [JsonIgnore]
    public abstract ColumnKind Kind { get; }

    /// <summary>How many numbers a value becomes, beside those of its embedding, where it has one.</summary>
    [JsonIgnore]
    public abstract int FeatureCount { get; }

    /// <summary>The categories, in order, of which some may share a place; none where it is no column of categories.</summary>
    [JsonIgnore]
    public virtual IReadOnlyList<string> CategoryNames => [];

    /// <summary>The rows of its embedding, of which 0 is for missing and unseen ones; 0 where it has none.</summary>
    internal virtual int EmbeddingRows => 0;

    /// <summary>
    /// Writes the features of a value. A value is a number; 1 for true and 0 for false; the position of a category, -1 for one that was
    /// not seen; the ticks of a date; and NaN where it is missing.
    /// </summary>
    internal abstract void Encode(double value, Span<float> features);

    /// <summary>The row of a value in the embedding.</summary>
    internal virtual int EmbeddingRow(double value) => 0;

    /// <summary>Whether a value, which may be missing, is unlike all of training.</summary>
    internal virtual bool IsUnseen(double value) => false;

    /// <summary>From where to where values were in training, in words; null where they have no order.</summary>
    [JsonIgnore]
    internal virtual string? Range => null;

    /// <summary>The values of a column of a table; null where it is of another kind.</summary>
    internal abstract double[]? Values(Column column);

    /// <summary>The value of a text, which is not missing.</summary>
    internal abstract bool TryParse(ReadOnlySpan<char> text, CsvOptions reading, out double value);

    /// <summary>The value of an object, which is not null and no text.</summary>
    internal abstract bool TryConvert(object given, out double value);

    /// <summary>Reads the column of another file.</summary>
    internal abstract ColumnBuilder Builder(CsvOptions reading, int capacity);

    /// <summary>What is expected of a value, in words.</summary>
    internal string Expected(CsvOptions reading) => Builder(reading, 0).Expected;

    /// <summary>What is wrong with what was read from a model's file, null where all is well.</summary>
    [JsonIgnore]
    internal abstract string? Problem { get; }

    /// <summary>What it does, in short.</summary>
    internal abstract string Describe();

    /// <summary>The column and what becomes of it.</summary>
    public override string ToString() => $"{Name}: {Describe()}";

    /// <summary>An object as a number; null where it is none, as an enumeration's name, which is a word.</summary>
    private protected static double? Number(object given) => given switch
    {
        Half half => (double)half,
        Enum => null,
        IConvertible number when number.GetTypeCode() is >= TypeCode.SByte and <= TypeCode.Decimal =>
            number.ToDouble(CultureInfo.InvariantCulture),
        _ => null,
    };

    private protected static string Numbers(int count) => count == 1 ? "1 number" : FormattableString.Invariant($"{count} numbers");
}
