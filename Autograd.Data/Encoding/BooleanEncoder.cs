using System.Text.Json.Serialization;

namespace Autograd.Data;

/// <summary>True is 1, false -1, a missing one 0, and marked where some were missing in training.</summary>
[method: JsonConstructor]
internal sealed class BooleanEncoder(string name, string trueText, string falseText, bool marksMissing) : ColumnEncoder(name)
{
    public override ColumnKind Kind => ColumnKind.Boolean;

    public override int FeatureCount => MarksMissing ? 2 : 1;

    public string TrueText { get; } = trueText;

    public string FalseText { get; } = falseText;

    public bool MarksMissing { get; } = marksMissing;

    internal override string? Problem => null;

    /// <summary>Learns from the column in training; null where it is always the same.</summary>
    public static BooleanEncoder? Fit(BooleanColumn column) =>
        (column.Values.Contains((sbyte)0) ? 1 : 0) + (column.Values.Contains((sbyte)1) ? 1 : 0) + (column.Missing > 0 ? 1 : 0) > 1
            ? new(column.Name, column.TrueText, column.FalseText, column.Missing > 0) : null;

    internal override void Encode(double value, Span<float> features)
    {
        features[0] = value == 1 ? 1 : value == 0 ? -1 : 0;
        if (MarksMissing)
        {
            features[1] = double.IsNaN(value) ? 1 : 0;
        }
    }

    internal override double[]? Values(Column column)
    {
        switch (column)
        {
            case BooleanColumn booleans:
                double[] values = new double[booleans.Count];
                for (int i = 0; i < values.Length; i++)
                {
                    values[i] = booleans.Values[i] < 0 ? double.NaN : booleans.Values[i];
                }

                return values;
            case NumberColumn numbers when !numbers.Values.ToArray().Any(value => value is not (0 or 1 or double.NaN)):
                return numbers.Values.ToArray();
            default:
                return null;
        }
    }

    internal override bool TryParse(ReadOnlySpan<char> text, CsvOptions reading, out double value)
    {
        bool isKnown = BooleanText.Find(text, out bool isTrue) >= 0;
        value = isTrue ? 1 : 0;
        return isKnown;
    }

    internal override bool TryConvert(object given, out double value)
    {
        value = given is bool isTrue ? (isTrue ? 1 : 0) : Number(given) ?? -1;
        return value is 0 or 1;
    }

    internal override ColumnBuilder Builder(CsvOptions reading, int capacity) =>
        new BooleanBuilder(Name, BooleanText.Find(TrueText, out _), capacity, takesAny: true);

    internal override string Describe() => $"{TrueText} is 1, {FalseText} is -1" + (MarksMissing ? "; missing ones are 0, and marked" : "");
}
