namespace Autograd.Tests.Laws.Oracles;

internal static class RecurrentOracles
{
    public static Dictionary<string, Oracle> All { get; } = [];
}
