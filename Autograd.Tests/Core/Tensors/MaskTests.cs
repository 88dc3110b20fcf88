using Autograd.Core;

namespace Autograd.Tests.Core.Tensors;

/// <summary>A Bool mask picks elements or rows, for reading with a gradient and for writing in place.</summary>
public sealed class MaskTests
{
    [Test]
    public void A_mask_of_the_same_shape_takes_elements_in_order()
    {
        Tensor x = Tensor.From(new[,] { { 1f, -2f, 3f }, { -4f, 5f, -6f } });
        x[x > 0].ToArray<float>().ShouldBe([1, 3, 5]);
        x[x > 9].Shape.ShouldBe([0]);
        Tensor.From([1L, 2, 3])[Tensor.From([true, false, true])].ToArray<long>().ShouldBe([1, 3]);
        Tensor.Scalar(2)[Tensor.From([true], [])].ToArray<float>().ShouldBe([2]);
    }

    [Test]
    public void A_mask_of_the_first_axes_takes_rows()
    {
        Tensor x = Tensor.Arange(0, 6).Reshape(3, 2), rows = x[Tensor.From([2, 7, 2]).EqualTo(2)];
        rows.Shape.ShouldBe([2, 2]);
        rows.ToArray<float>().ShouldBe([0, 1, 4, 5]);
        Tensor.Zeros([2, 0])[Tensor.From([true, false])].Shape.ShouldBe([1, 0]);
    }

    [Test]
    public void What_is_taken_has_a_gradient_of_every_order()
    {
        Tensor x = Tensor.From([1.0, -2, 3]);
        using var tape = new Tape();
        tape.Watch(x);
        Tensor taken = x[x > 0], first = tape.Gradient((taken * taken * taken).Sum(), [x], createGraph: true)[0];
        first.ToArray<double>().ShouldBe([3, 0, 27]);
        tape.Gradient(first.Sum(), [x])[0].ToArray<double>().ShouldBe([6, 0, 18]);
    }

    [Test]
    public void Assigning_writes_where_the_mask_is_true()
    {
        Tensor x = Tensor.From([1f, -2f, 3f, -4f]);
        x.SetItem(0, x < 0);
        x.ToArray<float>().ShouldBe([1, 0, 3, 0]);
        x[x > 0] = Tensor.From([7f, 8f]);
        x.ToArray<float>().ShouldBe([7, 0, 8, 0]);
        Tensor rows = Tensor.Zeros([3, 2]);
        rows[Tensor.From([true, false, true])] = Tensor.From([1f, 2f]);
        rows.ToArray<float>().ShouldBe([1, 2, 0, 0, 1, 2]);
        Tensor flags = Tensor.From([true, false, true]);
        flags[flags] = Tensor.From([false, true]);
        flags.ToArray<bool>().ShouldBe([false, false, true]);
    }

    [Test]
    public void What_does_not_fit_is_refused()
    {
        Tensor x = Tensor.Ones([2, 3]);
        Should.Throw<ArgumentException>(() =>
            x[Tensor.Ones([2, 3])]).Message.ShouldStartWith("x[mask]: the mask is Float32; expected Bool");
        Should.Throw<ArgumentException>(() =>
            x[Tensor.Ones([3], DType.Bool)]).Message.ShouldStartWith("x[mask]: the mask is [3] for the shape [2, 3]");
        Should.Throw<ArgumentException>(() => x[x > 0] = Tensor.Ones([4])).Message.ShouldStartWith("x[mask]: a value of shape [4]");
        Should.Throw<ArgumentException>(() =>
            x[x > 0] = Tensor.From([1.0])).Message.ShouldStartWith("x[mask]: a value of Float64 was assigned to elements of Float32");
        Should.Throw<ArgumentNullException>(() => x[(Tensor)null!]);
        Should.Throw<ArgumentNullException>(() => x.SetItem(1, (Tensor)null!));
        Tensor integers = Tensor.From([1L, 2]);
        Should.Throw<ArgumentException>(() => integers.SetItem(1.5, integers > 1)).Message.ShouldStartWith("SetItem: 1.5 is no Int64");
        Should.Throw<ArgumentException>(() => integers.SetItem(1.5, 0)).Message.ShouldStartWith("SetItem: 1.5 is no Int64");
        Should.Throw<ArgumentException>(() => x.SetItem(1, Tensor.Ones([2, 3]))).Message.ShouldStartWith("SetItem: the mask is Float32");
        using var tape = new Tape();
        tape.Watch(x);
        Tensor y = x * 2;
        Should.Throw<InvalidOperationException>(() => y.SetItem(0, y > 0)).Message.ShouldContain("recorded by the open tape");
    }
}
