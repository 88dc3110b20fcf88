namespace Autograd.Benchmarks;

/// <summary>Something to be timed, on both sides under the same name.</summary>
/// <param name="Name">The name: the family, a slash, and what sets it apart.</param>
/// <param name="Make">Builds our side and returns one repetition of it.</param>
internal sealed record Workload(string Name, Func<Action> Make)
{
    internal const string PyTorch = "PyTorch", OpenBlas = "OpenBLAS";

    /// <summary>How many times a repetition does what is timed.</summary>
    internal int Times { get; init; } = 1;

    /// <summary>The floating-point operations of a repetition, where the share of the machine's peak says something.</summary>
    internal double Operations { get; init; }

    /// <summary>Builds the other side where that is in our own process, OpenBLAS or another way of ours, instead of PyTorch.</summary>
    internal Func<Action>? Yardstick { get; init; }

    /// <summary>What the other side is.</summary>
    internal string Against { get; init; } = PyTorch;

    /// <summary>Whether the other side is another library, not another way of ours.</summary>
    internal bool IsRivalry => Against is PyTorch or OpenBlas;

    /// <summary>The part of the name before the first slash.</summary>
    internal string Family => Name[..Name.IndexOf('/', StringComparison.Ordinal)];
}
