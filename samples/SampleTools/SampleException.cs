namespace SampleTools;

/// <summary>What the user can put right: a wrong option, a garbled file, a training that diverged. The message is one line.</summary>
public sealed class SampleException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What is wrong, in one line.</param>
    public SampleException(string message)
        : base(message)
    {
    }

    /// <summary>Foreign text as it may stand in a one-line message: without control characters, and short.</summary>
    /// <param name="text">The text.</param>
    public static string Quote(string text)
    {
        const int longest = 40;
        string visible = new([.. text.Take(longest).Select(c => char.IsControl(c) ? '?' : c)]);
        return text.Length > longest ? $"'{visible}...'" : $"'{visible}'";
    }
}
