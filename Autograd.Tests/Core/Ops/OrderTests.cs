using Autograd.Core;

namespace Autograd.Tests.Core.Ops;

/// <summary>Sorting and taking the largest: what the laws, which look at values, do not see.</summary>
public sealed class OrderTests
{
    private static readonly Tensor s_x = Tensor.From([2f, float.NaN, -0f, 2, float.PositiveInfinity, 0, float.NaN, float.NegativeInfinity]);

    [TestCase(false, new[] { 7L, 2, 5, 0, 3, 4, 1, 6 })]
    [TestCase(true, new[] { 1L, 6, 4, 0, 3, 2, 5, 7 })]
    public void Equal_elements_keep_their_order_and_NaN_counts_as_the_largest(bool descending, long[] expected) =>
        s_x.Sort(descending: descending).Indices.ToArray<long>().ShouldBe(expected);

    [TestCase(true, true, new[] { 1L, 6, 4, 0 })]
    [TestCase(true, false, new[] { 0L, 1, 4, 6 })]
    [TestCase(false, true, new[] { 7L, 2, 5, 0 })]
    [TestCase(false, false, new[] { 0L, 2, 5, 7 })]
    public void Of_equal_elements_the_first_are_taken(bool largest, bool sorted, long[] expected) =>
        s_x.TopK(4, largest: largest, sorted: sorted).Indices.ToArray<long>().ShouldBe(expected);

    [Test]
    public void Taking_some_is_sorting_and_taking_the_first()
    {
        Tensor x = (Tensor.Uniform([3, 101, 2], new Generator(1)) * 50).To(DType.Int64);
        for (int k = 0; k <= 101; k += k < 10 ? 1 : 13)
        {
            foreach (bool largest in new[] { true, false })
            {
                (Tensor values, Tensor indices) = x.TopK(k, axis: 1, largest);
                (Tensor all, Tensor places) = x.Sort(axis: 1, descending: largest);
                values.ElementsEqual(all.Slice(1, ..k)).ShouldBeTrue();
                indices.ElementsEqual(places.Slice(1, ..k)).ShouldBeTrue();
                x.Gather(1, indices).ElementsEqual(values).ShouldBeTrue();
            }
        }
    }

    [Test]
    public void The_gradient_goes_to_what_was_taken_first()
    {
        Tensor x = Tensor.From([1f, 3, 3, 2]);
        using var tape = new Tape();
        tape.Watch(x);
        tape.Gradient(x.TopK(1).Values, [x])[0].ToArray<float>().ShouldBe([0f, 1, 0, 0]);
        tape.Gradient(x.Sort(descending: true).Values, [x], Tensor.From([1f, 2, 3, 4]))[0].ToArray<float>().ShouldBe([4f, 1, 2, 3]);
    }

    [Test]
    public void Integers_are_added_up_exactly() => Tensor.From([3L, 1, (1L << 60) + 1, 1], [2, 2]).CumulativeSum(-1).ToArray<long>()
        .ShouldBe([3, 4, (1L << 60) + 1, (1L << 60) + 2]);

    [Test]
    public void A_sum_so_far_takes_what_is_not_finite_on_from_there()
    {
        Tensor x = Tensor.From([1f, float.PositiveInfinity, 2, float.NaN, 3]);
        x.CumulativeSum(0).ToArray<float>().ShouldBe([1f, float.PositiveInfinity, float.PositiveInfinity, float.NaN, float.NaN]);
        x.CumulativeSum(0, reverse: true).ToArray<float>().ShouldBe([float.NaN, float.NaN, float.NaN, float.NaN, 3]);
    }
}
