namespace Autograd.Core;

/// <summary>One computation as a tracing tape saw it, whether it has a gradient or not: what an exporter reads.</summary>
public sealed class TracedCall
{
    // An op's attributes are made when they are asked for: the registry, which names them, may still be on its way when the op is applied.
    private readonly Op? _op;
    private readonly OpAttributes _attributes = OpAttributes.None;

    internal TracedCall(Op op, ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
        : this(op.Name, inputs, outputs) => _op = op;

    private TracedCall(string name, ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, OpAttributes? attributes = null)
    {
        (Name, Inputs, Outputs) = (name, Array.AsReadOnly(inputs.ToArray()), Array.AsReadOnly(outputs.ToArray()));
        _attributes = attributes?.Closed() ?? _attributes;
    }

    /// <summary>The op's name in snake_case, or that of a method without a gradient, such as <c>greater_than</c>.</summary>
    public string Name { get; }

    /// <summary>The attributes by name, to be read only.</summary>
    public OpAttributes Attributes => _op?.Attributes ?? _attributes;

    /// <summary>Whether it is what the library means by the name: an op of somebody else's may bear it too.</summary>
    internal bool IsOfLibrary => _op is null || _op.DefinedBy is not null;

    /// <summary>What it was applied to.</summary>
    public IReadOnlyList<Tensor> Inputs { get; }

    /// <summary>What came out.</summary>
    public IReadOnlyList<Tensor> Outputs { get; }

    /// <summary>Tells the tape that traces on this thread, if one does, of a computation that is no op.</summary>
    internal static Tensor Of(string name, Tensor output, ReadOnlySpan<Tensor> inputs, OpAttributes? attributes = null)
    {
        Add(name, inputs, [output], attributes);
        return output;
    }

    /// <summary>The same of several; of tensors that are changed in place and are from now on not what the calls before say.</summary>
    internal static void Add(
        string name, ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, OpAttributes? attributes = null)
    {
        if (Tape.Current is { IsInsideOp: false, Trace: { } trace })
        {
            trace.Add(new(InSnakeCase(name), inputs, outputs, attributes));
        }
    }

    /// <summary>The name and the shapes, such as <c>matmul: [2, 3], [3, 4] → [2, 4]</c>.</summary>
    // Without the attributes: the registry names them, and with it every op would be in every program that is compiled ahead of time.
    public override string ToString() =>
        $"{Name}: {string.Join(", ", Inputs.Select(tensor => tensor.Shape))} → {string.Join(", ", Outputs.Select(tensor => tensor.Shape))}";

    private static string InSnakeCase(string name) =>
        string.Concat(
            name.Select((letter, i) => char.IsUpper(letter) ? $"{(i > 0 ? "_" : "")}{char.ToLowerInvariant(letter)}" : $"{letter}"));
}
