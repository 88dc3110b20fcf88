namespace Autograd.Nn;

/// <summary>The parameters of one direction of one layer of a recurrent network, those of its gates one above the other.</summary>
/// <param name="Input">The weights of the inputs, [gates · units, features].</param>
/// <param name="Hidden">The weights of the state, [gates · units, units].</param>
/// <param name="InputBias">The biases of the inputs, [gates · units], or null.</param>
/// <param name="HiddenBias">The biases of the state, or null.</param>
public sealed record RecurrentWeights(Parameter Input, Parameter Hidden, Parameter? InputBias, Parameter? HiddenBias)
{
    /// <summary>
    /// Weights as <see cref="KaimingNormal"/> draws them with the gain 1, and biases of 0 but for those of an LSTM's forget gate: the
    /// inputs' one starts at 1, so that what is remembered stays (Gers et al., 2000; Józefowicz et al., 2015).
    /// </summary>
    internal static RecurrentWeights Make(int gates, int features, int units, bool bias)
    {
        Initializer pyTorch = FanInUniform.Of(units), drawn = new KaimingNormal(Gain: 1), zero = new Constant(0);
        int width = checked(gates * units);
        return new(
            new([width, features], drawn, pyTorch: pyTorch),
            new([width, units], drawn, pyTorch: pyTorch),
            bias ? new([width], gates == 4 ? new ForgetGateOpen(units) : zero, decays: false, pyTorch: pyTorch) : null,
            bias ? new([width], zero, decays: false, pyTorch: pyTorch) : null);
    }
}
