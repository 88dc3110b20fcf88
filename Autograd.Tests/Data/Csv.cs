using Autograd.Data;

namespace Autograd.Tests.Data;

/// <summary>Tables of text, for tests.</summary>
internal static class Csv
{
    public static Table Read(string text, CsvOptions? options = null) => Table.ReadCsv(new StringReader(text), options, "test.csv");

    public static Table ReadBytes(byte[] bytes, CsvOptions? options = null, string name = "test.csv")
    {
        using var source = CsvSource.Of(new MemoryStream(bytes), name, options?.Encoding);
        return new CsvImport(source, options ?? new()).Read();
    }

    public static double[] Numbers(Table table, string name) => ((NumberColumn)table[name]).Values.ToArray();

    /// <summary>What is said of a text that is no table.</summary>
    public static TableException Refused(string text, CsvOptions? options = null) =>
        Should.Throw<TableException>(() => Read(text, options));
}
