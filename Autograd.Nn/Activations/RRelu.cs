using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// The randomized leaky rectified linear unit: x where x &gt; 0, else a·x with a slope a drawn for each element in training, and the mean slope
/// in use (Xu et al., 2015, arXiv:1505.00853).
/// </summary>
/// <param name="lower">The smallest slope.</param>
/// <param name="upper">The largest slope.</param>
/// <param name="seed">The seed of the slopes.</param>
public sealed class RRelu(double lower = 1.0 / 8, double upper = 1.0 / 3, ulong seed = 0) : Activation
{
    /// <summary>The smallest slope.</summary>
    public double Lower { get; } = lower;

    /// <summary>The largest slope.</summary>
    public double Upper { get; } = upper;

    /// <summary>
    /// Where the slopes come from. A checkpoint holds its seed and offset; <c>new Generator(seed, offset)</c> goes on from there.
    /// </summary>
    public Generator Generator { get; set; } = new(seed);

    /// <inheritdoc/>
    public override double Gain => GainOfSlope((Lower + Upper) / 2);

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input) => IsTraining ? input.RRelu(Generator, Lower, Upper) : input.RRelu(Lower, Upper);

    /// <inheritdoc/>
    protected override string Describe() => FormattableString.Invariant($"RRelu({Lower:0.###}, {Upper:0.###})");
}
