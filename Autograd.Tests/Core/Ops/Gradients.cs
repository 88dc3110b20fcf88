using Autograd.Core;

namespace Autograd.Tests.Core.Ops;

internal static class Gradients
{
    /// <summary>The gradient of the sum of an op's result by its only input.</summary>
    public static double[] Of(Func<Tensor, Tensor> op, params double[] x) => Of(op, Tensor.From(x));

    public static double[] Of(Func<Tensor, Tensor> op, Tensor x, Tensor? upstream = null)
    {
        using var tape = new Tape();
        tape.Watch(x);
        Tensor y = op(x);
        return tape.Gradient(y, [x], upstream ?? Tensor.Ones(y.Shape, y.DType))[0].ToArray<double>();
    }
}
