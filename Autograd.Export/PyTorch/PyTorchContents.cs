using System.Globalization;
using Autograd.Core;

namespace Autograd.Export;

/// <summary>Gathers what a pickle holds, by the names that lead to it, and then reads the tensors among it.</summary>
/// <param name="file">The pickle, for messages.</param>
/// <param name="fileLength">The bytes of the whole file.</param>
/// <param name="pickleLength">The bytes of the pickle, which bound how many values it can well hold.</param>
internal sealed class PyTorchContents(SourceFile file, long fileLength, int pickleLength)
{
    private const int Deepest = 64, LongestName = 1024, MostRepeated = 3;
    private const long Slack = 1 << 14;

    private readonly Dictionary<string, PickledTensor> _tensors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, object?> _values = new(StringComparer.Ordinal);
    private readonly HashSet<PickledStorage> _storages = new(ReferenceEqualityComparer.Instance);

    // In memory, where integers of any size have eight bytes: of all tensors, and of what they are views of.
    private long _bytes, _storageBytes;
    private int _visits;

    public IReadOnlyDictionary<string, object?> Values => _values;

    /// <summary>Adds a value and what is inside it.</summary>
    public void Add(string name, object? value, int depth)
    {
        // A pickle can recall what it has made: a few bytes make a tree of any size, or one that contains itself.
        if (++_visits > pickleLength || depth > Deepest || name.Length > LongestName)
        {
            throw file.Damage(
                depth > Deepest ? FormattableString.Invariant($"dictionaries are inside each other more than {Deepest} deep")
                    : name.Length > LongestName ? FormattableString.Invariant($"a name is longer than {LongestName} characters")
                    : "the same dictionaries or lists are inside others again and again");
        }

        _bytes += 2 * name.Length;
        switch (value)
        {
            case PickledDictionary dictionary:
                foreach ((object? key, object? item) in dictionary.Items)
                {
                    Add(Inside(name, Key(key)), item, depth + 1);
                }

                break;
            case PickledSequence sequence:
                for (int i = 0; i < sequence.Items.Count; i++)
                {
                    Add(Inside(name, i.ToString(CultureInfo.InvariantCulture)), sequence.Items[i], depth + 1);
                }

                break;
            case PickledTensor tensor:
                _bytes += (long)tensor.Shape.Count * tensor.Storage.Type.DType.Size();
                _storageBytes += _storages.Add(tensor.Storage) ? MemoryOf(tensor.Storage) : 0;
                _ = AddTo(_tensors, name, tensor);
                break;
            case null or bool or long or double or string:
                _ = AddTo(_values, name, value);
                break;
            default:
                throw file.Damage($"'{name}' is neither a dictionary, a list, a number, a text nor a tensor");
        }

        if (_bytes > _storageBytes + (MostRepeated * fileLength) + Slack)
        {
            throw file.Damage(FormattableString.Invariant(
                $"the tensors have {_bytes} bytes in memory, and the file {fileLength}: they repeat each other. ") +
                "Save what is not expanded");
        }
    }

    /// <summary>Reads the tensors.</summary>
    public Dictionary<string, Tensor> Load(ZipDirectory directory, bool isBigEndian)
    {
        Dictionary<string, Tensor> tensors = [];

        // One storage at a time: of its bytes there are two copies, and of no others.
        foreach (IGrouping<PickledStorage, KeyValuePair<string, PickledTensor>> views in _tensors.GroupBy(pair => pair.Value.Storage))
        {
            PickledStorage storage = views.Key;
            Tensor elements = Tensor.Uninitialized([storage.Count], storage.Type.DType);
            SourceFile source = directory.Open(storage.Entry);
            source.Fill(elements, storage.Type, isBigEndian);
            source.ExpectEnd("its elements");
            foreach ((string name, PickledTensor view) in views)
            {
                Tensor tensor = Tensor.Uninitialized(view.Shape, storage.Type.DType);
                Strided.Gather(elements, view.Offset, view.Strides, tensor);
                tensors.Add(name, tensor);
            }
        }

        return _tensors.Keys.ToDictionary(name => name, name => tensors[name], StringComparer.Ordinal);
    }

    private static long MemoryOf(PickledStorage storage) => (long)storage.Count * storage.Type.DType.Size();

    private bool AddTo<T>(Dictionary<string, T> all, string name, T value) =>
        !_tensors.ContainsKey(name) && !_values.ContainsKey(name) && all.TryAdd(name, value)
            ? true
            : throw file.Damage($"there are two values '{name}'");

    private string Key(object? key) => key switch
    {
        string text => text,
        long number => number.ToString(CultureInfo.InvariantCulture),
        _ => throw file.Damage("a key of a dictionary is neither a text nor an integer"),
    };

    private static string Inside(string name, string key) => name.Length == 0 ? key : $"{name}.{key}";
}
