namespace Autograd.Nn;

/// <summary>A nonlinearity between layers.</summary>
/// <example><code>
/// public sealed class Sine : Activation
/// {
///     protected override Tensor Compute(Tensor input) => input.Sin();
/// }
/// </code></example>
public abstract class Activation : Layer
{
    /// <summary>
    /// By how much the weights before the activation must be larger than without it to keep the variance from layer to layer: √2 for ReLU,
    /// √(2 / (1 + a²)) for a leaky one of slope a, 5/3 for tanh (He et al., 2015, and the field's custom); 1 unless overridden.
    /// </summary>
    public virtual double Gain => 1;

    internal override double? GainAhead => Gain;

    /// <summary>The gain √(2 / (1 + a²)) of a leaky rectifier.</summary>
    /// <param name="slope">The slope a on the negative side.</param>
    protected static double GainOfSlope(double slope) => Math.Sqrt(2 / (1 + (slope * slope)));
}
