using Autograd.Core;

namespace Autograd.Tests.Core.Ops.LinearAlgebra;

public sealed class MatMulTests
{
    [TestCase("5 1", "1 4")]
    [TestCase("3", "3")]
    [TestCase("3", "")]
    [TestCase("", "3")]
    [TestCase("2 1 3", "4 1")]
    [TestCase("1", "2 2")]
    [TestCase("0", "1")]
    public void Batches_broadcast(string batchA, string batchB)
    {
        int[] outerA = Sizes(batchA), outerB = Sizes(batchB);
        foreach ((bool transposeA, bool transposeB) in new[] { (false, false), (false, true), (true, false), (true, true) })
        {
            const int m = 5, n = 7, k = 3;
            int[] innerA = transposeA ? [k, m] : [m, k], innerB = transposeB ? [n, k] : [k, n];
            Tensor a = OpSamples.Spread([.. outerA, .. innerA], DType.Float64),
                b = OpSamples.Spread([.. outerB, .. innerB], DType.Float64, phase: 1);
            Tensor c = a.MatMul(b, transposeA, transposeB);
            Shape batch = Shape.Broadcast(Shape.Of(outerA), Shape.Of(outerB), "test");
            c.Shape.ShouldBe([.. batch.Sizes, m, n]);
            Tensor wideA = a.BroadcastTo([.. batch.Sizes, .. innerA]), wideB = b.BroadcastTo([.. batch.Sizes, .. innerB]);
            for (int i = 0; i < batch.Count; i++)
            {
                Tensor one = Part(wideA, i, innerA).MatMul(Part(wideB, i, innerB), transposeA, transposeB);
                c.ToArray<double>().AsSpan(i * m * n, m * n).SequenceEqual(one.ToArray<double>())
                    .ShouldBeTrue($"batch {i} of {batch}, transposed {transposeA}, {transposeB}");
            }
        }
    }

    [Test]
    public void An_empty_inner_axis_has_empty_gradients()
    {
        Tensor a = Tensor.Ones([3, 2, 0]), b = Tensor.Ones([0, 4]);
        using var tape = new Tape();
        tape.Watch(a);
        tape.Watch(b);
        Tensor c = a.MatMul(b);
        c.ToArray<float>().ShouldAllBe(x => x == 0);
        Tensor[] gradients = tape.Gradient(c.Sum(), [a, b]);
        gradients[0].Shape.ShouldBe([3, 2, 0]);
        gradients[1].Shape.ShouldBe([0, 4]);
    }

    private static Tensor Part(Tensor batch, int index, int[] inner) =>
        Tensor.From(batch.AsSpan<double>().Slice(index * inner[0] * inner[1], inner[0] * inner[1]), Shape.Of(inner));

    private static int[] Sizes(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
}
