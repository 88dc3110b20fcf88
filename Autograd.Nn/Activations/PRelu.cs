using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// The parametric rectified linear unit: x where x &gt; 0, else a·x with slopes a that are learned along with the weights
/// (He et al., 2015, arXiv:1502.01852).
/// </summary>
public sealed class PRelu : Activation
{
    private readonly double _start;

    /// <summary>One slope for all, one for each channel (axis 1), or one for each unit.</summary>
    /// <param name="slopes">The number of slopes: 1, or the size of axis 1.</param>
    /// <param name="start">The slopes to start from.</param>
    /// <param name="learnable">Whether the slopes are learned; otherwise they stay where they start.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is less than one slope.</exception>
    public PRelu(int slopes = 1, double start = 0.25, bool learnable = true)
        : this(
            [Expect.AtLeast(1, slopes, nameof(PRelu))],
            start,
            learnable)
    {
    }

    /// <summary>A slope for each unit of inputs of more than two axes.</summary>
    /// <param name="shape">The shape of the slopes, which broadcasts to that of one sample.</param>
    /// <param name="start">The slopes to start from.</param>
    /// <param name="learnable">Whether the slopes are learned; otherwise they stay where they start.</param>
    public PRelu(Shape shape, double start = 0.25, bool learnable = true)
    {
        _start = start;
        Slope = new Parameter(shape, new Constant(start), decays: false) { RequiresGrad = learnable };
    }

    /// <summary>
    /// The slopes on the negative side; <c>weight</c> in files. Weight decay leaves them alone: it would turn the unit into a ReLU.
    /// </summary>
    public Parameter Slope { get; private init => field = Register(value, fileName: "weight"); }

    /// <inheritdoc/>
    public override double Gain => GainOfSlope(_start);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => input.PRelu(Slope);

    /// <inheritdoc/>
    protected override string Describe() => $"PRelu({Slope.Shape})";
}
