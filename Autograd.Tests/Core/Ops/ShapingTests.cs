using Autograd.Core;

namespace Autograd.Tests.Core.Ops;

[TestFixture]
public sealed class ShapingTests
{
    private static Tensor Numbers(params ReadOnlySpan<int> shape)
    {
        Shape all = Shape.Of(shape);
        return Tensor.From(Enumerable.Range(0, all.Count).Select(i => (double)i).ToArray(), all);
    }

    [Test]
    public void A_slice_along_the_first_axis_shares_the_buffer()
    {
        Tensor x = Numbers(3, 2);
        Tensor rows = x.Slice(0, 1..);
        rows.AsWritableSpan<double>()[0] = 9;
        x.ToArray<double>().ShouldBe([0, 1, 9, 3, 4, 5]);
        rows.Slice(0, ^1..).ToArray<double>().ShouldBe([4, 5]);
    }

    [Test]
    public void A_slice_along_another_axis_is_a_copy()
    {
        Tensor x = Numbers(3, 2);
        Tensor column = x.Slice(1, ..1);
        column.Shape.ShouldBe([3, 1]);
        column.AsWritableSpan<double>()[0] = 9;
        x.ToArray<double>().ShouldBe([0, 1, 2, 3, 4, 5]);
    }

    [Test]
    public void Writing_through_a_view_is_noticed_by_the_tape()
    {
        Tensor x = Numbers(3, 2), view = x.Slice(0, 2..);
        using var tape = new Tape();
        tape.Watch(x);
        Tensor y = (x * x).Sum();
        view.AsWritableSpan<double>()[0] = 9;
        Should.Throw<InvalidOperationException>(() =>
            tape.Backward(y)).Message.ShouldContain("changed in place after the tape recorded it");
    }

    [Test]
    public void Integers_and_truth_values_are_shaped_too()
    {
        Tensor labels = Tensor.From([1L, 2, 3, 4, 5, 6], [2, 3]);
        labels.Slice(1, 1..).ToArray<long>().ShouldBe([2, 3, 5, 6]);
        labels.Transpose().ToArray<long>().ShouldBe([1, 4, 2, 5, 3, 6]);
        labels.Pad([(0, 1), (1, 0)], -100).ToArray<long>().ShouldBe([-100, 1, 2, 3, -100, 4, 5, 6, -100, -100, -100, -100]);
        Tensor.Concatenate([labels, labels], axis: 1).ToArray<long>().ShouldBe([1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6]);
        Tensor.Stack([Tensor.From([true, false]), Tensor.From([false, false])], axis: 1).ToArray<bool>()
            .ShouldBe([true, false, false, false]);
    }

    [Test]
    public void Split_undoes_concatenate()
    {
        Tensor x = Numbers(2, 6);
        Tensor[] parts = x.Split(1, [1, 3, 2]);
        parts.Select(part => part.Shape).ShouldBe([[2, 1], [2, 3], [2, 2]]);
        parts[1].ToArray<double>().ShouldBe([1, 2, 3, 7, 8, 9]);
        Tensor.Concatenate(parts, -1).ToArray<double>().ShouldBe(x.ToArray<double>());
        x.Split(1, 3).Select(part => part.Shape).ShouldBe([[2, 2], [2, 2], [2, 2]]);
    }

    [Test]
    public void Split_refuses_what_does_not_add_up()
    {
        Tensor x = Numbers(2, 6);
        Should.Throw<ArgumentException>(() =>
            x.Split(1, 4)).Message.ShouldContain("axis 1 of the shape [2, 6] does not fall into 4 equal parts");
        Should.Throw<ArgumentException>(() => x.Split(1, [5, 2])).Message.ShouldContain("the sizes [5, 2] do not add up to axis 1");
        Should.Throw<ArgumentException>(() => x.Split(1, [7, -1])).Message.ShouldContain("the sizes [7, -1] do not add up");
    }

    [Test]
    public void Parts_of_a_tensor_pass_their_gradients_to_their_places()
    {
        Tensor x = Numbers(2, 3);
        using var tape = new Tape();
        tape.Watch(x);
        Tensor[] columns = x.Split(1, 3);
        tape.Backward((columns[0] * 2.0).Sum() + (columns[2] * columns[2]).Sum());
        x.Grad!.ToArray<double>().ShouldBe([2, 0, 4, 2, 0, 10]);
    }

    [Test]
    public void Transpose_exchanges_two_axes_and_permute_orders_all()
    {
        Tensor x = Numbers(2, 3, 4);
        x.Transpose().Shape.ShouldBe([2, 4, 3]);
        x.Transpose(0, 1).Shape.ShouldBe([3, 2, 4]);
        Tensor y = x.Permute(2, 0, 1);
        y.Shape.ShouldBe([4, 2, 3]);
        for (int i = 0; i < 24; i++)
        {
            y.AsSpan<double>()[((i % 4) * 6) + (i / 4)].ShouldBe(i);
        }
    }

    [Test]
    public void A_vector_has_no_transpose() =>
        Should.Throw<ArgumentException>(() =>
            Numbers(3).Transpose()).Message.ShouldContain("Transpose: axis -2 is out of range for the shape [3]");

    [Test]
    public void Axes_of_size_one_come_and_go()
    {
        Tensor x = Numbers(2, 3, 4);
        x.Unsqueeze(0).Shape.ShouldBe([1, 2, 3, 4]);
        x.Unsqueeze(-1).Shape.ShouldBe([2, 3, 4, 1]);
        x.Unsqueeze(1).Squeeze(1).Shape.ShouldBe(x.Shape);
        x.Flatten().Shape.ShouldBe([24]);
        x.Flatten(1).Shape.ShouldBe([2, 12]);
        Numbers([]).Flatten().Shape.ShouldBe([1]);
        Should.Throw<ArgumentException>(() =>
            x.Squeeze(-1)).Message.ShouldContain("Squeeze: axis -1 of the shape [2, 3, 4] has 4 elements; expected 1");
        Should.Throw<ArgumentException>(() => x.Unsqueeze(5)).Message.ShouldContain("Unsqueeze: the new axis 5 is out of range");
    }

    [Test]
    public void Reshape_takes_sizes_in_brackets() => Numbers(2, 3).Reshape([-1, 2]).Shape.ShouldBe([3, 2]);
}
