using Autograd.Core;

namespace Autograd.Tests.Core.Tensors;

/// <summary>What is larger than a tensor can be is refused by the op that was asked for it, before anything is allocated.</summary>
public sealed class SizeTests
{
    private static readonly Tensor s_long = Tensor.Zeros([0, int.MaxValue]), s_one = Tensor.Ones([1]);

    private static IEnumerable<TestCaseData> TooLarge()
    {
        yield return Case("Shape: ", () => Tensor.Zeros([70000, 70000]));
        yield return Case("Shape: ", () => Tensor.Zeros([0, 70000, 70000]).Flatten(1));
        yield return Case("Shape: ", () => Tensor.Zeros([70000, 70000, 0]));
        yield return Case("reshape: ", () => s_long.Reshape(0, 65536, 65536));
        yield return Case("reshape: ", () => s_long.Reshape(65536, 65536, 65536, 65536, -1));
        yield return Case("pad: ", () => Tensor.Ones([2]).Pad([(int.MaxValue, 1)]));
        yield return Case("pad: ", () => Tensor.Zeros([0, 2]).Pad([(0, 0), (int.MaxValue, int.MaxValue)]));
        yield return Case("concatenate: ", () => Tensor.Concatenate([s_long, s_long], 1));
        yield return Case("stack: ", () => Tensor.Stack([s_long, s_long]));
        yield return Case("mul: ", () => Tensor.Zeros([0, 65536, 1]) * Tensor.Zeros([0, 1, 65536]));
        yield return Case("matmul: ", () => Tensor.Zeros([65536, 0]).MatMul(Tensor.Zeros([0, 65536])));
        yield return Case("index_select: ", () => s_long.IndexSelect(0, Tensor.Zeros([2], DType.Int64)));
        yield return Case("OneHot: ", () => Tensor.OneHot(Tensor.Zeros([65536], DType.Int64), 65536));
        yield return Case("Eye: ", () => Tensor.Eye(65536));
        yield return Case("Arange: ", () => Tensor.Arange(0, 1e9));
        yield return Case("Arange: ", () => Tensor.Arange(0, 1e300, 1e-300, DType.Float64));
        yield return Case("Arange: ", () => Tensor.Arange(0, long.MaxValue, 1, DType.Int64));
        yield return Case("Shape: ", () => Tensor.Zeros(Shape.Of(Axes(100))));
        yield return Case("reshape: ", () => s_one.Reshape(Axes(100)));
        yield return Case("reshape: ", () => Tensor.Ones(Shape.Of(Axes(32))).Unsqueeze(0));
        yield return Case("stack: ", () => Tensor.Stack([Tensor.Ones(Shape.Of(Axes(32)))]));
        yield return Case("OneHot: ", () => Tensor.OneHot(Tensor.Zeros(Shape.Of(Axes(32)), DType.Int64), 2));
    }

    [TestCaseSource(nameof(TooLarge))]
    public void It_is_an_ArgumentException_that_names_the_op(string start, Func<Tensor> call)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Should.Throw<ArgumentException>(() => call()).Message.ShouldStartWith(start);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(4_000_000);
    }

    [Test]
    public void What_just_fits_is_made()
    {
        Tensor.Zeros([0, int.MaxValue]).Flatten().Count.ShouldBe(0);
        Tensor.Zeros([0, 46340, 46340]).Flatten(1).Shape.ShouldBe([0, 46340 * 46340]);
        Tensor.Ones(Shape.Of(Axes(32))).Sum().Item().ShouldBe(1);
        (Tensor.Ones(Shape.Of(Axes(32))) + 1).Mean(31).Rank.ShouldBe(31);
    }

    [Test]
    public void An_open_axis_beside_an_empty_one_is_no_size() =>
        Should.Throw<ArgumentException>(() => Tensor.Zeros([0, 6]).Reshape(0, -1))
            .Message.ShouldBe("reshape: the shape [0, 6] has no elements, so the -1 in [0, -1] could be any size. Give the size instead.");

    private static TestCaseData Case(string start, Func<Tensor> call) =>
        new TestCaseData(start, call).SetArgDisplayNames(start.TrimEnd(' ', ':'));

    private static int[] Axes(int rank) => [.. Enumerable.Repeat(1, rank)];
}
