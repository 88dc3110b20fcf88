namespace Autograd.Tests.Laws.Oracles;

internal static class PoolingOracles
{
    public static Dictionary<string, Oracle> All { get; } = [];
}
