namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>
    /// Dropout for SELU networks, as it is in training: an element that is dropped becomes the value that SELU has far to the left, −λα,
    /// and all are then scaled and moved so that elements of mean 0 and variance 1 keep both.
    /// </summary>
    /// <param name="generator">What decides; it moves on by one word for each element.</param>
    /// <param name="p">The probability that an element is dropped, from 0 to 1; with 1 all are, and the result is 0.</param>
    /// <remarks>
    /// Klambauer et al., 2017 (arXiv:1706.02515). A dropped element has the gradient 0, whatever it is. See <see cref="Dropout"/> for what
    /// decides.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// p is no probability, or the tensor is not floating point; the generator has not moved then.
    /// </exception>
    public Tensor AlphaDropout(Generator generator, double p = DropOp.DefaultP) =>
        AlphaDropoutOp.Make(p, DropOp.State(generator)).Apply(this, generator);
}

internal static class AlphaDropoutOp
{
    // −λα of SELU.
    private const double Dropped = -1.0507009873554805 * 1.6732632423543772;

    public static DropOp Make(double p, int[] generator)
    {
        DropOp.ExpectProbability(p, "alpha_dropout");
        double scale = p < 1 ? 1 / Math.Sqrt((1 - p) * (1 + (p * Dropped * Dropped))) : 0, shift = -scale * Dropped * p;
        return new("alpha_dropout", p, generator, 0, new(scale, shift, (scale * Dropped) + shift), p, generator);
    }

    public static OpDefinition Definition => new()
    {
        Name = "alpha_dropout",
        Category = OpCategory.Normalization,
        Formula =
            @"a \begin{cases} \alpha' & u < p \\ x & u \ge p \end{cases} - a \alpha' p \quad \alpha' = -\lambda \alpha,\ " +
            @"a = \frac{1}{\sqrt{(1 - p)(1 + p \alpha'^2)}},\ u \sim U(0, 1)",
        Source = "Klambauer, Unterthiner, Mayr and Hochreiter, Self-normalizing neural networks, 2017 (arXiv:1706.02515)",
        Derivative = @"\frac{\partial y}{\partial x} = \begin{cases} 0 & u < p \\ a & u \ge p \end{cases}",
        Usage =
            "Behind selu, whose networks keep mean 0 and variance 1 from layer to layer: dropout would spoil that, this does not. p of " +
            "0.05 to 0.1 is usual. Elsewhere take dropout.",
        Example = new(() => Tensor.Zeros([2, 4]).AlphaDropout(new Generator(seed: 1), p: 0.5)),
        Parameters = [DropOp.P, DropOp.Generator],
        Make = attributes => Make(attributes.Number("p"), attributes.List("generator")),
        Samples =
        [
            .. OpSamples.Unary(),
            .. OpSamples.Unary(attributes: new() { ["p"] = 0.1, ["generator"] = new[] { -5, 7, 3, 0 } }),
            new("all dropped", dtype => [OpSamples.Spread([5], dtype)], new() { ["p"] = 1 }),
            new("none dropped", dtype => [OpSamples.Spread([5], dtype)], new() { ["p"] = 0 }),
        ],
        Errors =
        [
            new("alpha_dropout: p is -0.5; expected a probability from 0 to 1", () => [Tensor.Ones([2])], new() { ["p"] = -0.5 }),
            new("alpha_dropout: generator is []; expected seed and offset", () => [Tensor.Ones([2])],
                new() { ["generator"] = Array.Empty<int>() }),
            .. OpErrors.Unary("alpha_dropout"),
        ],
    };
}
