using System.Buffers.Binary;
using System.Text;

namespace Autograd.Distributed;

/// <summary>What a message between watches says.</summary>
internal enum FrameKind : byte
{
    /// <summary>To the first rank: where the sender is.</summary>
    Here,

    /// <summary>To the first rank: the sender's program is over, and what was thrown last there.</summary>
    Over,

    /// <summary>To the first rank: the sender failed, for the reason given.</summary>
    Failed,

    /// <summary>From the first rank: it is there.</summary>
    Alive,

    /// <summary>From the first rank: all programs are over.</summary>
    AllOver,

    /// <summary>The sender, who is the first rank if that can speak, has told what went wrong, and all end.</summary>
    Ending,
}

/// <summary>A message between watches: its length in four bytes, its kind in one, a place with its call, and a text.</summary>
internal readonly record struct Frame(FrameKind Kind, Place Place, string Text)
{
    private const int Head = sizeof(int), PlaceBytes = 4 * sizeof(long), LongestText = 1 << 16;

    /// <summary>A message without a place.</summary>
    public static Frame Of(FrameKind kind, string text = "") => new(kind, default, text);

    /// <summary>The message as bytes.</summary>
    public byte[] ToBytes()
    {
        byte[] text = Encoding.UTF8.GetBytes($"{Place.Call}\0{Text}");
        int length = Math.Min(text.Length, LongestText);
        byte[] bytes = new byte[Head + 1 + PlaceBytes + length];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, bytes.Length - Head);
        bytes[Head] = (byte)Kind;
        Span<byte> place = bytes.AsSpan(Head + 1);
        BinaryPrimitives.WriteInt64LittleEndian(place, Place.Entered);
        BinaryPrimitives.WriteInt64LittleEndian(place[8..], Place.Left);
        BinaryPrimitives.WriteInt64LittleEndian(place[16..], Place.Step);
        BinaryPrimitives.WriteDoubleLittleEndian(place[24..], Place.Seconds);
        text.AsSpan(0, length).CopyTo(place[PlaceBytes..]);
        return bytes;
    }

    /// <summary>Takes the first message from what has arrived; false where it is not whole yet.</summary>
    /// <param name="arrived">What has arrived.</param>
    /// <param name="frame">The message.</param>
    /// <param name="length">Its bytes.</param>
    /// <exception cref="InvalidDataException">These are no messages.</exception>
    public static bool TryRead(ReadOnlySpan<byte> arrived, out Frame frame, out int length)
    {
        (frame, length) = (default, 0);
        if (arrived.Length < Head)
        {
            return false;
        }

        int body = BinaryPrimitives.ReadInt32LittleEndian(arrived);
        if (body < 1 + PlaceBytes || body > 1 + PlaceBytes + LongestText)
        {
            throw new InvalidDataException("MpiWorld: what came over a watch's connection is no message of a watch.");
        }

        if (arrived.Length < Head + body)
        {
            return false;
        }

        length = Head + body;
        ReadOnlySpan<byte> place = arrived[(Head + 1)..length];
        string[] texts = Encoding.UTF8.GetString(place[PlaceBytes..]).Split('\0', 2);
        frame = new(
            (FrameKind)arrived[Head],
            new(BinaryPrimitives.ReadInt64LittleEndian(place), BinaryPrimitives.ReadInt64LittleEndian(place[8..]),
                BinaryPrimitives.ReadInt64LittleEndian(place[16..]), BinaryPrimitives.ReadDoubleLittleEndian(place[24..]), texts[0]),
            texts[^1]);
        return true;
    }
}
