using Autograd.Core;
using BenchmarkDotNet.Attributes;

namespace Autograd.Benchmarks;

/// <summary>Every op of the registry that takes one tensor or two of one shape, on a million numbers and on few.</summary>
/// <remarks>Not sealed: BenchmarkDotNet derives from it.</remarks>
[MemoryDiagnoser]
public class OpBenchmarks
{
    private Op _op = null!;
    private Tensor[] _inputs = null!;
    private Tensor _upstream = null!;

    /// <summary>The ops' names.</summary>
    public static IEnumerable<string> Names => OpRegistry.All.Where(TakesOneShape).Select(definition => definition.Name);

    /// <summary>The op.</summary>
    [ParamsSource(nameof(Names))]
    public string Name { get; set; } = "";

    /// <summary>The length of each side.</summary>
    [Params(16, 1000)]
    public int Side { get; set; }

    /// <summary>Makes the inputs.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        OpDefinition definition = OpRegistry.Find(Name);
        _op = definition.Create();
        int count = definition.Samples[0].Inputs(DType.Float32).Length;
        _inputs = [.. Enumerable.Range(0, count).Select(i => OpSamples.Spread([Side, Side], DType.Float32, 0.1, 2.9, phase: i))];
        using var scope = new TensorScope();
        _upstream = Tensor.Ones(_op.Apply(_inputs).Shape);
    }

    /// <summary>The value alone.</summary>
    [Benchmark]
    public void Forward()
    {
        using var scope = new TensorScope();
        _op.Apply(_inputs);
    }

    /// <summary>The value and the gradients by all inputs.</summary>
    [Benchmark]
    public void ForwardAndBackward()
    {
        using var tape = new Tape();
        foreach (Tensor input in _inputs)
        {
            tape.Watch(input);
        }

        tape.Backward(_op.Apply(_inputs), _upstream);
        foreach (Tensor input in _inputs)
        {
            input.ZeroGrad();
        }
    }

    // Those whose samples show that two tensors may have one shape, or that there is one tensor.
    private static bool TakesOneShape(OpDefinition definition) =>
        definition.Category is OpCategory.Elementwise or OpCategory.Activation
        && definition.Samples[0].Inputs(DType.Float32) is { Length: <= 2 } inputs && inputs.All(input => input.DType == DType.Float32);
}
