namespace Autograd.Tests.Laws.Oracles;

internal static class NormalizationOracles
{
    public static Dictionary<string, Oracle> All { get; } = [];
}
