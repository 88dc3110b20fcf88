namespace Autograd.Nn;

/// <summary>
/// A file that is not what it should be: damaged, cut off, of another format, or with tensors that do not fit. The message says which file,
/// what is wrong in it, where, and what was expected. Whoever loads has then loaded nothing: no parameter has changed.
/// </summary>
/// <remarks>
/// That a file is not there, or that it may not be read, is no matter of its content: for that there are <see cref="IOException"/> and
/// <see cref="UnauthorizedAccessException"/>, as everywhere.
/// </remarks>
public sealed class TensorFileException : FormatException
{
    /// <summary>An error without a message.</summary>
    public TensorFileException()
    {
    }

    /// <summary>An error with a message.</summary>
    /// <param name="message">The message.</param>
    public TensorFileException(string message)
        : base(message)
    {
    }

    /// <summary>An error with a message and what caused it.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause.</param>
    public TensorFileException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>An error in a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="problem">What is wrong, and what was expected.</param>
    /// <param name="offset">The byte at which it is wrong, where there is one.</param>
    /// <param name="innerException">The cause.</param>
    public TensorFileException(string path, string problem, long? offset, Exception? innerException = null)
        : base(FormattableString.Invariant($"'{path}'{(offset is { } at ? $", byte {at:D}" : "")}: {problem}"), innerException)
    {
        Path = path;
        Offset = offset;
    }

    /// <summary>The file.</summary>
    public string? Path { get; }

    /// <summary>The byte at which it is wrong, counted from the file's beginning; null where it is not one place.</summary>
    public long? Offset { get; }
}
