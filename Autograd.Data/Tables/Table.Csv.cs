namespace Autograd.Data;

public sealed partial class Table
{
    /// <summary>
    /// Reads a CSV file. What separates its fields, whether it has a header, and what its columns are is found by looking; <paramref
    /// name="options"/> says it where it is known better. The file is read once from begin to end, and of it only the values are kept.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How it is to be read.</param>
    /// <exception cref="TableException">There is no such file, or it is no table; the message says where and why.</exception>
    /// <exception cref="ArgumentException">An option is none.</exception>
    public static Table ReadCsv(string path, CsvOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        options ??= new();
        options.Check();
        using var source = CsvSource.Open(path, options.Encoding);
        return new CsvImport(source, options).Read();
    }

    /// <summary>Reads CSV from a text, to its end. The reader stays open.</summary>
    /// <param name="text">The text.</param>
    /// <param name="options">How it is to be read.</param>
    /// <param name="name">What it is called in messages.</param>
    /// <exception cref="TableException">It is no table; the message says where and why.</exception>
    /// <exception cref="ArgumentException">An option is none.</exception>
    public static Table ReadCsv(TextReader text, CsvOptions? options = null, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        options ??= new();
        options.Check();
        return new CsvImport(CsvSource.Of(text, name ?? "table"), options).Read();
    }
}
