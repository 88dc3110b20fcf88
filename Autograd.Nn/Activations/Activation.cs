namespace Autograd.Nn;

/// <summary>A nonlinearity between layers.</summary>
public abstract class Activation : Module
{
    private protected Activation()
    {
    }

    /// <summary>
    /// By how much weights must be larger than without the activation to keep the variance from layer to layer: √2 for ReLU,
    /// √(2 / (1 + a²)) for a leaky one of slope a, 5/3 for tanh (He et al., 2015, and the field's custom).
    /// </summary>
    public abstract double Gain { get; }

    private protected static double GainOfSlope(double slope) => Math.Sqrt(2 / (1 + (slope * slope)));
}
