using System.Text;
using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// How several processes compute the chunks of one step together: each a stretch of them that is a subtree, and what this does is the tree
/// above. In each step all processes call <see cref="Gather"/> once and then, where the loss is finite, <see cref="Sum"/> once.
/// </summary>
internal abstract class ChunkExchange
{
    private const int Around = 30;

    /// <summary>How many processes there are: a power of two.</summary>
    public abstract int Count { get; }

    /// <summary>Which of them this is, from 0 on: of n chunks it computes those from n·Rank/Count on.</summary>
    public abstract int Rank { get; }

    /// <summary>
    /// Tells all processes something, and returns what each has told, in the order of their ranks; refuses processes that are in other
    /// calls, whose bytes mean other things.
    /// </summary>
    /// <param name="own">What this one tells; the lengths may differ.</param>
    /// <param name="what">What it is, in words: the same in all processes.</param>
    public byte[][] Gather(ReadOnlySpan<byte> own, string what)
    {
        byte[] call = Encoding.UTF8.GetBytes(what);
        byte[] told = [.. BitConverter.GetBytes(call.Length), .. call, .. own];
        byte[][] all = Gathered(told, what);
        int other = Array.FindIndex(all, there => !Call(there).SequenceEqual(Call(all[0])));
        if (other >= 0)
        {
            throw Refused($"the ranks do not do the same: rank 0 is in {Text(all[0])}, and rank {other} in {Text(all[other])}. One has " +
                "passed over an error, has fewer batches or other settings; let all do the same.");
        }

        return Array.ConvertAll(all, there => there[(sizeof(int) + call.Length)..]);

        static ReadOnlySpan<byte> Call(byte[] there) => there.AsSpan(0, sizeof(int) + BitConverter.ToInt32(there));

        static string Text(byte[] there) => Encoding.UTF8.GetString(Call(there)[sizeof(int)..]);
    }

    /// <summary>The same, of which nothing is compared.</summary>
    /// <param name="own">What this one tells.</param>
    /// <param name="what">What it is, for whoever tells where one failed.</param>
    protected abstract byte[][] Gathered(ReadOnlySpan<byte> own, string what);

    /// <summary>
    /// Adds up a block of numbers that each process has, element by element in its type; afterwards all have the sum, to the bit. In round
    /// r = 0, 1, ... a process and the one whose rank differs in bit r have the sum of their blocks: the lower rank's plus the upper's.
    /// </summary>
    /// <param name="block">The block, changed in place: one axis, Float32 or Float64.</param>
    public abstract void Sum(Tensor block);

    /// <summary>The step that the processes are in, for whoever tells where one failed.</summary>
    public virtual long Step { get; set; }

    /// <summary>How many steps were begun, failed ones with them.</summary>
    public long Begun { get; set; }

    /// <summary>Whether any of the processes says so.</summary>
    public bool Any(bool own, string what) => Array.Exists(Gather([(byte)(own ? 1 : 0)], what), told => told[0] != 0);

    /// <summary>Refuses processes that differ in what must be the same.</summary>
    /// <param name="what">What it is, in words.</param>
    /// <param name="value">What it is here; a fingerprint where it is long.</param>
    /// <param name="why">What it tells where it is another.</param>
    /// <exception cref="Exception">It is not the same in all processes: in all of them, <see cref="Refused"/>.</exception>
    public void ExpectSame(string what, string value, string why = "")
    {
        byte[][] told = Gather(Encoding.UTF8.GetBytes(value), $"the comparison of {what}");
        string[] values = Array.ConvertAll(told, Encoding.UTF8.GetString);
        int other = Array.FindIndex(values, there => there != values[0]);
        if (other >= 0)
        {
            throw Refused(
                $"the ranks differ in {what}{why}: it is {Part(values[0])} on rank 0, and {Part(values[other])} on rank {other}. " +
                "Start all ranks with the same program, options and data.");
        }

        // Of a long one, where they begin to differ.
        string Part(string text)
        {
            int same = Math.Max(0, text.AsSpan().CommonPrefixLength(text == values[0] ? values[other] : values[0]) - Around);
            return text.Length <= 4 * Around ? $"'{text}'" : $"'…{text[same..Math.Min(text.Length, same + (3 * Around))]}…'";
        }
    }

    /// <summary>The error that all processes throw which refuse each other.</summary>
    protected virtual Exception Refused(string why) => new InvalidOperationException($"DataParallel: {why}");
}
