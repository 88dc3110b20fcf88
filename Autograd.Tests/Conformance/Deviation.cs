namespace Autograd.Tests.Conformance;

/// <summary>Where this library gives another answer than PyTorch, on purpose.</summary>
/// <param name="Case">The golden case.</param>
/// <param name="Result">"output", or "gradient" with the number of the input.</param>
/// <param name="Elements">Which elements of it.</param>
/// <param name="Right">The right answer at one of them.</param>
/// <param name="Reason">Why the answer here is the better one.</param>
internal sealed record Deviation(string Case, string Result, int[] Elements, Func<Deviation.Point, double> Right, string Reason)
{
    private const string AtInfinity = "The limit exists, and is what stands here; PyTorch multiplies ∞ by 0 or divides it by itself.";
    private const string NaNStays = "NaN stays NaN, so that it is noticed; PyTorch makes it 0.";
    private const string Rounded = "PyTorch's gradient takes 1/α or 1/6 rounded to single precision.";

    /// <summary>All of them. A test holds the list to what really deviates, and the library to the answers.</summary>
    public static IReadOnlyList<Deviation> All { get; } =
    [
        new(
            "binary_cross_entropy 13", "gradient 1", [0, 1, 2, 3, 5],
            at => at.Upstream * (Math.Max(Math.Log(1 - at.Input(0)), -100) - Math.Max(Math.Log(at.Input(0)), -100)),
            "The gradient by the target is the difference of the logarithms, which are held at -100 there as in the value."),
        new("kl_div 10", "output", [1], Zero, "A target of 0 costs nothing, though the class be impossible: 0 log 0 = 0."),
        new("kl_div 10", "gradient 1", [0, 1], Zero, "A target of 0 has no gradient in place of NaN."),
        new(
            "poisson_nll_loss 19", "gradient 1", [1], at => at.Upstream * -at.Input(0),
            "Stirling's term, which is not added for a count of 0, has no part in its gradient."),
        new(
            "smooth_l1_loss 17", "gradient 0", [0, 1], Zero,
            "With beta 0 it is the absolute error, whose slope at 0 is 0; PyTorch takes -1 and for the target 1, or the other way round."),
        new("smooth_l1_loss 17", "gradient 1", [0, 1], Zero, "As for the input."),
        new("soft_margin_loss 10", "output", [2, 3, 8], at => Math.Abs(at.Input(0)),
            "A large wrong score costs its size; exp(800) does not overflow on the way."),
        new(
            "soft_margin_loss 10", "gradient 0", [2, 3, 8], at => at.Upstream * -at.Input(1),
            "The slope of a large wrong score is its label's, not infinity over infinity."),
        new("celu 1", "gradient 0", [0, 4, 6, 8, 9], Celu, Rounded),
        new("celu 2", "gradient 0", [0, 2], Celu, Rounded),
        new("celu 3", "gradient 0", [0, 1, 3, 4, 7, 8, 10, 13, 16, 17, 18, 19, 20, 21, 23, 24, 25, 28, 29], Celu, Rounded),
        new("gelu 4", "output", [33], Zero, AtInfinity),
        new("gelu 4", "gradient 0", [32, 33], Step, AtInfinity),
        new("gelu 8", "output", [33], Zero, AtInfinity),
        new("gelu 8", "gradient 0", [32, 33], Step, AtInfinity),
        new("softsign 4", "output", [32, 33], at => Math.Sign(at.Input(0)), AtInfinity),
        new("softsign 4", "gradient 0", [32, 33], Zero, AtInfinity),
        new("softshrink 4", "output", [34], _ => double.NaN, NaNStays),
        new("silu 4", "output", [33], Zero, AtInfinity),
        new("silu 4", "gradient 0", [32, 33], Step, AtInfinity),
        new("mish 4", "output", [33], Zero, AtInfinity),
        new("mish 4", "gradient 0", [32, 33], Step, AtInfinity),
        new("hardsigmoid 1", "gradient 0", [0, 1], Sixth, Rounded),
        new(
            "hardsigmoid 2", "gradient 0",
            [1, 2, 3, 6, 8, 11, 12, 13, 14, 16, 17, 18, 19, 20, 21, 22, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34], Sixth, Rounded),
        new("hardsigmoid 3", "gradient 0", [0], Sixth, Rounded),
        new("hardsigmoid 4", "gradient 0", [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], Sixth, Rounded),
        new("hardswish 4", "output", [33], Zero, AtInfinity),
    ];

    private static double Zero(Point at) => 0;

    // What becomes x towards ∞ and 0 towards −∞.
    private static double Step(Point at) => at.Input(0) > 0 ? at.Upstream : 0;

    private static double Sixth(Point at) => at.Upstream / 6;

    private static double Celu(Point at) => at.Upstream * Math.Exp(at.Input(0) / at.Case.Number("alpha"));

    /// <summary>One element of a golden case.</summary>
    public sealed record Point(GoldenCase Case, int Element)
    {
        public double Upstream => GoldenCase.Data(Case["upstream"])[Element];

        public double Input(int number) => GoldenCase.Data(Case["inputs"][number])[Element];
    }
}
