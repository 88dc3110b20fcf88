namespace Autograd.Distributed;

/// <summary>
/// Why several processes cannot work together: there is no Open MPI or another MPI, a call of it failed, or the processes differ in what
/// must be the same.
/// </summary>
public sealed class MpiException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What is wrong, and what to do.</param>
    public MpiException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What is wrong, and what to do.</param>
    /// <param name="innerException">Where it comes from.</param>
    public MpiException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
