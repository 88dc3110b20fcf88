using Autograd.Core;
using Autograd.Export.Protobuf;
using Google.Protobuf;

namespace Autograd.Export;

/// <summary>Types, shapes and tensors as ONNX has them.</summary>
internal static class OnnxTypes
{
    private static readonly Dictionary<DType, TensorProto.Types.DataType> s_types = new()
    {
        [DType.Float32] = TensorProto.Types.DataType.Float,
        [DType.Float64] = TensorProto.Types.DataType.Double,
        [DType.Int64] = TensorProto.Types.DataType.Int64,
        [DType.Bool] = TensorProto.Types.DataType.Bool,
    };

    /// <summary>The number of 32-bit integers, which no tensor has.</summary>
    public const int Int32 = (int)TensorProto.Types.DataType.Int32;

    /// <summary>The number of a type.</summary>
    public static int Number(DType type) => (int)s_types[type];

    /// <summary>A constant.</summary>
    public static TensorProto Tensor(string name, Tensor value) => new()
    {
        Name = name,
        DataType = Number(value.DType),
        Dims = { value.Shape.Sizes.ToArray().Select(size => (long)size) },
        RawData = ByteString.CopyFrom(((ArrayView)value).Bytes),
    };

    /// <summary>What an input or output of the graph is.</summary>
    public static ValueInfoProto Value(string name, DType type, ReadOnlySpan<OnnxSize> sizes)
    {
        var shape = new TensorShapeProto();
        foreach (OnnxSize size in sizes)
        {
            var dimension = new TensorShapeProto.Types.Dimension();
            if (!size.IsPerSample)
            {
                dimension.DimValue = size.Number;
            }
            else
            {
                dimension.DimParam = size.Number == 1
                    ? OnnxGraph.BatchName
                    : FormattableString.Invariant($"{size.Number}*{OnnxGraph.BatchName}");
            }

            shape.Dim.Add(dimension);
        }

        return new() { Name = name, Type = new() { TensorType = new() { ElemType = Number(type), Shape = shape } } };
    }
}
