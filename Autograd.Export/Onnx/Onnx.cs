using System.Text.RegularExpressions;
using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Export;

/// <summary>
/// Writes networks for inference elsewhere, as ONNX (opset 17, IR version 8). The model is run in evaluation mode, with two samples,
/// with three and with seven, and what it computes is read from a tape: no model needs code of its own, and what differs between the runs
/// is the batch, an axis that the file names <c>batch</c>. All other sizes, that of a sequence too, are fixed as they are given.
/// </summary>
/// <remarks>
/// Parameters and buffers are stored under their names in files; what is computed of them alone is stored as it is. Values of the inputs
/// that the model looks at in plain C#, in an <c>if</c> say, leave no trace: where the runs show that something hangs on them, it is
/// refused; what comes out alike for all three is not seen.
/// </remarks>
public static partial class Onnx
{
    /// <summary>The version of ONNX's operators that files are written for.</summary>
    internal const int Opset = 17;

    private const int IrVersion = 8;

    /// <summary>Writes a layer: its input is named <c>input</c> and its output <c>output</c>.</summary>
    /// <param name="model">The layer; it is as before afterwards.</param>
    /// <param name="path">The file, which is replaced if it is there.</param>
    /// <param name="inputShape">The input's shape, −1 for the batch: <c>[-1, 21]</c>; without one only this shape is taken.</param>
    /// <param name="type">The input's type, Int64 for indices of an embedding.</param>
    /// <exception cref="NotSupportedException">
    /// The model computes something that has no counterpart in ONNX, or something that the batch or the inputs' values decide; the message
    /// names it.
    /// </exception>
    /// <exception cref="ArgumentException">The shape has no sense or does not fit the model.</exception>
    /// <exception cref="IOException">The file cannot be written; one that was there before is as it was.</exception>
    /// <example><code>Onnx.Export(model, "model.onnx", [-1, 21]);</code></example>
    public static void Export(Layer model, string path, int[] inputShape, DType type = DType.Float32)
    {
        ArgumentNullException.ThrowIfNull(model);
        Export(model, model.Forward, path, inputShape, type);
    }

    /// <summary>Writes what a function computes with a module.</summary>
    /// <param name="model">The module that holds the weights.</param>
    /// <param name="forward">What is computed.</param>
    /// <param name="path">The file, which is replaced if it is there.</param>
    /// <param name="inputShape">The input's shape, −1 for the batch.</param>
    /// <param name="type">The input's type.</param>
    /// <exception cref="NotSupportedException">As for the other overloads.</exception>
    /// <exception cref="ArgumentException">As for the other overloads.</exception>
    /// <exception cref="IOException">As for the other overloads.</exception>
    public static void Export(
        Module model, Func<Tensor, Tensor> forward, string path, int[] inputShape, DType type = DType.Float32)
    {
        ArgumentNullException.ThrowIfNull(forward);
        Export(model, inputs => [forward(inputs[0])], path, [new OnnxInput("input", inputShape, type)], ["output"]);
    }

    /// <summary>Writes what a function of several inputs computes with a module.</summary>
    /// <param name="model">The module that holds the weights.</param>
    /// <param name="forward">What is computed: it takes the inputs in their order and gives all outputs.</param>
    /// <param name="path">The file, which is replaced if it is there.</param>
    /// <param name="inputs">The inputs.</param>
    /// <param name="outputs">The names of the outputs.</param>
    /// <exception cref="NotSupportedException">As for the other overloads.</exception>
    /// <exception cref="ArgumentException">
    /// As for the other overloads; or a name is there twice, or there are more or fewer outputs than names.
    /// </exception>
    /// <exception cref="IOException">As for the other overloads.</exception>
    /// <example><code>
    /// Onnx.Export(model, x => [model.Forward(x[0], lengths: x[1]).Output], "reader.onnx",
    ///     [new("text", [-1, 20, 8]), new("lengths", [-1], DType.Int64) { Smallest = 1, Largest = 20 }], ["states"]);
    /// </code></example>
    public static void Export(Module model, Func<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>> forward, string path,
        IReadOnlyList<OnnxInput> inputs, IReadOnlyList<string> outputs)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(forward);
        ArgumentException.ThrowIfNullOrEmpty(path);
        ExpectNames(inputs, outputs);
        OnnxFile.Write(path, Model(model, forward, inputs, outputs));
    }

    /// <summary>The model as it is written.</summary>
    internal static Protobuf.ModelProto Model(Module model, Func<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>> forward,
        IReadOnlyList<OnnxInput> inputs, IReadOnlyList<string> outputs)
    {
        using var state = new ModuleSnapshot(model);
        using var first = new OnnxTrace(forward, inputs, outputs.Count, OnnxTrace.FirstBatch);
        using var second = new OnnxTrace(forward, inputs, outputs.Count, OnnxTrace.SecondBatch);
        Protobuf.GraphProto graph = new OnnxTranslation(model, first, second).Graph(inputs, outputs);
        using (var third = new OnnxTrace(forward, inputs, outputs.Count, OnnxTrace.ThirdBatch))
        {
            OnnxTranslation.ExpectSame(graph, new OnnxTranslation(model, first, third).Graph(inputs, outputs));
        }

        return new()
        {
            IrVersion = IrVersion,
            ProducerName = "Autograd",
            OpsetImport = { new Protobuf.OperatorSetIdProto { Domain = "", Version = Opset } },
            Graph = graph,
        };
    }

    private static void ExpectNames(IReadOnlyList<OnnxInput> inputs, IReadOnlyList<string> outputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(outputs);
        if (inputs.Count == 0 || outputs.Count == 0)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"Onnx.Export: there are {inputs.Count} inputs and {outputs.Count} outputs; expected one ") +
                "of each at least.", inputs.Count == 0 ? nameof(inputs) : nameof(outputs));
        }

        HashSet<string> names = [];
        foreach (OnnxInput input in inputs)
        {
            OnnxInput named = input ?? throw new ArgumentException("Onnx.Export: an input is null.", nameof(inputs));
            Expect(named.Name, nameof(inputs));
        }

        foreach (string output in outputs)
        {
            Expect(output, nameof(outputs));
        }

        void Expect(string name, string argument)
        {
            if (name is null || !Names().IsMatch(name) || !names.Add(name))
            {
                throw new ArgumentException(
                    $"Onnx.Export: '{name}' is no name for an input or output, or is there twice; expected letters, digits and '_'.",
                    argument);
            }
        }
    }

    [GeneratedRegex(@"^[A-Za-z_]\w*\z")]
    private static partial Regex Names();
}
