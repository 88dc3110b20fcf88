using Autograd.Core;

namespace Autograd.Benchmarks;

/// <summary>Invented numbers, the same in every run.</summary>
internal static class Data
{
    /// <summary>Numbers of a normal distribution.</summary>
    internal static Tensor Normal(params ReadOnlySpan<int> sizes) => Tensor.Normal(Shape.Of(sizes), new Generator(1));

    /// <summary>Classes, all equally frequent.</summary>
    internal static Tensor Labels(int count, int classes)
    {
        var generator = new Generator(2);
        return Tensor.From([.. Enumerable.Range(0, count).Select(_ => (long)generator.NextInt32(classes))]);
    }
}
