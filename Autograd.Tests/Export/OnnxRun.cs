using Autograd.Core;
using Autograd.Export;
using Autograd.Nn;
using Microsoft.ML.OnnxRuntime;

namespace Autograd.Tests.Export;

/// <summary>Runs what is exported, by Microsoft's runtime.</summary>
internal sealed class OnnxRun : IDisposable
{
    private static readonly SessionOptions s_options = new()
    {
        IntraOpNumThreads = 1,
        InterOpNumThreads = 1,
        LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
    };

    private readonly InferenceSession _session;

    public OnnxRun(byte[] model) => _session = new(model, s_options);

    /// <summary>The outputs for inputs in order.</summary>
    public Tensor[] Run(params IReadOnlyList<Tensor> inputs)
    {
        Dictionary<string, OrtValue> values = [];
        string[] names = [.. _session.InputNames];
        for (int i = 0; i < inputs.Count; i++)
        {
            values.Add(names[i], Value(inputs[i]));
        }

        using var options = new RunOptions();
        using IDisposableReadOnlyCollection<OrtValue> outputs = _session.Run(options, values, _session.OutputNames);
        Tensor[] results = [.. outputs.Select(Result)];
        foreach (OrtValue value in values.Values)
        {
            value.Dispose();
        }

        return results;
    }

    public void Dispose() => _session.Dispose();

    private static OrtValue Value(Tensor x)
    {
        long[] shape = [.. x.Shape.Sizes.ToArray().Select(size => (long)size)];
        return x.DType switch
        {
            DType.Float32 => OrtValue.CreateTensorValueFromMemory(x.ToArray<float>(), shape),
            DType.Float64 => OrtValue.CreateTensorValueFromMemory(x.ToArray<double>(), shape),
            DType.Int64 => OrtValue.CreateTensorValueFromMemory(x.ToArray<long>(), shape),
            _ => OrtValue.CreateTensorValueFromMemory(x.ToArray<bool>(), shape),
        };
    }

    private static Tensor Result(OrtValue value)
    {
        OrtTensorTypeAndShapeInfo info = value.GetTensorTypeAndShape();
        Shape shape = Shape.Of(Array.ConvertAll(info.Shape, size => (int)size));
        return info.ElementDataType switch
        {
            Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float => Tensor.From(value.GetTensorDataAsSpan<float>(), shape),
            Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Double => Tensor.From(value.GetTensorDataAsSpan<double>(), shape),
            Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Int64 => Tensor.From(value.GetTensorDataAsSpan<long>(), shape),
            _ => Tensor.From(value.GetTensorDataAsSpan<bool>(), shape),
        };
    }
}
