using Autograd.Core;

namespace Autograd.Tests.Core.Ops.LinearAlgebra;

public sealed class LinearTests
{
    [Test]
    public void It_is_the_product_with_the_transposed_weight_plus_the_bias()
    {
        Tensor x = Tensor.From([1f, 2, 3, 4, 5, 6], [2, 3]), weight = Tensor.From([1f, 0, -1, 2, 1, 0], [2, 3]),
            bias = Tensor.From([10f, 20]);
        Tensor y = x.Linear(weight, bias);
        y.Shape.ShouldBe([2, 2]);
        y.ToArray<float>().ShouldBe([8, 24, 8, 33]);
        x.Linear(weight).ToArray<float>().ShouldBe([-2, 4, -2, 13]);
    }

    [Test]
    public void Values_and_gradients_of_both_orders_are_those_of_the_composed_ops()
    {
        Shape[] shapes = [[3], [1, 3], [5, 3], [2, 4, 3], [2, 0, 3]];
        foreach (Shape shape in shapes)
        {
            Tensor x = OpSamples.Spread(shape, DType.Float64, -0.5, 0.5),
                weight = OpSamples.Spread([4, 3], DType.Float64, -0.5, 0.5, phase: 1);
            Tensor bias = OpSamples.Spread([4], DType.Float64, -0.5, 0.5, phase: 2);
            List<Tensor> fused = Derivatives(x, weight, bias, () => x.Linear(weight, bias));
            List<Tensor> composed = Derivatives(x, weight, bias, () =>
            {
                Tensor rows = x.Reshape(x.Count / 3, 3).MatMul(weight, transposeOther: true) + bias;
                return rows.Reshape(Shape.Of([.. shape.Sizes[..^1], 4]));
            });
            for (int i = 0; i < fused.Count; i++)
            {
                fused[i].Shape.ShouldBe(composed[i].Shape);
                fused[i].ToArray<double>().ShouldBe(composed[i].ToArray<double>(), 1e-10, $"{shape}, result {i}");
            }
        }
    }

    // The value, its gradients, and the gradients of the sum of the squares of those.
    private static List<Tensor> Derivatives(Tensor x, Tensor weight, Tensor bias, Func<Tensor> compute)
    {
        using var tape = new Tape();
        tape.Watch(x);
        tape.Watch(weight);
        tape.Watch(bias);
        Tensor y = compute();
        Tensor[] first = tape.Gradient((y * y * y).Sum(), [x, weight, bias], createGraph: true);
        Tensor squares = (first[0] * first[0]).Sum() + (first[1] * first[1]).Sum() + (first[2] * first[2]).Sum();
        Tensor[] second = tape.Gradient(squares, [x, weight, bias]);
        return [.. new[] { y }.Concat(first).Concat(second).Select(tensor => tensor.Detach())];
    }
}
