using Autograd.Core;

namespace Autograd.Tests.Core.Ops;

[TestFixture]
public sealed class IndexingTests
{
    [Test]
    public void Gather_picks_along_an_axis()
    {
        Tensor x = Tensor.From([1f, 2, 3, 4, 5, 6], [2, 3]);
        x.Gather(1, Tensor.From([2L, 0, 1, 1], [2, 2])).ToArray<float>().ShouldBe([3, 1, 5, 5]);
        x.Gather(0, Tensor.From([1L, 0, 1], [1, 3])).ToArray<float>().ShouldBe([4, 2, 6]);
    }

    [Test]
    public void Integers_and_truth_values_are_picked_too()
    {
        Tensor.From([10L, 20, 30]).Gather(0, Tensor.From([2L, 2, 0])).ToArray<long>().ShouldBe([30, 30, 10]);
        Tensor.From([true, false]).Gather(0, Tensor.From([1L, 0, 0])).ToArray<bool>().ShouldBe([false, true, true]);
        Tensor.From([10L, 20, 30, 40], [2, 2]).IndexSelect(1, Tensor.From([1L, 1, 0])).ToArray<long>().ShouldBe([20, 20, 10, 40, 40, 30]);
    }

    [Test]
    public void What_is_picked_twice_gets_both_gradients()
    {
        Tensor table = Tensor.From([1f, 2, 3, 4, 5, 6], [3, 2]);
        using var tape = new Tape();
        tape.Watch(table);
        Tensor picked = table.IndexSelect(0, Tensor.From([2L, 0, 2]));
        tape.Backward((picked * Tensor.From([1f, 10, 100, 1000, 10_000, 100_000], [3, 2])).Sum());
        table.Grad!.ToArray<float>().ShouldBe([100, 1000, 0, 0, 10_001, 100_010]);
    }

    [Test]
    public void Scattering_leaves_the_target_alone()
    {
        Tensor x = Tensor.From([1f, 2, 3]);
        x.ScatterAdd(0, Tensor.From([1L, 1]), Tensor.From([10f, 20])).ToArray<float>().ShouldBe([1, 32, 3]);
        x.IndexAdd(0, Tensor.From([0L, 2]), Tensor.From([10f, 20])).ToArray<float>().ShouldBe([11, 2, 23]);
        x.ToArray<float>().ShouldBe([1, 2, 3]);
    }

    [Test]
    public void Scattering_is_the_transpose_of_gathering()
    {
        Tensor x = OpSamples.Spread([4, 5, 3], DType.Float64), y = OpSamples.Spread([4, 2, 3], DType.Float64, phase: 1);
        Tensor index = Tensor.From(Enumerable.Range(0, 24).Select(i => (long)(i * i % 5)).ToArray(), [4, 2, 3]);
        double forth = (x.Gather(1, index) * y).Sum().Item();
        double back = (x * Tensor.Zeros(x.Shape, DType.Float64).ScatterAdd(1, index, y)).Sum().Item();
        back.ShouldBe(forth, 1e-12);
    }

    [Test]
    public void Changing_an_index_after_it_was_recorded_is_noticed()
    {
        Tensor x = Tensor.From([1f, 2, 3]), index = Tensor.From([1L]);
        using var tape = new Tape();
        tape.Watch(x);
        Tensor y = x.Gather(0, index);
        index.AsWritableSpan<long>()[0] = 2;
        Should.Throw<InvalidOperationException>(() =>
            tape.Backward(y)).Message.ShouldContain("gather: input 1 of shape [1] was changed in place");
    }
}
