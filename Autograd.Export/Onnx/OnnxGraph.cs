using Autograd.Core;
using Autograd.Export.Protobuf;

namespace Autograd.Export;

/// <summary>A graph that grows node by node, in the order of computation.</summary>
internal sealed class OnnxGraph(IReadOnlyList<OnnxInput> inputs)
{
    /// <summary>What the axis of the samples is called.</summary>
    public const string BatchName = "batch";

    private readonly Dictionary<string, string> _small = [];
    private string? _batch;

    public GraphProto Proto { get; } = new() { Name = "model" };

    /// <summary>The number of samples, Int64 [1].</summary>
    public string Batch => _batch ??= Node(BatchName, "Shape", [Batched.Name],
        [("start", Batched.BatchAxis), ("end", Batched.BatchAxis + 1)]);

    private OnnxInput Batched => inputs.First(input => input.BatchAxis >= 0);

    /// <summary>Adds a node of one output.</summary>
    /// <param name="name">The name of the node and of its output.</param>
    /// <param name="type">The operator.</param>
    /// <param name="from">Its inputs; an empty name for one that is left out.</param>
    /// <param name="attributes">Its attributes.</param>
    /// <returns>The name of the output.</returns>
    public string Node(
        string name, string type, ReadOnlySpan<string> from, ReadOnlySpan<(string Name, OnnxAttribute Value)> attributes = default) =>
        Node(name, type, from, [name], attributes)[0];

    /// <summary>Adds a node of several outputs.</summary>
    public string[] Node(string name, string type, ReadOnlySpan<string> from, string[] to,
        ReadOnlySpan<(string Name, OnnxAttribute Value)> attributes = default)
    {
        var node = new NodeProto { Name = name, OpType = type };
        node.Input.AddRange(from.ToArray());
        node.Output.AddRange(to);
        foreach ((string attribute, OnnxAttribute value) in attributes)
        {
            node.Attribute.Add(value.Named(attribute));
        }

        Proto.Node.Add(node);
        return to;
    }

    /// <summary>Adds a constant.</summary>
    public string Constant(string name, Tensor value)
    {
        Proto.Initializer.Add(OnnxTypes.Tensor(name, value));
        return name;
    }

    /// <summary>A small constant, once for all who use it.</summary>
    public string Small(Tensor value)
    {
        string key = $"{value.DType}{value.Shape}{Convert.ToHexString(((ArrayView)value).Bytes)}";
        if (!_small.TryGetValue(key, out string? name))
        {
            _small.Add(key, name = Constant(FormattableString.Invariant($"constant/{_small.Count}"), value));
        }

        return name;
    }

    /// <summary>A number in a type.</summary>
    public string Number(double value, DType type) => Small(Tensor.Full([], value, type));

    /// <summary>Int64 numbers.</summary>
    public string Integers(params ReadOnlySpan<long> values) => Small(Tensor.From(values));

    /// <summary>A shape, Int64.</summary>
    /// <param name="name">What nodes are called that are needed for it.</param>
    /// <param name="sizes">The sizes.</param>
    public string Shape(string name, ReadOnlySpan<OnnxSize> sizes)
    {
        List<string> parts = [];
        List<long> numbers = [];
        foreach (OnnxSize size in sizes)
        {
            if (!size.IsPerSample)
            {
                numbers.Add(size.Number);
                continue;
            }

            Flush();
            parts.Add(Samples($"{name}/samples_{parts.Count}", size.Number));
        }

        Flush();
        return parts switch
        {
            [] => Integers(),
            [string part] => part,
            _ => Node($"{name}/shape", "Concat", [.. parts], [("axis", 0L)]),
        };

        void Flush()
        {
            if (numbers.Count > 0)
            {
                parts.Add(Integers([.. numbers]));
                numbers.Clear();
            }
        }
    }

    /// <summary>So many for each sample, Int64 [1].</summary>
    private string Samples(string name, int each) => each == 1 ? Batch : Node(name, "Mul", [Batch, Integers(each)]);
}
