using System.Numerics;
using System.Runtime.InteropServices;
using Autograd.Core;

namespace Autograd.Nn;

/// <summary>A type of elements as safetensors files name it.</summary>
/// <param name="Name">The name.</param>
/// <param name="Size">The bytes of an element.</param>
/// <param name="DType">What the elements are read as, which loses nothing; null where no type here holds them.</param>
/// <param name="Convert">Makes the stored bytes those of that type; null where they are the same.</param>
internal sealed record StoredType(string Name, int Size, DType? DType = null, StoredType.Conversion? Convert = null)
{
    public delegate void Conversion(ReadOnlySpan<byte> stored, Span<byte> elements);

    private static readonly StoredType[] s_all =
    [
        new("F32", 4, Core.DType.Float32),
        new("F64", 8, Core.DType.Float64),
        new("I64", 8, Core.DType.Int64),
        new("BOOL", 1, Core.DType.Bool),
        new("F16", 2, Core.DType.Float32, FromHalf),
        new("BF16", 2, Core.DType.Float32, FromBFloat16),
        new("I32", 4, Core.DType.Int64, Widen<int>),
        new("I16", 2, Core.DType.Int64, Widen<short>),
        new("I8", 1, Core.DType.Int64, Widen<sbyte>),
        new("U32", 4, Core.DType.Int64, Widen<uint>),
        new("U16", 2, Core.DType.Int64, Widen<ushort>),
        new("U8", 1, Core.DType.Int64, Widen<byte>),
        new("U64", 8), new("C64", 8), new("F8_E4M3", 1), new("F8_E5M2", 1), new("F8_E8M0", 1),
    ];

    /// <summary>Those that are read, in a sentence.</summary>
    public static string Readable { get; } =
        string.Join(", ", s_all.Where(type => type.DType is not null).Select(type => type.Name));

    /// <summary>The type of a name, or null.</summary>
    public static StoredType? Of(string name) => Array.Find(s_all, type => type.Name == name);

    /// <summary>The type in which elements are written.</summary>
    public static StoredType Of(DType dtype) => Array.Find(s_all, type => type.DType == dtype)!;

    private static void FromHalf(ReadOnlySpan<byte> stored, Span<byte> elements)
    {
        ReadOnlySpan<Half> halves = MemoryMarshal.Cast<byte, Half>(stored);
        Span<float> numbers = MemoryMarshal.Cast<byte, float>(elements);
        for (int i = 0; i < halves.Length; i++)
        {
            numbers[i] = (float)halves[i];
        }
    }

    // The upper half of a Float32.
    private static void FromBFloat16(ReadOnlySpan<byte> stored, Span<byte> elements)
    {
        ReadOnlySpan<ushort> halves = MemoryMarshal.Cast<byte, ushort>(stored);
        Span<uint> numbers = MemoryMarshal.Cast<byte, uint>(elements);
        for (int i = 0; i < halves.Length; i++)
        {
            numbers[i] = (uint)halves[i] << 16;
        }
    }

    private static void Widen<T>(ReadOnlySpan<byte> stored, Span<byte> elements) where T : unmanaged, INumberBase<T>
    {
        ReadOnlySpan<T> numbers = MemoryMarshal.Cast<byte, T>(stored);
        Span<long> wide = MemoryMarshal.Cast<byte, long>(elements);
        for (int i = 0; i < numbers.Length; i++)
        {
            wide[i] = long.CreateTruncating(numbers[i]);
        }
    }
}
