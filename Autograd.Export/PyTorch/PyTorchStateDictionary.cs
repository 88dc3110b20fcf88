using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Autograd.Core;

namespace Autograd.Export;

/// <summary>
/// What a file of PyTorch holds: tensors by their names, and numbers and texts beside them. What is inside a dictionary, list or tuple has
/// the names that lead to it, with points between: of <c>{"model": model.state_dict(), "epoch": 3}</c> there are <c>model.0.weight</c> and
/// the value <c>epoch</c>. A tensor that was saved by itself has the empty name.
/// </summary>
public sealed class PyTorchStateDictionary : IReadOnlyDictionary<string, Tensor>
{
    private readonly Dictionary<string, Tensor> _tensors;

    internal PyTorchStateDictionary(Dictionary<string, Tensor> tensors, IReadOnlyDictionary<string, object?> values) =>
        (_tensors, Values) = (tensors, values);

    /// <summary>
    /// What is no tensor, by name: a long, a double, a bool, a string, or null for Python's None. <see cref="Nn.Module.LoadState"/> takes
    /// none of it.
    /// </summary>
    public IReadOnlyDictionary<string, object?> Values { get; }

    /// <summary>The number of tensors.</summary>
    public int Count => _tensors.Count;

    /// <summary>The names of the tensors, in the file's order.</summary>
    public IEnumerable<string> Keys => _tensors.Keys;

    IEnumerable<Tensor> IReadOnlyDictionary<string, Tensor>.Values => _tensors.Values;

    /// <summary>A tensor.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="KeyNotFoundException">There is none of that name; the message lists those that there are.</exception>
    public Tensor this[string name] => _tensors.TryGetValue(name, out Tensor? tensor)
        ? tensor
        : throw new KeyNotFoundException(
            $"PyTorchStateDictionary: there is no tensor '{name}'; there are {string.Join(", ", _tensors.Keys)}.");

    /// <summary>What is inside one dictionary of the file, by the names that it has there.</summary>
    /// <param name="path">The name of the dictionary, such as <c>model</c>.</param>
    /// <exception cref="KeyNotFoundException">There is nothing inside that dictionary.</exception>
    /// <example><code>
    /// model.LoadState(PyTorchFile.Read("checkpoint.pt").Under("model"));
    /// </code></example>
    public PyTorchStateDictionary Under(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        string prefix = $"{path}.";
        PyTorchStateDictionary inside = new(Inside(_tensors, prefix), Inside(Values, prefix));
        return inside.Count + inside.Values.Count > 0 ? inside : throw new KeyNotFoundException(
            $"PyTorchStateDictionary: there is nothing under '{path}'; the names begin with " +
            $"{string.Join(", ", _tensors.Keys.Concat(Values.Keys).Select(name => name.Split('.')[0]).Distinct())}.");
    }

    /// <inheritdoc/>
    public bool ContainsKey(string key) => _tensors.ContainsKey(key);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out Tensor value) => _tensors.TryGetValue(key, out value);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, Tensor>> GetEnumerator() => _tensors.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static Dictionary<string, T> Inside<T>(IReadOnlyDictionary<string, T> all, string prefix)
    {
        Dictionary<string, T> inside = [];
        foreach ((string name, T value) in all)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
            {
                inside.Add(name[prefix.Length..], value);
            }
        }

        return inside;
    }
}
