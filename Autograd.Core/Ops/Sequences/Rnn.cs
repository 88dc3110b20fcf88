namespace Autograd.Core;

/// <summary>What Elman's unit makes of its sum.</summary>
public enum RnnNonlinearity
{
    /// <summary>The hyperbolic tangent, which keeps the state between −1 and 1.</summary>
    Tanh,

    /// <summary>The positive part. With an identity of weights at first a state lasts for long (Le et al., 2015), and may grow.</summary>
    Relu,
}

public sealed partial class Tensor
{
    /// <summary>
    /// The states of Elman's unit, h' = φ(W·x + b + U·h + c), after each step of these sequences: a layer in one direction, whose inputs
    /// are all multiplied in one product.
    /// </summary>
    /// <param name="state">The states before the first step, [batch, units].</param>
    /// <param name="inputWeight">The weights of the inputs, [units, features].</param>
    /// <param name="hiddenWeight">The weights of the state, [units, units].</param>
    /// <param name="inputBias">The biases of the inputs, [units], or null for none at all.</param>
    /// <param name="hiddenBias">The biases of the state, likewise.</param>
    /// <param name="lengths">
    /// Int64 [batch], how many steps each sequence has; null where all have all. Past the end of a sequence the result is 0, whatever this
    /// tensor holds there, and the reverse direction starts at the sequence's own last step.
    /// </param>
    /// <param name="nonlinearity">The function φ.</param>
    /// <param name="reverse">Whether the steps are taken from the last to the first.</param>
    /// <returns>[steps, batch, units] for sequences of [steps, batch, features].</returns>
    /// <remarks>
    /// Elman, 1990.
    /// Products on the way back are as in <see cref="MatMul"/>: what is not finite spoils what it is multiplied with, be that 0.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// A shape or type does not fit, there is no step, a length is less than 1 or more than there are steps, or there is one bias.
    /// </exception>
    public Tensor Rnn(
        Tensor state, Tensor inputWeight, Tensor hiddenWeight, Tensor? inputBias = null, Tensor? hiddenBias = null, Tensor? lengths = null,
        RnnNonlinearity nonlinearity = RnnNonlinearity.Tanh, bool reverse = false) =>
        RnnOp.Of(nonlinearity, reverse).Apply(
            RecurrentInputs.List("rnn", [this, state, inputWeight, hiddenWeight], inputBias, hiddenBias, lengths));
}

internal sealed class TanhRnnOp(bool reverse) : RecurrentUnitOp<RnnUnit<TanhState>>(RnnOp.Name, reverse, RnnOp.Tanh)
{
    protected override bool KeepsGates => false;

    protected override RecurrentSlopes Slopes(in RecurrentSteps steps) => new(1 - steps.After.Square());
}

internal sealed class ReluRnnOp(bool reverse) : RecurrentUnitOp<RnnUnit<ReluState>>(RnnOp.Name, reverse, RnnOp.Relu)
{
    protected override bool KeepsGates => false;

    protected override RecurrentSlopes Slopes(in RecurrentSteps steps) => new(steps.After.GreaterThan(0).To(steps.After.DType));
}

internal static class RnnOp
{
    public const string Name = "rnn", Tanh = "tanh", Relu = "relu";

    public static Op Of(RnnNonlinearity nonlinearity, bool reverse) => Expect.Member(nonlinearity, Name) == RnnNonlinearity.Tanh
        ? new TanhRnnOp(reverse)
        : new ReluRnnOp(reverse);

    private static RnnNonlinearity Of(OpAttributes attributes) => attributes.Word("nonlinearity") switch
    {
        Tanh => RnnNonlinearity.Tanh,
        Relu => RnnNonlinearity.Relu,
        string other => throw new ArgumentException(
            $"rnn: the nonlinearity is \"{other}\"; expected \"tanh\" or \"relu\".", nameof(attributes)),
    };

    public static OpDefinition Definition => new()
    {
        Name = Name,
        Category = OpCategory.Sequences,
        Formula = @"h_t = \varphi(W x_t + b + U h_{t-1} + c)",
        Source = "Elman, Finding structure in time, 1990",
        Derivative = @"\frac{\partial}{\partial a_t} = \varphi'(a_t) \odot \frac{\partial}{\partial h_t}, \quad \frac{\partial}{\partial " +
            @"h_{t-1}} = U^\top \frac{\partial}{\partial a_t}, \quad \frac{\partial}{\partial x_t} = W^\top " +
            @"\frac{\partial}{\partial a_t}, \text{ with the sums } a_t",
        Usage =
            "The simplest memory, and a short one: a gradient is multiplied by the same weights at each step, and vanishes or explodes " +
            "within dozens. For more than that take a GRU or an LSTM.",
        Example = new(() => Tensor.From([1.0, 2.0], [2, 1, 1])
            .Rnn(Tensor.Zeros([1, 1], DType.Float64), Tensor.From([0.5], [1, 1]), Tensor.From([1.0], [1, 1]))),
        Parameters =
        [
            new("nonlinearity", Tanh, "What the unit makes of its sum: tanh or relu."),
            RecurrentEvidence.Reverse,
        ],
        Make = attributes => Of(Of(attributes), attributes.Flag("reverse")),
        Samples =
        [
            .. RecurrentEvidence.Samples(1),
            .. RecurrentEvidence.Samples(1).Select(sample => sample.With(new() { ["nonlinearity"] = Relu })),
        ],
        Errors =
        [
            .. RecurrentEvidence.Errors("rnn", 1),
            new("rnn: the nonlinearity is \"sigmoid\"; expected \"tanh\" or \"relu\"", () => [Tensor.Ones([1, 1, 1])],
                new() { ["nonlinearity"] = "sigmoid" }),
        ],
    };
}
