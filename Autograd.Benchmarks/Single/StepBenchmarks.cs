using BenchmarkDotNet.Attributes;

namespace Autograd.Benchmarks;

/// <summary>Training steps and inference of the networks that are compared with PyTorch.</summary>
/// <remarks>Not sealed: BenchmarkDotNet derives from it.</remarks>
[MemoryDiagnoser]
public class StepBenchmarks
{
    private Action _momentum = null!;
    private Action _adam = null!;
    private Action _inference = null!;

    /// <summary>The networks' names.</summary>
    public static IEnumerable<string> Names => Network.Compared.Select(network => network.Name);

    /// <summary>The network.</summary>
    [ParamsSource(nameof(Names))]
    public string Name { get; set; } = "";

    /// <summary>Makes the network.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        Network network = Network.Compared.Single(network => network.Name == Name);
        _momentum = network.Step(StepWorkloads.Optimizers[0].Make);
        _adam = network.Step(StepWorkloads.Optimizers[1].Make);
        _inference = network.Inference();
    }

    /// <summary>A step of SGD with momentum.</summary>
    [Benchmark]
    public void Momentum() => _momentum();

    /// <summary>A step of Adam.</summary>
    [Benchmark]
    public void Adam() => _adam();

    /// <summary>The answer alone.</summary>
    [Benchmark]
    public void Inference() => _inference();
}
