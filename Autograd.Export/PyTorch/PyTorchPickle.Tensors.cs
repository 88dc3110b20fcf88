using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Export;

internal sealed partial class PyTorchPickle
{
    // All that may be named, by module and name.
    private static readonly Dictionary<string, PickledName> s_names = new(StringComparer.Ordinal)
    {
        ["collections.OrderedDict"] = new(PickledKind.Dictionary),
        ["torch.Size"] = new(PickledKind.Size),
        ["torch._utils._rebuild_tensor_v2"] = new(PickledKind.Tensor),
        ["torch._utils._rebuild_parameter"] = new(PickledKind.Parameter),
        ["torch.FloatStorage"] = new(PickledKind.Storage, ElementType.Float32),
        ["torch.DoubleStorage"] = new(PickledKind.Storage, ElementType.Float64),
        ["torch.HalfStorage"] = new(PickledKind.Storage, ElementType.Float16),
        ["torch.BFloat16Storage"] = new(PickledKind.Storage, ElementType.BFloat16),
        ["torch.LongStorage"] = new(PickledKind.Storage, ElementType.Int64),
        ["torch.IntStorage"] = new(PickledKind.Storage, ElementType.Int32),
        ["torch.ShortStorage"] = new(PickledKind.Storage, ElementType.Int16),
        ["torch.CharStorage"] = new(PickledKind.Storage, ElementType.Int8),
        ["torch.ByteStorage"] = new(PickledKind.Storage, ElementType.UInt8),
        ["torch.BoolStorage"] = new(PickledKind.Storage, ElementType.Bool),
    };

    private PickledName Name(string module, string name)
    {
        string full = $"{module}.{name}";
        if (s_names.TryGetValue(full, out PickledName? known))
        {
            return known;
        }

        throw Wrong(
            full.Contains("Complex", StringComparison.Ordinal) ? $"holds complex numbers ({full}). Save their parts, torch.view_as_real(x)"
            : full.Contains("sparse", StringComparison.Ordinal) ? $"holds a sparse tensor ({full}). Save x.to_dense()"
            : full.Contains("QInt", StringComparison.Ordinal) || full.Contains("qtensor", StringComparison.Ordinal)
                ? $"holds a quantized tensor ({full}). Save x.dequantize()"
            : $"names {full}, and making one would run its code. Save tensors, numbers and texts alone: model.state_dict(), not the model");
    }

    // ('storage', type, key, device, count)
    private PickledStorage Storage(object? id)
    {
        if ((id as PickledSequence)?.Items is not ["storage", PickledName { Elements: { } type }, string key, string, long count])
        {
            throw Wrong("a storage is not named as PyTorch names it: 'storage', its type, key, device and number of elements");
        }

        if (_storages.TryGetValue(key, out PickledStorage? known))
        {
            return known.Type == type && known.Count == count
                ? known
                : throw Wrong($"the storage '{key}' is of two types or sizes");
        }

        ZipEntry entry = storages(key) ?? throw Wrong($"there is no storage '{key}' in the file");
        if (count < 0 || count > int.MaxValue || count * type.Width != entry.Length)
        {
            throw Wrong(FormattableString.Invariant(
                $"the storage '{key}' is said to have {count} elements of {type.Name}, and '{entry.Name}' has {entry.Length} bytes"));
        }

        return _storages[key] = new(entry, type, (int)count);
    }

    private object Made(object? maker, object? arguments)
    {
        IReadOnlyList<object?> given = arguments is PickledSequence { IsTuple: true } tuple
            ? tuple.Items
            : throw Wrong("a call has no arguments");
        return (maker as PickledName)?.Kind switch
        {
            PickledKind.Dictionary when given.Count == 0 => Ordered(),
            PickledKind.Size when given is [PickledSequence { IsTuple: true } sizes] => sizes,

            // The tensor, whether it requires a gradient, hooks.
            PickledKind.Parameter when given is [PickledTensor tensor, bool, PickledDictionary] => tensor,

            // The storage, the first element, sizes, strides, whether it requires a gradient, hooks, and in later versions metadata.
            PickledKind.Tensor when given is [PickledStorage storage, long offset, PickledSequence sizes, PickledSequence strides, bool, ..]
                && given.Count is 6 or 7 => View(storage, offset, Numbers(sizes), Numbers(strides)),
            _ => throw Wrong("a call is not one of those that make up a state, or has other arguments"),
        };
    }

    private PickledDictionary Ordered()
    {
        ExpectRoom(1);
        return new(isOrdered: true);
    }

    private long[] Numbers(PickledSequence sequence)
    {
        ExpectRoom(1 + sequence.Items.Count);
        long[] numbers = new long[sequence.Items.Count];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = sequence.Items[i] is long number and >= 0 ? number : throw Wrong("a size or stride is no number, or negative");
        }

        return numbers;
    }

    private PickledTensor View(PickledStorage storage, long offset, long[] sizes, long[] strides)
    {
        if (sizes.Length != strides.Length)
        {
            throw Wrong(FormattableString.Invariant($"a tensor has {sizes.Length} sizes and {strides.Length} strides"));
        }

        Shape shape;
        try
        {
            shape = Shape.Of(Array.ConvertAll(sizes, size => (int)Math.Min(size, int.MaxValue)));
        }
        catch (ArgumentException error)
        {
            throw Wrong(error.Message);
        }

        // Where the last element lies; beyond any storage where it cannot be counted.
        Int128 last = offset;
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            last += (Int128)Math.Max(0, sizes[axis] - 1) * strides[axis];
        }

        bool isInside = shape.Count == 0 || (offset >= 0 && last < storage.Count);
        return isInside && TensorBuffer.Holds(shape.Count, storage.Type.DType)
            ? new(storage, offset, shape, strides)
            : throw Wrong(
                !isInside ? FormattableString.Invariant($"a tensor {shape} reaches to element {last} of a storage of {storage.Count}")
                    : $"a tensor {shape} of {storage.Type.DType} has more elements than a tensor holds");
    }

    // Those of later protocols, and those that make objects.
    private static string OpcodeName(byte opcode) => (char)opcode switch
    {
        'i' => "INST",
        'o' => "OBJ",
        'P' => "PERSID",
        'I' => "INT",
        'L' => "LONG",
        'F' => "FLOAT",
        'S' => "STRING",
        'T' => "BINSTRING",
        'U' => "SHORT_BINSTRING",
        'V' => "UNICODE",
        'B' => "BINBYTES",
        'C' => "SHORT_BINBYTES",
        'p' => "PUT",
        'g' => "GET",
        'l' => "LIST",
        'd' => "DICT",
        '0' => "POP",
        '1' => "POP_MARK",
        '2' => "DUP",
        '\u0081' => "NEWOBJ",
        '\u0082' or '\u0083' or '\u0084' => "EXT",
        '\u008b' => "LONG4",
        '\u008c' => "SHORT_BINUNICODE",
        '\u008f' => "EMPTY_SET",
        '\u0092' => "NEWOBJ_EX",
        '\u0093' => "STACK_GLOBAL",
        '\u0094' => "MEMOIZE",
        '\u0095' => "FRAME",
        _ => "unknown",
    };
}
