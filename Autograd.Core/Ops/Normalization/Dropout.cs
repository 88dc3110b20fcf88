namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>
    /// Dropout as it is in training: each element is 0 with probability p, and x / (1 − p) otherwise, so that the mean stays.
    /// </summary>
    /// <param name="generator">What decides; it moves on by one word for each element, or for each that are dropped together.</param>
    /// <param name="p">The probability that an element is dropped, from 0 to 1; with 1 all are.</param>
    /// <param name="trailingAxes">How many of the last axes are dropped together: 2 drops whole channels of images.</param>
    /// <remarks>
    /// Hinton et al., 2012 (arXiv:1207.0580). A dropped element is 0 and has the gradient 0 though it be infinite or NaN, where PyTorch
    /// multiplies it by 0. What is dropped depends on the generator's seed and offset and on the element's place, not on the number of
    /// threads. p counts in steps of 2⁻³².
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// p is no probability, there are not so many axes, or the tensor is not floating point; the generator has not moved then.
    /// </exception>
    public Tensor Dropout(Generator generator, double p = DropOp.DefaultP, int trailingAxes = DropoutOp.DefaultTrailingAxes) =>
        DropoutOp.Make(p, DropOp.State(generator), trailingAxes).Apply(this, generator);
}

internal static class DropoutOp
{
    public const int DefaultTrailingAxes = 0;

    public static DropOp Make(double p, int[] generator, int trailingAxes)
    {
        DropOp.ExpectProbability(p, "dropout");
        Expect.AtLeast(0, trailingAxes, "dropout");
        return new("dropout", p, generator, trailingAxes, new(p < 1 ? 1 / (1 - p) : 0), p, generator, trailingAxes);
    }

    public static OpDefinition Definition => new()
    {
        Name = "dropout",
        Category = OpCategory.Normalization,
        Formula = @"\begin{cases} 0 & u < p \\ \frac{x}{1 - p} & u \ge p \end{cases} \quad u \sim U(0, 1)",
        Source =
            "Hinton, Srivastava, Krizhevsky, Sutskever and Salakhutdinov, Improving neural networks by preventing co-adaptation of " +
            "feature detectors, 2012 (arXiv:1207.0580)",
        Derivative = @"\frac{\partial y}{\partial x} = \begin{cases} 0 & u < p \\ \frac{1}{1 - p} & u \ge p \end{cases}",
        Usage =
            "Holds back overfitting of wide layers, in training only: the module does nothing in use. Behind a SELU take alpha_dropout; " +
            "in convolutional networks drop whole channels (trailingAxes 2), for neighbouring places say the same.",
        Example = new(() => Tensor.Ones([2, 4]).Dropout(new Generator(seed: 1), p: 0.5)),
        Parameters =
        [
            DropOp.P, DropOp.Generator, new("trailingAxes", DefaultTrailingAxes, "How many of the last axes are dropped together."),
        ],
        Make = attributes => Make(attributes.Number("p"), attributes.List("generator"), attributes.Integer("trailingAxes")),
        Samples =
        [
            .. OpSamples.Unary(),
            .. OpSamples.Unary(attributes: new() { ["p"] = 0.1, ["generator"] = new[] { -5, 7, 3, 0 } }),
            Sample([7, 130], new() { ["generator"] = new[] { 1, 0, 2, 1 } }),
            Sample([3, 4, 5, 7], new() { ["p"] = 0.3, ["trailingAxes"] = 2 }),
            Sample([70, 2], new() { ["generator"] = new[] { 9, 9, 1, 0 }, ["trailingAxes"] = 1 }),
            Sample([5], new() { ["p"] = 1 }), Sample([5], new() { ["p"] = 0 }),
        ],
        Errors =
        [
            new("dropout: p is 1.5; expected a probability from 0 to 1", () => [Tensor.Ones([2])], new() { ["p"] = 1.5 }),
            new("dropout: p is NaN; expected", () => [Tensor.Ones([2])], new() { ["p"] = double.NaN }),
            new("dropout: trailingAxes is -1; expected 0 or more", () => [Tensor.Ones([2])], new() { ["trailingAxes"] = -1 }),
            new("dropout: trailingAxes is 2 and the input [2]; expected no more than it has axes", () => [Tensor.Ones([2])],
                new() { ["trailingAxes"] = 2 }),
            new("dropout: generator is [1, 2]; expected seed and offset", () => [Tensor.Ones([2])],
                new() { ["generator"] = new[] { 1, 2 } }),
            .. OpErrors.Unary("dropout"),
        ],
    };

    private static OpSample Sample(Shape shape, OpAttributes attributes) =>
        new($"{shape}", dtype => [OpSamples.Spread(shape, dtype)], attributes);
}
