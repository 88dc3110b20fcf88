namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>
    /// The states of a unit with a long short-term memory after each step of these sequences: a layer in one direction, whose inputs are
    /// all multiplied in one product.
    /// </summary>
    /// <param name="state">The states before the first step, [batch, units].</param>
    /// <param name="cellState">The cell states before the first step, [batch, units].</param>
    /// <param name="inputWeight">
    /// The weights of the inputs, [4 · units, features], those of the gates i, f, g and o one above the other.
    /// </param>
    /// <param name="hiddenWeight">The weights of the state, [4 · units, units].</param>
    /// <param name="inputBias">The biases of the inputs, [4 · units], or null for none at all.</param>
    /// <param name="hiddenBias">The biases of the state, likewise.</param>
    /// <param name="lengths">
    /// Int64 [batch], how many steps each sequence has; null where all have all. Past the end of a sequence the results are 0, whatever
    /// this tensor holds there, and the reverse direction starts at the sequence's own last step.
    /// </param>
    /// <param name="reverse">Whether the steps are taken from the last to the first.</param>
    /// <returns>The states and the cell states, each [steps, batch, units] for sequences of [steps, batch, features].</returns>
    /// <remarks>
    /// Hochreiter and Schmidhuber, 1997, with the forget gate of Gers et al., 2000.
    /// Products on the way back are as in <see cref="MatMul"/>: what is not finite spoils what it is multiplied with, be that 0.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// A shape or type does not fit, there is no step, a length is less than 1 or more than there are steps, or there is one bias.
    /// </exception>
    public (Tensor States, Tensor CellStates) Lstm(
        Tensor state, Tensor cellState, Tensor inputWeight, Tensor hiddenWeight, Tensor? inputBias = null, Tensor? hiddenBias = null,
        Tensor? lengths = null, bool reverse = false)
    {
        Tensor[] results = LstmOp.Of(reverse).ApplyAll(
            RecurrentInputs.List("lstm", [this, state, cellState, inputWeight, hiddenWeight], inputBias, hiddenBias, lengths));
        return (results[0], results[1]);
    }
}

internal sealed class LstmOp(bool reverse) : RecurrentUnitOp<LstmUnit>("lstm", reverse)
{
    private static readonly LstmOp s_forward = new(false), s_reverse = new(true);

    public static LstmOp Of(bool reverse) => reverse ? s_reverse : s_forward;

    protected override RecurrentSlopes Slopes(in RecurrentSteps steps)
    {
        Tensor[] sums = (steps.Inputs + steps.Hidden).Split(-1, 4);
        Tensor i = sums[0].Sigmoid(), f = sums[1].Sigmoid(), g = sums[2].Tanh(), o = sums[3].Sigmoid(), t = steps.CellsAfter!.Tanh();
        Tensor byI = g * i * (1 - i), byF = steps.CellsBefore! * f * (1 - f), byG = i * (1 - g.Square()), byO = t * o * (1 - o);
        return new(Tensor.Concatenate([byI, byF, byG, byO], -1)) { StateByCell = o * (1 - t.Square()), CellByCell = f };
    }

    public static OpDefinition Definition => new()
    {
        Name = "lstm",
        Category = OpCategory.Sequences,
        Formula = @"\begin{aligned} i_t, f_t, o_t &= \sigma(W_{i,f,o} \, x_t + U_{i,f,o} \, h_{t-1} + b_{i,f,o}) \\ g_t &= \tanh(W_g x_t " +
            @"+ U_g h_{t-1} + b_g) \\ c_t &= f_t \odot c_{t-1} + i_t \odot g_t \\ h_t &= o_t \odot \tanh c_t \end{aligned}",
        Source = "Hochreiter and Schmidhuber, Long short-term memory, 1997; the forget gate: Gers et al., 2000",
        Derivative = @"\frac{\partial}{\partial c_{t-1}} = f_t \odot \frac{\partial}{\partial c_t}, \quad \frac{\partial}{\partial " +
            @"h_{t-1}} = U^\top \frac{\partial}{\partial a_t}, \quad \frac{\partial}{\partial x_t} = W^\top " +
            @"\frac{\partial}{\partial a_t}, \text{ with the gates' sums } a_t",
        Usage =
            "Reads a sequence and remembers: what the cell holds is changed by sums alone, so that a gradient gets through hundreds of " +
            "steps. Start the forget gate's bias at 1 where much is to be remembered.",
        Example = new(() => Tensor.From([1.0, 2.0], [2, 1, 1])
            .Lstm(Tensor.Zeros([1, 1], DType.Float64), Tensor.Zeros([1, 1], DType.Float64), Tensor.From([0.5, 0, 1, 1], [4, 1]),
                Tensor.From([0.0, 0, 1, 0], [4, 1])).States),
        Parameters = [RecurrentEvidence.Reverse],
        Make = attributes => Of(attributes.Flag("reverse")),
        Samples = RecurrentEvidence.Samples(LstmUnit.Gates, hasCellState: true),
        Errors =
        [
            .. RecurrentEvidence.Errors("lstm", LstmUnit.Gates, hasCellState: true),
            new("lstm: the first cell state is [2, 2]; expected [1, 2]", () =>
                [Tensor.Ones([3, 1, 1]), Tensor.Ones([1, 2]), Tensor.Ones([2, 2]), Tensor.Ones([8, 1]), Tensor.Ones([8, 2])]),
        ],
    };
}
