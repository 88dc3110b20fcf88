using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Normal with mean 0 and standard deviation gain / √fan-in, as <see cref="KaimingNormal"/>, of a fan-in that does not follow from the
/// shape.
/// </summary>
internal sealed record FanInNormal(double Fan) : Initializer
{
    public override Tensor Draw(Shape shape, DType dtype, Generator generator, double gain) =>
        new Normal(0, Spread(gain / Math.Sqrt(Math.Max(1, Fan)), gain, dtype)).Draw(shape, dtype, generator, gain);
}
