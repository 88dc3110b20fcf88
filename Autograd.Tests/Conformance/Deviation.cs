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
        new("binary_cross_entropy 13", "gradient 1", [0, 1, 2, 3, 5], "The gradient by the target is the difference of the logarithms, which are held at -100 there as in the value."),
        new("kl_div 10", "output", [1], "A target of 0 costs nothing, though the class be impossible: 0 log 0 = 0."),
        new("kl_div 10", "gradient 1", [0, 1], "A target of 0 has no gradient in place of NaN."),
        new("poisson_nll_loss 19", "gradient 1", [1], "Stirling's term, which is not added for a count of 0, has no part in its gradient."),
        new("smooth_l1_loss 17", "gradient 0", [0, 1], "With beta 0 it is the absolute error, whose slope at 0 is 0; PyTorch takes -1 and for the target 1, or the other way round."),
        new("smooth_l1_loss 17", "gradient 1", [0, 1], "As for the input."),
        new("soft_margin_loss 10", "output", [2, 3, 8], "A large wrong score costs its size; exp(800) does not overflow on the way."),
        new("soft_margin_loss 10", "gradient 0", [2, 3, 8], "The slope of a large wrong score is its label's, not infinity over infinity."),
    ];
}
