using System.Text;
using Autograd.Core;

namespace NextCharacter;

/// <summary>Goes on with a text: each character is drawn from what the reader expects, and read.</summary>
internal static class Writer
{
    // So many columns that a line fits a terminal.
    private const int Columns = 76;

    // As many characters of the text are read before anything is written.
    private const int Before = 200;

    /// <summary>Writes.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="corpus">The text whose first part is gone on with.</param>
    /// <param name="length">How many characters to write.</param>
    /// <param name="beta">The inverse temperature.</param>
    /// <param name="generator">What draws.</param>
    internal static string Write(Reader reader, Corpus corpus, int length, double beta, Generator generator)
    {
        var text = new StringBuilder();
        int[] next = corpus.Train[^Math.Min(Before, corpus.Train.Length)..];
        Tensor[]? memory = null;
        for (int i = 0; i < length; i++)
        {
            using var scope = new TensorScope();
            (Tensor scores, Tensor[] now) = reader.Read(Tensor.From(next).Unsqueeze(0), memory);
            memory = Array.ConvertAll(now, tensor => tensor.Detach());
            next = [Draw(scores[0, ^1].Softmax(-1, beta).ToArray<float>(), generator)];
            text.Append(corpus.Character(next[0]).ToString());
        }

        return text.ToString();
    }

    /// <summary>The text in lines that fit a terminal, without characters that would move its cursor.</summary>
    internal static IEnumerable<string> Lines(string text)
    {
        foreach (string line in text.Split('\n'))
        {
            string rest = new([.. line.Select(character => char.IsControl(character) ? ' ' : character)]);
            for (; rest.Length > Columns; rest = rest.TrimStart())
            {
                int end = rest.LastIndexOf(' ', Columns);
                end = end > 0 ? end : char.IsHighSurrogate(rest[Columns - 1]) ? Columns - 1 : Columns;
                yield return rest[..end];
                rest = rest[end..];
            }

            yield return rest;
        }
    }

    // A character that training never saw cannot be written.
    private static int Draw(float[] probabilities, Generator generator)
    {
        double left = generator.NextDouble() * (probabilities.Sum(p => (double)p) - probabilities[Corpus.Unseen]);
        int drawn = Corpus.Unseen;
        do
        {
            left -= probabilities[++drawn];
        }
        while (left >= 0 && drawn < probabilities.Length - 1);

        return drawn;
    }
}
