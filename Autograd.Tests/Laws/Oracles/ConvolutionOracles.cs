namespace Autograd.Tests.Laws.Oracles;

internal static class ConvolutionOracles
{
    public static Dictionary<string, Oracle> All { get; } = [];
}
