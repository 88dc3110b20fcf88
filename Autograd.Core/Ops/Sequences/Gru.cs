namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>
    /// The states of a gated recurrent unit after each step of these sequences: a layer in one direction, whose inputs are all multiplied
    /// in one product.
    /// </summary>
    /// <param name="state">The states before the first step, [batch, units].</param>
    /// <param name="inputWeight">
    /// The weights of the inputs, [3 · units, features], those of the gates r, z and n one above the other.
    /// </param>
    /// <param name="hiddenWeight">The weights of the state, [3 · units, units].</param>
    /// <param name="inputBias">The biases of the inputs, [3 · units], or null for none at all.</param>
    /// <param name="hiddenBias">The biases of the state, likewise.</param>
    /// <param name="lengths">
    /// Int64 [batch], how many steps each sequence has; null where all have all. Past the end of a sequence the result is 0, whatever this
    /// tensor holds there, and the reverse direction starts at the sequence's own last step.
    /// </param>
    /// <param name="reverse">Whether the steps are taken from the last to the first.</param>
    /// <returns>[steps, batch, units] for sequences of [steps, batch, features].</returns>
    /// <remarks>
    /// Cho et al., 2014, with the reset gate behind the product, as in PyTorch.
    /// Products on the way back are as in <see cref="MatMul"/>: what is not finite spoils what it is multiplied with, be that 0.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// A shape or type does not fit, there is no step, a length is less than 1 or more than there are steps, or there is one bias.
    /// </exception>
    public Tensor Gru(
        Tensor state, Tensor inputWeight, Tensor hiddenWeight, Tensor? inputBias = null, Tensor? hiddenBias = null, Tensor? lengths = null,
        bool reverse = false) =>
        GruOp.Of(reverse).Apply(RecurrentInputs.List("gru", [this, state, inputWeight, hiddenWeight], inputBias, hiddenBias, lengths));
}

internal sealed class GruOp(bool reverse) : RecurrentUnitOp<GruUnit>("gru", reverse)
{
    private static readonly GruOp s_forward = new(false), s_reverse = new(true);

    public static GruOp Of(bool reverse) => reverse ? s_reverse : s_forward;

    protected override RecurrentSlopes Slopes(in RecurrentSteps steps)
    {
        Tensor[] x = steps.Inputs.Split(-1, 3), u = steps.Hidden.Split(-1, 3);
        Tensor r = (x[0] + u[0]).Sigmoid(), z = (x[1] + u[1]).Sigmoid(), n = (x[2] + (r * u[2])).Tanh();
        Tensor byN = (1 - z) * (1 - n.Square()), byR = byN * u[2] * r * (1 - r), byZ = (steps.Before - n) * z * (1 - z);
        return new(Tensor.Concatenate([byR, byZ, byN], -1)) { Hidden = Tensor.Concatenate([byR, byZ, byN * r], -1), Direct = z };
    }

    public static OpDefinition Definition => new()
    {
        Name = "gru",
        Category = OpCategory.Sequences,
        Formula = @"\begin{aligned} r_t &= \sigma(W_r x_t + b_r + U_r h_{t-1} + c_r) \\ z_t &= \sigma(W_z x_t + b_z + U_z h_{t-1} + c_z) " +
            @"\\ n_t &= \tanh(W_n x_t + b_n + r_t \odot (U_n h_{t-1} + c_n)) \\ h_t &= (1 - z_t) \odot n_t + z_t \odot h_{t-1} " +
            @"\end{aligned}",
        Source = "Cho et al., Learning phrase representations using RNN encoder-decoder, 2014 (arXiv:1406.1078)",
        Derivative = @"\frac{\partial}{\partial h_{t-1}} = z_t \odot \frac{\partial}{\partial h_t} + U^\top " +
            @"\frac{\partial}{\partial a_t}, \quad \frac{\partial}{\partial x_t} = W^\top " +
            @"\frac{\partial}{\partial a_t}, \text{ with the gates' sums } a_t",
        Usage =
            "Reads a sequence and remembers: texts, signals, the course of a disease. It learns as well as an LSTM on most tasks with " +
            "three quarters of its weights; where something is to be counted or kept for very long, take the LSTM.",
        Example = new(() => Tensor.From([1.0, 2.0], [2, 1, 1])
            .Gru(Tensor.Zeros([1, 1], DType.Float64), Tensor.From([0.5, 0, 1], [3, 1]), Tensor.From([0.0, 0, 1], [3, 1]))),
        Parameters = [RecurrentEvidence.Reverse],
        Make = attributes => Of(attributes.Flag("reverse")),
        Samples = RecurrentEvidence.Samples(GruUnit.Gates),
        Errors = RecurrentEvidence.Errors("gru", GruUnit.Gates),
    };
}
