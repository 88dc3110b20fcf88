using Autograd.Core;
using Autograd.Export.Protobuf;
using Autograd.Nn;

namespace Autograd.Export;

/// <summary>Makes a graph of two traces of one model, which differ in the number of samples and in the values of the inputs.</summary>
internal sealed class OnnxTranslation
{
    // Whose attributes hold sizes: their rules go by the shapes.
    private static readonly string[] s_goByShapes = ["reshape", "broadcast_to", "slice"];

    private readonly OnnxTrace _first, _second;
    private readonly Dictionary<Tensor, string> _names = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Tensor, string> _twins = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Tensor, string> _states = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Tensor, string> _constants = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Tensor> _used = new(ReferenceEqualityComparer.Instance);
    private IReadOnlyList<TracedCall> _calls = [];
    private OnnxGraph _graph = null!;

    public OnnxTranslation(Module model, OnnxTrace first, OnnxTrace second)
    {
        (_first, _second) = (first, second);
        foreach (NamedPart named in model.NamedParts())
        {
            if (named.Part is Parameter or ModuleBuffer)
            {
                _states.TryAdd(named.Part.State!, named.FileName);
            }
        }
    }

    /// <summary>Translates all that the outputs follow from.</summary>
    public GraphProto Graph(IReadOnlyList<OnnxInput> inputs, IReadOnlyList<string> outputs)
    {
        _graph = new(inputs);
        for (int i = 0; i < inputs.Count; i++)
        {
            Name(_first.Inputs[i], _second.Inputs[i], inputs[i].Name);
            _graph.Proto.Input.Add(OnnxTypes.Value(inputs[i].Name, inputs[i].Type, Sizes(_first.Inputs[i], _second.Inputs[i], "input")));
        }

        TranslateCalls();
        for (int i = 0; i < outputs.Count; i++)
        {
            (Tensor first, Tensor second) = (_first.Outputs[i], _second.Outputs[i]);
            _graph.Node(outputs[i], "Identity", [NameOf(first, second, $"the output '{outputs[i]}'")]);
            _graph.Proto.Output.Add(OnnxTypes.Value(outputs[i], first.DType, Sizes(first, second, $"the output '{outputs[i]}'")));
        }

        foreach (TensorProto constant in _graph.Proto.Initializer)
        {
            if (outputs.Contains(constant.Name) || inputs.Any(input => input.Name == constant.Name))
            {
                throw new ArgumentException(
                    $"Onnx.Export: '{constant.Name}' is the name of a weight; give the input or output another.", nameof(outputs));
            }
        }

        return _graph.Proto;
    }

    /// <summary>Refuses a graph that is another one by a third trace.</summary>
    public static void ExpectSame(GraphProto graph, GraphProto third)
    {
        if (!graph.Equals(third))
        {
            HashSet<string> constants = [.. graph.Initializer.Except(third.Initializer).Select(constant => constant.Name)];
            NodeProto? node = graph.Node.FirstOrDefault(
                node => !third.Node.Contains(node) || node.Input.Any(constants.Contains));
            throw Decided($"'{node?.Name ?? "model"}'", FormattableString.Invariant(
                $"with {OnnxTrace.ThirdBatch} samples it is another one than with {OnnxTrace.SecondBatch}: a size depends"));
        }
    }

    /// <summary>The name of what a tensor holds, in both traces; a constant is added to the graph.</summary>
    public string NameOf(Tensor first, Tensor second, string user) => _names.TryGetValue(first, out string? name)
        ? _twins.GetValueOrDefault(second) == name ? name : throw Decided(user, "which tensors it is computed from depends")
        : _twins.ContainsKey(second) ? throw Decided(user, "which tensors it is computed from depends")
        : Constant(first, second, user);

    /// <summary>Whether something in the graph is computed from a tensor of the first trace.</summary>
    public bool IsUsed(Tensor first) => _used.Contains(first);

    /// <summary>Whether nothing but one place along the first axis of a tensor of the first trace is of use.</summary>
    public bool IsUsedAt(Tensor first, int place) => !_first.Outputs.Contains(first)
        && _calls.Where(call => call.Inputs.Contains(first)).All(call => call.Name == "slice" && call.Attributes.Integer("axis") == 0
            && call.Outputs[0].Shape[0] == 1 && (call.Attributes.Integer("start") - place) % first.Shape[0] == 0);

    /// <summary>Names what comes out of a call.</summary>
    public void Name(Tensor first, Tensor second, string name) => (_names[first], _twins[second]) = (name, name);

    /// <summary>The sizes of a tensor.</summary>
    public OnnxSize[] Sizes(Tensor first, Tensor second, string user)
    {
        if (first.Rank != second.Rank || first.DType != second.DType)
        {
            throw Decided(user, $"{first.DType} {first.Shape} and {second.DType} {second.Shape}: the number of axes or the type depends");
        }

        var sizes = new OnnxSize[first.Rank];
        for (int i = 0; i < sizes.Length; i++)
        {
            sizes[i] = OnnxSize.Of(first.Shape[i], _first.Batch, second.Shape[i], _second.Batch) ?? throw new NotSupportedException(
                FormattableString.Invariant($"Onnx.Export: {user}: {first.Shape} for {_first.Batch} samples and {second.Shape} for ") +
                FormattableString.Invariant($"{_second.Batch}. Axis {i} is neither fixed nor so many for each sample, so that the ") +
                "batch cannot be told. Only sizes in proportion to the batch can be written.");
        }

        return sizes;
    }

    private void TranslateCalls()
    {
        IReadOnlyList<TracedCall> calls = _calls = _first.Way(), twins = _second.Way();
        _used.UnionWith(_first.Outputs);
        _used.UnionWith(calls.SelectMany(call => call.Inputs));
        for (int i = 0; i < calls.Count; i++)
        {
            TracedCall call = calls[i];
            if (twins.Count != calls.Count || call.Name != twins[i].Name || call.Inputs.Count != twins[i].Inputs.Count
                || call.Outputs.Count != twins[i].Outputs.Count)
            {
                throw Decided($"'{call.Name}'", $"whether it is computed, or something else, depends");
            }

            Translate(call, twins[i]);
        }
    }

    private void Translate(TracedCall first, TracedCall second)
    {
        if (!OnnxRules.All.TryGetValue(first.Name, out OnnxRule? rule) || !first.IsOfLibrary)
        {
            throw new NotSupportedException(
                $"Onnx.Export: '{first.Name}' has no counterpart in ONNX that is known here ({first}).");
        }

        var call = new OnnxCall(this, _graph, first, second, FormattableString.Invariant($"{first.Name}_{_names.Count}"));
        string result = rule(call);
        if (!s_goByShapes.Contains(first.Name) && $"{first.Attributes}" != $"{second.Attributes}")
        {
            throw Decided($"'{first.Name}'", $"its attributes are {first.Attributes} and {second.Attributes}: they depend");
        }

        call.Name(0, result);
    }

    private string Constant(Tensor first, Tensor second, string user)
    {
        if (_constants.TryGetValue(first, out string? known))
        {
            return known;
        }

        string name = StateOf(first) ?? FormattableString.Invariant($"constant/of_{_constants.Count}");
        if (_graph.Proto.Initializer.Any(constant => constant.Name == name))
        {
            return name;
        }

        ReadOnlySpan<byte> bytes = ((ArrayView)first).Bytes, others = ((ArrayView)second).Bytes;
        string value = first == second || (first.Shape == second.Shape && first.DType == second.DType && bytes.SequenceEqual(others))
            ? _graph.Constant(name, first)
            : PerSample(name, first, second, user) ?? Repeated(name, first, second, user);
        _constants.Add(first, value);
        return value;
    }

    // The file name of a parameter or buffer; of a buffer that was copied too, for it may move on while a tape is open.
    private string? StateOf(Tensor tensor)
    {
        if (_states.TryGetValue(tensor, out string? name))
        {
            return name;
        }

        foreach ((Tensor state, string copied) in _states)
        {
            if (!state.RequiresGrad && state.Rank > 0 && state.Shape == tensor.Shape && state.DType == tensor.DType
                && state.ElementsEqual(tensor) && _graph.Proto.Initializer.All(constant => constant.Name != copied))
            {
                return copied;
            }
        }

        return null;
    }

    // A number in proportion to the batch.
    private string? PerSample(string name, Tensor first, Tensor second, string user)
    {
        if (first.Rank > 0 || second.Rank > 0 || first.DType != second.DType || first.DType == DType.Bool)
        {
            return null;
        }

        double each = first.Item() / _first.Batch;
        if (each * _second.Batch != second.Item())
        {
            throw Decided(user, "a number that it takes depends");
        }

        string batch = _graph.Node($"{name}/batch", "Squeeze", [_graph.Batch]);
        string samples = _graph.Node($"{name}/samples", "Cast", [batch], [("to", OnnxTypes.Number(first.DType))]);
        return each == 1 ? samples : _graph.Node(name, "Mul", [samples, _graph.Number(each, first.DType)]);
    }

    // A constant that is the same for every sample, such as the zeros a recurrent layer starts from.
    private string Repeated(string name, Tensor first, Tensor second, string user)
    {
        OnnxSize[] sizes = Sizes(first, second, $"{user}: what it takes besides what is computed");
        int axis = Array.FindIndex(sizes, size => size.IsPerSample);
        if (axis < 0 || Array.FindLastIndex(sizes, size => size.IsPerSample) != axis || sizes[axis].Number != 1)
        {
            throw Decided(user, $"the values of {first.Shape} that it takes besides what is computed depend");
        }

        using var scope = new TensorScope();
        Tensor one = first.Slice(axis, ..1);
        if (!one.BroadcastTo(first.Shape).ElementsEqual(first) || !one.BroadcastTo(second.Shape).ElementsEqual(second))
        {
            throw Decided(user, $"the values of {first.Shape} that it takes besides what is computed depend");
        }

        string sample = _graph.Constant($"{name}/sample", one);
        return _graph.Node(name, "Expand", [sample, _graph.Shape(name, sizes)]);
    }

    private static NotSupportedException Decided(string user, string what) => new(
        $"Onnx.Export: {user}: {what} on the number of samples or on the inputs' values, in a way that no op of this library computed. " +
        "Compute it with ops.");
}
