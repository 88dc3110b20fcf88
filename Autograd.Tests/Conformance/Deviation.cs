namespace Autograd.Tests.Conformance;

/// <summary>Where this library gives another answer than PyTorch, on purpose.</summary>
/// <param name="Case">The golden case.</param>
/// <param name="Result">"output", or "gradient" with the number of the input.</param>
/// <param name="Elements">Which elements of it.</param>
/// <param name="Reason">Why the answer here is the better one.</param>
internal sealed record Deviation(string Case, string Result, int[] Elements, string Reason)
{
    /// <summary>All of them. A test holds the list to what really deviates.</summary>
    public static IReadOnlyList<Deviation> All { get; } =
    [
    ];
}
