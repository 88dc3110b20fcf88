using Autograd.Core;

namespace Autograd.Export;

/// <summary>Translates one computation: what a rule is given.</summary>
internal delegate string OnnxRule(OnnxCall call);

/// <summary>One computation that is to be translated: its inputs by name, its sizes, and nodes for it.</summary>
internal sealed class OnnxCall(OnnxTranslation translation, OnnxGraph graph, TracedCall first, TracedCall second, string name)
{
    private int _nodes;

    /// <summary>The op's name.</summary>
    public string Op => first.Name;

    public OpAttributes Attributes => first.Attributes;

    /// <summary>The attributes of the other trace, where they hold sizes.</summary>
    public OpAttributes OtherAttributes => second.Attributes;

    /// <summary>How many inputs there are.</summary>
    public int Count => first.Inputs.Count;

    /// <summary>The type of the first input's elements.</summary>
    public DType Type => TypeOf(0);

    /// <summary>The first input.</summary>
    public string X => this[0];

    /// <summary>An input's name in the graph.</summary>
    public string this[int input] => translation.NameOf(first.Inputs[input], second.Inputs[input], $"'{Op}'");

    /// <summary>All inputs.</summary>
    public string[] All => [.. Enumerable.Range(0, Count).Select(i => this[i])];

    public DType TypeOf(int input) => first.Inputs[input].DType;

    public int Rank(int input = 0) => first.Inputs[input].Rank;

    /// <summary>The sizes of an input.</summary>
    public OnnxSize[] Sizes(int input = 0) => translation.Sizes(first.Inputs[input], second.Inputs[input], $"'{Op}'");

    /// <summary>The sizes of a result.</summary>
    public OnnxSize[] Result(int output = 0) => translation.Sizes(first.Outputs[output], second.Outputs[output], $"'{Op}'");

    /// <summary>The type of a result.</summary>
    public DType ResultType(int output = 0) => first.Outputs[output].DType;

    /// <summary>Sizes that must not depend on the batch.</summary>
    public int[] Fixed(params OnnxSize[] sizes)
    {
        var numbers = new int[sizes.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = sizes[i].IsPerSample ? throw Refused("it works along the batch, whose size is not fixed") : sizes[i].Number;
        }

        return numbers;
    }

    /// <summary>An axis of an input that an attribute names.</summary>
    public int Axis(string attribute = "axis", int input = 0)
    {
        int axis = Attributes.Integer(attribute);
        return axis < 0 ? axis + Rank(input) : axis;
    }

    /// <summary>Whether what the graph is for is computed from a result.</summary>
    public bool IsUsed(int output) => translation.IsUsed(first.Outputs[output]);

    /// <summary>Whether nothing but one place along the first axis of a result is of use.</summary>
    public bool IsUsedAt(int output, int place) => translation.IsUsedAt(first.Outputs[output], place);

    /// <summary>Names a result besides the first.</summary>
    public void Name(int output, string value) => translation.Name(first.Outputs[output], second.Outputs[output], value);

    /// <summary>A node of the call's inputs.</summary>
    public string Same(string type, params ReadOnlySpan<(string Name, OnnxAttribute Value)> attributes) => Node(type, All, attributes);

    /// <summary>A node.</summary>
    public string Node(
        string type, ReadOnlySpan<string> from, params ReadOnlySpan<(string Name, OnnxAttribute Value)> attributes) =>
        graph.Node(Next(type), type, from, attributes);

    /// <summary>A node of several outputs.</summary>
    public string[] Nodes(
        string type, ReadOnlySpan<string> from, int outputs, params ReadOnlySpan<(string Name, OnnxAttribute Value)> attributes)
    {
        string next = Next(type);
        return graph.Node(next, type, from, [.. Enumerable.Range(0, outputs).Select(i => FormattableString.Invariant($"{next}/{i}"))],
            attributes);
    }

    /// <summary>A number in the type of the first input.</summary>
    public string Number(double value) => graph.Number(value, Type);

    /// <summary>Int64 numbers.</summary>
    public string Integers(params ReadOnlySpan<long> values) => graph.Integers(values);

    /// <summary>A constant.</summary>
    public string Constant(Tensor value) => graph.Small(value);

    /// <summary>A shape.</summary>
    public string Shape(params OnnxSize[] sizes) => graph.Shape(Next("Shape"), sizes);

    /// <summary>The same elements in another shape.</summary>
    public string Reshape(string x, params OnnxSize[] sizes)
    {
        int open = -1, free = 0;
        bool isEmpty = false;
        var numbers = new long[sizes.Length];
        for (int i = 0; i < sizes.Length; i++)
        {
            (numbers[i], open, free) = sizes[i].IsPerSample ? (-1, i, free + 1) : (sizes[i].Number, open, free);
            isEmpty |= !sizes[i].IsPerSample && sizes[i].Number == 0;
        }

        return free > 1 || (isEmpty && free > 0)
            ? Node("Reshape", [x, Shape(sizes)], ("allowzero", true))
            : Node("Reshape", [x, Integers(numbers)], isEmpty ? [("allowzero", true)] : []);
    }

    /// <summary>An axis of one element more.</summary>
    public string Unsqueeze(string x, int axis) => Node("Unsqueeze", [x, Integers(axis)]);

    public string Squeeze(string x, int axis) => Node("Squeeze", [x, Integers(axis)]);

    public string Add(string x, string y) => Node("Add", [x, y]);

    public string Sub(string x, string y) => Node("Sub", [x, y]);

    public string Mul(string x, string y) => Node("Mul", [x, y]);

    public string Div(string x, string y) => Node("Div", [x, y]);

    public string Where(string condition, string x, string y) => Node("Where", [condition, x, y]);

    public string Cast(string x, DType type) => Node("Cast", [x], ("to", OnnxTypes.Number(type)));

    /// <summary>The axes in another order.</summary>
    public string Permute(string x, params int[] axes) => Node("Transpose", [x], ("perm", axes));

    /// <summary>A sum over axes.</summary>
    public string Sum(string x, ReadOnlySpan<int> axes, bool keepDims)
    {
        var numbers = new long[axes.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = axes[i];
        }

        return Node("ReduceSum", axes.IsEmpty ? [x] : [x, Integers(numbers)], ("keepdims", keepDims));
    }

    /// <summary>The refusal of the call.</summary>
    public NotSupportedException Refused(string why) => new($"Onnx.Export: '{Op}' cannot be written: {why} ({first}).");

    private string Next(string type) => FormattableString.Invariant($"{name}/{type}{(_nodes++ == 0 ? "" : $"_{_nodes - 1}")}");
}
