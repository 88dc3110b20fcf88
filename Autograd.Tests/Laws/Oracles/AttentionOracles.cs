namespace Autograd.Tests.Laws.Oracles;

internal static class AttentionOracles
{
    public static Dictionary<string, Oracle> All { get; } = [];
}
