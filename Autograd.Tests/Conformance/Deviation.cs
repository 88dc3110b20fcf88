namespace Autograd.Tests.Conformance;

/// <summary>Where this library gives another answer than PyTorch, on purpose.</summary>
/// <param name="Case">The golden case.</param>
/// <param name="Result">"output", or "gradient" with the number of the input.</param>
/// <param name="Elements">Which elements of it.</param>
/// <param name="Reason">Why the answer here is the better one.</param>
internal sealed record Deviation(string Case, string Result, int[] Elements, string Reason)
{
    private const string AtInfinity = "The limit exists, and is what stands here; PyTorch multiplies ∞ by 0 or divides it by itself.";
    private const string NaNStays = "NaN stays NaN, so that it is noticed; PyTorch makes it 0.";
    private const string Rounded = "PyTorch's gradient takes 1/α or 1/6 rounded to single precision.";

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
        new("celu 1", "gradient 0", [0, 4, 6, 8, 9], Rounded),
        new("celu 2", "gradient 0", [0, 2], Rounded),
        new("celu 3", "gradient 0", [0, 1, 3, 4, 7, 8, 10, 13, 16, 17, 18, 19, 20, 21, 23, 24, 25, 28, 29], Rounded),
        new("gelu 4", "output", [33], AtInfinity),
        new("gelu 4", "gradient 0", [32, 33], AtInfinity),
        new("gelu 8", "output", [33], AtInfinity),
        new("gelu 8", "gradient 0", [32, 33], AtInfinity),
        new("softsign 4", "output", [32, 33], AtInfinity),
        new("softsign 4", "gradient 0", [32, 33], AtInfinity),
        new("softshrink 4", "output", [34], NaNStays),
        new("silu 4", "output", [33], AtInfinity),
        new("silu 4", "gradient 0", [32, 33], AtInfinity),
        new("mish 4", "output", [33], AtInfinity),
        new("mish 4", "gradient 0", [32, 33], AtInfinity),
        new("hardsigmoid 1", "gradient 0", [0, 1], Rounded),
        new("hardsigmoid 2", "gradient 0", [1, 2, 3, 6, 8, 11, 12, 13, 14, 16, 17, 18, 19, 20, 21, 22, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34], Rounded),
        new("hardsigmoid 3", "gradient 0", [0], Rounded),
        new("hardsigmoid 4", "gradient 0", [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], Rounded),
        new("hardswish 4", "output", [33], AtInfinity),
    ];
}
