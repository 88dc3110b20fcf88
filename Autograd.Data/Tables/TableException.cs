namespace Autograd.Data;

/// <summary>
/// A file that no table can be read from: it is not there, it is no text, or something in it is not what it should be. The message is
/// one line that says which file, which line of it, which column, what was found, what was expected, and what to do.
/// </summary>
/// <remarks>
/// It is a <see cref="FormatException"/>, as of the library's other files. A file that is missing or may not be read is one too, with the
/// system's exception as its <see cref="Exception.InnerException"/>: whoever asks a person for a file wants one thing to catch, and
/// one line to show.
/// </remarks>
public sealed class TableException : FormatException
{
    /// <summary>An error without a message.</summary>
    public TableException()
    {
    }

    /// <summary>An error with a message.</summary>
    /// <param name="message">The message.</param>
    public TableException(string message)
        : base(message)
    {
    }

    /// <summary>An error with a message and what caused it.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause.</param>
    public TableException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>An error at a place of a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="line">The line, from 1; null where it is not one place.</param>
    /// <param name="column">The name of the column; null where it is not of one column.</param>
    /// <param name="problem">What is wrong, what was expected, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public TableException(string file, long? line, string? column, string problem, Exception? innerException = null)
        : base(
            file + (line is { } at ? FormattableString.Invariant($", line {at}") : "")
            + (column is null ? "" : $", column {Quoted.Text(column)}") + $": {problem}",
            innerException)
    {
        File = file;
        Line = line;
        Column = column;
    }

    /// <summary>The file, or what the text was called.</summary>
    public string? File { get; }

    /// <summary>The line of the file, from 1; null where it is not one place. Of a row over several lines, the first.</summary>
    public long? Line { get; }

    /// <summary>The name of the column; null where it is not of one column.</summary>
    public string? Column { get; }
}
