using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// A type of elements as files have it, and what becomes of them here: halves become Float32, integers of any size Int64, and what a tensor
/// has too stays.
/// </summary>
internal sealed class ElementType
{
    private readonly Converter _convert;

    private ElementType(string name, int width, DType dtype, Converter convert) =>
        (Name, Width, DType, _convert) = (name, width, dtype, convert);

    // The elements in this machine's byte order; returns the first that the tensor's type does not hold, or −1.
    private delegate int Converter(ReadOnlySpan<byte> source, Span<byte> destination);

    public static ElementType Float16 { get; } = new("float16", 2, DType.Float32, Widen<Half, float>);

    public static ElementType BFloat16 { get; } = new("bfloat16", 2, DType.Float32, WidenBFloat16);

    public static ElementType Float32 { get; } = new("float32", 4, DType.Float32, Copy);

    public static ElementType Float64 { get; } = new("float64", 8, DType.Float64, Copy);

    public static ElementType Int8 { get; } = new("int8", 1, DType.Int64, Widen<sbyte, long>);

    public static ElementType Int16 { get; } = new("int16", 2, DType.Int64, Widen<short, long>);

    public static ElementType Int32 { get; } = new("int32", 4, DType.Int64, Widen<int, long>);

    public static ElementType Int64 { get; } = new("int64", 8, DType.Int64, Copy);

    public static ElementType UInt8 { get; } = new("uint8", 1, DType.Int64, Widen<byte, long>);

    public static ElementType UInt16 { get; } = new("uint16", 2, DType.Int64, Widen<ushort, long>);

    public static ElementType UInt32 { get; } = new("uint32", 4, DType.Int64, Widen<uint, long>);

    public static ElementType UInt64 { get; } = new("uint64", 8, DType.Int64, CopyUnsigned);

    public static ElementType Bool { get; } = new("bool", 1, DType.Bool, CopyTruth);

    /// <summary>The name, as NumPy and PyTorch have it.</summary>
    public string Name { get; }

    /// <summary>The bytes of an element in the file.</summary>
    public int Width { get; }

    /// <summary>What it becomes.</summary>
    public DType DType { get; }

    /// <summary>Converts elements, whose bytes are turned around in place where they stand the other way than here.</summary>
    /// <returns>The first element that the tensor's type does not hold, or −1.</returns>
    public int Convert(Span<byte> source, bool isBigEndian, Span<byte> destination)
    {
        if (isBigEndian == BitConverter.IsLittleEndian)
        {
            Reverse(source);
        }

        return _convert(source, destination);
    }

    /// <summary>Why an element is refused.</summary>
    public string Refusal => DType == DType.Bool
        ? "is no truth value; expected 0 or 1"
        : FormattableString.Invariant($"of {Name} is more than {long.MaxValue}, the most that Int64 holds");

    private void Reverse(Span<byte> source)
    {
        if (Width == 2)
        {
            Span<ushort> words = MemoryMarshal.Cast<byte, ushort>(source);
            BinaryPrimitives.ReverseEndianness(words, words);
        }
        else if (Width == 4)
        {
            Span<uint> words = MemoryMarshal.Cast<byte, uint>(source);
            BinaryPrimitives.ReverseEndianness(words, words);
        }
        else if (Width == 8)
        {
            Span<ulong> words = MemoryMarshal.Cast<byte, ulong>(source);
            BinaryPrimitives.ReverseEndianness(words, words);
        }
    }

    private static int Copy(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        source.CopyTo(destination);
        return -1;
    }

    private static int CopyUnsigned(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        source.CopyTo(destination);
        return MemoryMarshal.Cast<byte, long>(source).IndexOfAnyInRange(long.MinValue, -1);
    }

    private static int CopyTruth(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        source.CopyTo(destination);
        return source.IndexOfAnyExceptInRange((byte)0, (byte)1);
    }

    private static int Widen<S, T>(ReadOnlySpan<byte> source, Span<byte> destination)
        where S : unmanaged, INumberBase<S> where T : unmanaged, INumberBase<T>
    {
        ReadOnlySpan<S> narrow = MemoryMarshal.Cast<byte, S>(source);
        Span<T> wide = MemoryMarshal.Cast<byte, T>(destination)[..narrow.Length];
        for (int i = 0; i < wide.Length; i++)
        {
            wide[i] = T.CreateTruncating(narrow[i]);
        }

        return -1;
    }

    private static int WidenBFloat16(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        ReadOnlySpan<ushort> narrow = MemoryMarshal.Cast<byte, ushort>(source);
        Span<uint> wide = MemoryMarshal.Cast<byte, uint>(destination)[..narrow.Length];
        for (int i = 0; i < wide.Length; i++)
        {
            wide[i] = (uint)narrow[i] << 16;
        }

        return -1;
    }
}
