using Autograd.Core;

namespace Autograd.Nn;

/// <summary>A tensor in a safetensors file.</summary>
public sealed class SafeTensorsEntry
{
    internal SafeTensorsEntry(string name, StoredType type, Shape shape, long offset, long byteCount, long place)
    {
        Name = name;
        Type = type;
        Shape = shape;
        Offset = offset;
        ByteCount = byteCount;
        Place = place;
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The shape.</summary>
    public Shape Shape { get; }

    /// <summary>The type of the elements as the file names it: F32, F64, I64, BOOL, F16, BF16, I32 and so on.</summary>
    public string StoredAs => Type.Name;

    /// <summary>What they are read as, without loss: F16 and BF16 as Float32, smaller integers as Int64; null where they cannot be
    /// read.</summary>
    public DType? DType => Type.DType;

    /// <summary>Where the elements begin, in bytes from the beginning of the file.</summary>
    public long Offset { get; }

    /// <summary>The bytes that they take in the file.</summary>
    public long ByteCount { get; }

    /// <summary>The name, type and shape.</summary>
    public override string ToString() => $"{Name} {StoredAs} {Shape}";

    internal StoredType Type { get; }

    /// <summary>Where the header tells of it, in bytes from the beginning of the file.</summary>
    internal long Place { get; }
}
