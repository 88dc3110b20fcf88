using Autograd.Core;

namespace Autograd.Nn;

/// <summary>A type of elements as safetensors files name it.</summary>
/// <param name="Name">The name.</param>
/// <param name="Size">The bytes of an element.</param>
/// <param name="Elements">What the elements are; null where no type here holds them.</param>
internal sealed record StoredType(string Name, int Size, ElementType? Elements = null)
{
    private static readonly StoredType[] s_all =
    [
        Known("F32", ElementType.Float32), Known("F64", ElementType.Float64), Known("I64", ElementType.Int64),
        Known("BOOL", ElementType.Bool), Known("F16", ElementType.Float16), Known("BF16", ElementType.BFloat16),
        Known("I32", ElementType.Int32), Known("I16", ElementType.Int16), Known("I8", ElementType.Int8),
        Known("U32", ElementType.UInt32), Known("U16", ElementType.UInt16), Known("U8", ElementType.UInt8),
        new("U64", 8), new("C64", 8), new("F8_E4M3", 1), new("F8_E5M2", 1), new("F8_E8M0", 1),
    ];

    /// <summary>Those that are read, in a sentence.</summary>
    public static string Readable { get; } =
        string.Join(", ", s_all.Where(type => type.DType is not null).Select(type => type.Name));

    /// <summary>What the elements are read as, which loses nothing; null where no type here holds them.</summary>
    public DType? DType => Elements?.DType;

    /// <summary>The type of a name, or null.</summary>
    public static StoredType? Of(string name) => Array.Find(s_all, type => type.Name == name);

    /// <summary>The type in which elements are written.</summary>
    public static StoredType Of(DType dtype) => Array.Find(s_all, type => type.DType == dtype)!;

    private static StoredType Known(string name, ElementType elements) => new(name, elements.Width, elements);
}
