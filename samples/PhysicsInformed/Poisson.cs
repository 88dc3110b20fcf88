using Autograd.Core;
using Autograd.Nn;

namespace PhysicsInformed;

/// <summary>
/// The problem: u″(x) = −π² sin(πx) between −1 and 1, where u is 0. The solution is sin(πx), which only the test knows.
/// </summary>
internal static class Poisson
{
    /// <summary>Where the solution is sought.</summary>
    internal const double Low = -1, High = 1;

    /// <summary>The solution.</summary>
    internal static double Solution(double x) => Math.Sin(Math.PI * x);

    /// <summary>What u″ is to be at some places.</summary>
    internal static Tensor Source(Tensor x) => -(Math.PI * Math.PI) * (Math.PI * x).Sin();

    /// <summary>Places at equal distances, both ends among them, of shape [count, 1].</summary>
    internal static Tensor Places(int count) =>
        Tensor.From([.. Enumerable.Range(0, count).Select(i => Low + ((High - Low) * i / (count - 1)))], [count, 1]);
}
