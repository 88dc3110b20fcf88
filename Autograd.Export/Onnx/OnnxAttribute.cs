using Autograd.Export.Protobuf;

namespace Autograd.Export;

/// <summary>The value of a node's attribute.</summary>
internal readonly struct OnnxAttribute
{
    private readonly AttributeProto _value;

    private OnnxAttribute(AttributeProto value) => _value = value;

    public static implicit operator OnnxAttribute(long value) =>
        new(new() { Type = AttributeProto.Types.AttributeType.Int, I = value });

    public static implicit operator OnnxAttribute(bool value) => value ? 1 : 0;

    public static implicit operator OnnxAttribute(double value) =>
        new(new() { Type = AttributeProto.Types.AttributeType.Float, F = (float)value });

    public static implicit operator OnnxAttribute(string value) => new(
        new() { Type = AttributeProto.Types.AttributeType.String, S = Google.Protobuf.ByteString.CopyFromUtf8(value) });

    public static implicit operator OnnxAttribute(int[] values) =>
        new(new() { Type = AttributeProto.Types.AttributeType.Ints, Ints = { values.Select(value => (long)value) } });

    public static implicit operator OnnxAttribute(string[] values) => new(new()
    {
        Type = AttributeProto.Types.AttributeType.Strings,
        Strings = { values.Select(Google.Protobuf.ByteString.CopyFromUtf8) },
    });

    /// <summary>The attribute under a name.</summary>
    public AttributeProto Named(string name)
    {
        AttributeProto named = _value.Clone();
        named.Name = name;
        return named;
    }
}
