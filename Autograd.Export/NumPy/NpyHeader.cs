using System.Buffers.Binary;
using System.Text;
using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Export;

/// <summary>What a .npy file says of its array before the elements come.</summary>
/// <param name="Type">The type of the elements.</param>
/// <param name="IsBigEndian">Whether the highest byte of an element comes first.</param>
/// <param name="IsFortran">Whether the first axis runs fastest, not the last.</param>
/// <param name="Shape">The sizes.</param>
internal readonly record struct NpyHeader(ElementType Type, bool IsBigEndian, bool IsFortran, Shape Shape)
{
    // More than NumPy itself takes from strangers.
    private const int Longest = 65_535;
    private const int Alignment = 64;

    // What NumPy leaves free, so that the array can grow along its first axis in place.
    private const int GrowthDigits = 21;

    private static readonly byte[] s_magic = [0x93, .. "NUMPY"u8];

    /// <summary>The bytes of all elements.</summary>
    public long ByteCount => (long)Shape.Count * Type.Width;

    /// <summary>Reads a header, up to where the elements begin.</summary>
    public static NpyHeader Read(SourceFile file)
    {
        Span<byte> head = stackalloc byte[12];
        file.Fill(head[..8], "the first bytes");
        if (!head[..6].SequenceEqual(s_magic))
        {
            throw file.Damage("is no .npy file: it does not begin with \\x93NUMPY", file.Position - 8);
        }

        (int major, int minor) = (head[6], head[7]);
        if (major is < 1 or > 3 || minor != 0)
        {
            throw file.Damage(
                FormattableString.Invariant($"has the version {major}.{minor} of the format; expected 1.0, 2.0 or 3.0"), file.Position - 2);
        }

        Span<byte> size = head.Slice(8, major == 1 ? 2 : 4);
        file.Fill(size, "the header's length");
        long length = major == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(size) : BinaryPrimitives.ReadUInt32LittleEndian(size);
        if (length > Longest)
        {
            throw file.Damage(
                FormattableString.Invariant($"has a header of {length} bytes; expected {Longest} at most"), file.Position - size.Length);
        }

        byte[] text = new byte[length];
        long start = file.Position;
        file.Fill(text, "the header");
        return new NpyLiteral(text, start, file).Read();
    }

    /// <summary>The header that NumPy writes for a tensor, from the file's first byte on.</summary>
    public static byte[] Of(Tensor tensor)
    {
        string type = tensor.DType.IsFloat() ? "f" : tensor.DType.IsInteger() ? "i" : "b";
        string order = tensor.DType.Size() == 1 ? "|" : BitConverter.IsLittleEndian ? "<" : ">";
        string sizes = string.Concat(tensor.Shape.Sizes.ToArray().Select((size, axis) =>
            FormattableString.Invariant($"{(axis > 0 ? " " : "")}{size}{(axis < tensor.Rank - 1 || tensor.Rank == 1 ? "," : "")}")));
        int growth = tensor.Rank == 0 ? 0 : GrowthDigits - FormattableString.Invariant($"{tensor.Shape[0]}").Length;
        string text = FormattableString.Invariant(
            $"{{'descr': '{order}{type}{tensor.DType.Size()}', 'fortran_order': False, 'shape': ({sizes}), }}{new string(' ', growth)}");
        int unpadded = s_magic.Length + 4 + text.Length + 1, padding = Alignment - (unpadded % Alignment);
        byte[] header = new byte[unpadded + padding];
        s_magic.CopyTo(header, 0);
        header[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), (ushort)(header.Length - 10));
        header.AsSpan(10).Fill((byte)' ');
        Encoding.ASCII.GetBytes(text, header.AsSpan(10));
        header[^1] = (byte)'\n';
        return header;
    }
}
