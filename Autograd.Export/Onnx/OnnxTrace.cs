using Autograd.Core;

namespace Autograd.Export;

/// <summary>What a model computes for a number of samples.</summary>
internal sealed class OnnxTrace : IDisposable
{
    /// <summary>The numbers of samples that a model is tried with.</summary>
    public const int FirstBatch = 2, SecondBatch = 3, ThirdBatch = 7;

    private static readonly TraceSlice<TracedCall> s_slice = new(
        call => call.Inputs, call => call.Outputs, (call, written) => new NotSupportedException(
            $"Onnx.Export: '{call.Name}' changes a tensor {written.Shape} in place that was computed from an input or used " +
            "before, for which ONNX has no counterpart. Compute a new one."));

    private readonly Tape _tape;

    public OnnxTrace(
        Func<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>> forward, IReadOnlyList<OnnxInput> inputs, int outputs, int batch)
    {
        Batch = batch;
        Inputs = [.. inputs.Select(input => input.Example(batch))];
        _tape = new Tape { Traces = true };
        try
        {
            Outputs = [.. forward(Inputs) ?? throw Returned("null", outputs, nameof(forward))];
            if (Outputs.Length != outputs || Array.Exists(Outputs, output => output is null))
            {
                throw Returned(FormattableString.Invariant($"{Outputs.Length} tensors"), outputs, nameof(forward));
            }
        }
        catch
        {
            _tape.Dispose();
            throw;
        }
    }

    public int Batch { get; }

    public Tensor[] Inputs { get; }

    public Tensor[] Outputs { get; }

    private IReadOnlyList<TracedCall> Calls => _tape.Calls;

    /// <summary>The calls that the outputs and an input have between them, in order.</summary>
    /// <exception cref="NotSupportedException">A tensor is changed in place after it was used.</exception>
    public IReadOnlyList<TracedCall> Way() => s_slice.Of(Calls, Inputs, Outputs);

    public void Dispose() => _tape.Dispose();

    private static ArgumentException Returned(string what, int expected, string function) => new(
        FormattableString.Invariant($"Onnx.Export: the function returned {what}; expected {expected}, one for each named output."),
        function);
}
