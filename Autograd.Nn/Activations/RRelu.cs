using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// The randomized leaky rectified linear unit: x where x &gt; 0, else a·x with a slope a drawn for each element in training, and the mean
/// slope in use, where nothing is drawn (Xu et al., 2015, arXiv:1505.00853).
/// </summary>
public sealed class RRelu : Activation
{
    /// <summary>A unit whose slopes are drawn evenly between two bounds.</summary>
    /// <param name="lower">The smallest slope.</param>
    /// <param name="upper">The largest slope.</param>
    /// <param name="seed">The seed of the slopes; null to fork from the model's by the unit's path.</param>
    public RRelu(double lower = RReluOp.DefaultLower, double upper = RReluOp.DefaultUpper, ulong? seed = null)
    {
        Lower = lower;
        Upper = upper;
        Random = new RandomStream(seed);
    }

    /// <summary>The smallest slope.</summary>
    public double Lower { get; }

    /// <summary>The largest slope.</summary>
    public double Upper { get; }

    /// <summary>Where the slopes come from.</summary>
    public RandomStream Random { get; private init => field = Register(value); }

    /// <inheritdoc/>
    public override double Gain => GainOfSlope((Lower + Upper) / 2);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => IsTraining ? input.RRelu(Random.Generator, Lower, Upper) : input.RRelu(Lower, Upper);

    /// <inheritdoc/>
    protected override string Describe() => FormattableString.Invariant($"RRelu({Lower:0.###}, {Upper:0.###})");
}
