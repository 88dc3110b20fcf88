namespace LargeVocabulary;

/// <summary>What the user can put right: a wrong option, a training that diverged. The message is one line.</summary>
internal sealed class SampleException(string message) : Exception(message)
{
    /// <summary>Foreign text as it may stand in a one-line message: without control characters, and short.</summary>
    internal static string Quote(string text)
    {
        const int longest = 40;
        string visible = new([.. text.Take(longest).Select(c => char.IsControl(c) ? '?' : c)]);
        return text.Length > longest ? $"'{visible}...'" : $"'{visible}'";
    }
}
