using Autograd.Core;

namespace Autograd.Tests.Core.Tensors;

public sealed class IndexingTests
{
    // x[i, j, k] = 12i + 4j + k
    private static Tensor Cube(DType dtype = DType.Float32) =>
        Tensor.Arange(0, 24, dtype: dtype == DType.Float64 ? dtype : DType.Float32).Reshape(2, 3, 4).To(dtype);

    [Test]
    public void Places_remove_axes_and_ranges_keep_them()
    {
        Tensor x = Cube();
        x[1, 2, 3].Shape.ShouldBe([]);
        x[1, 2, 3].Item().ShouldBe(23);
        x[^1].Shape.ShouldBe([3, 4]);
        x[^1, 0].ToArray<float>().ShouldBe([12, 13, 14, 15]);
        x[0, 1..3, ^1].ToArray<float>().ShouldBe([7, 11]);
        x[.., ^1, ..2].Shape.ShouldBe([2, 2]);
        x[.., ^1, ..2].ToArray<float>().ShouldBe([8, 9, 20, 21]);
        x[.., 1..2].Shape.ShouldBe([2, 1, 4]);
        x[1..1].Shape.ShouldBe([0, 3, 4]);
        x[.., .., 2..^1].ToArray<float>().ShouldBe([2, 6, 10, 14, 18, 22]);
    }

    [Test]
    public void Every_element_type_can_be_read_and_written([Values] DType dtype)
    {
        Tensor x = Tensor.Zeros([2, 3], dtype);
        x.SetItem(1, 1, ^1);
        x[0, 1..] = Tensor.Ones([2], dtype);
        x.To(DType.Float64).ToArray<double>().ShouldBe([0, 1, 1, 0, 0, 1]);
        x[1, 2].Item().ShouldBe(1);
        x[.., 2].DType.ShouldBe(dtype);
    }

    [Test]
    public void Reading_rows_shares_the_buffer_and_reading_columns_copies()
    {
        Tensor x = Cube();
        x[1, 2].AsWritableSpan<float>()[0] = -1;
        x[1, 2, 0].Item().ShouldBe(-1);
        x[.., 0].AsWritableSpan<float>()[0] = -1;
        x[0, 0, 0].Item().ShouldBe(0);
    }

    [Test]
    public void Reading_is_differentiable()
    {
        Tensor x = Cube(DType.Float64);
        using var tape = new Tape();
        tape.Watch(x);
        Tensor column = x[.., 1, ^1], row = x[0, 1];
        tape.Backward((column * column).Sum() + row.Sum());
        double[] expected = new double[24];
        expected[7] = (2 * 7) + 1;
        expected[19] = 2 * 19;
        expected[4] = expected[5] = expected[6] = 1;
        x.Grad!.ToArray<double>().ShouldBe(expected);
    }

    [Test]
    public void Assignment_writes_in_place_and_broadcasts()
    {
        Tensor x = Tensor.Zeros([2, 3, 2]);
        x[.., 1] = Tensor.From([1f, 2f]);
        x[1, 1.., 0] = Tensor.From([5f, 6f]);
        x[0, ^1] = Tensor.Scalar(9);
        x.ToArray<float>().ShouldBe([0, 0, 1, 2, 9, 9, 0, 0, 5, 2, 6, 0]);
        x[..] = Tensor.From([3f, 4f], [1, 2]);
        x.ToArray<float>().ShouldBe([3, 4, 3, 4, 3, 4, 3, 4, 3, 4, 3, 4]);
    }

    [Test]
    public void A_column_repeats_along_rows()
    {
        Tensor x = Tensor.Zeros([2, 3]);
        x[..] = Tensor.From([1f, 2f], [2, 1]);
        x.ToArray<float>().ShouldBe([1, 1, 1, 2, 2, 2]);
    }

    [Test]
    public void SetItem_writes_a_number_wherever_the_indices_point()
    {
        Tensor x = Tensor.Zeros([2, 3]);
        x.SetItem(1, 0, 1);
        x.SetItem(2, .., ^1);
        x.ToArray<float>().ShouldBe([0, 1, 2, 0, 0, 2]);
        x.SetItem(7);
        x.ToArray<float>().ShouldAllBe(element => element == 7);
        Tensor scalar = Tensor.Scalar(1);
        scalar.SetItem(4);
        scalar.Item().ShouldBe(4);
        x.SetItem(0, 1..1);
        x.ToArray<float>().ShouldAllBe(element => element == 7);
    }

    [Test]
    public void A_tensor_can_be_assigned_to_an_overlapping_part_of_itself()
    {
        Tensor x = Tensor.Arange(0, 5);
        x[1..] = x[..^1];
        x.ToArray<float>().ShouldBe([0, 0, 1, 2, 3]);
    }

    [Test]
    public void A_write_through_a_view_is_seen_by_the_tensor_it_views()
    {
        Tensor x = Cube();
        x[1][0, 1..3] = Tensor.From([-1f, -2f]);
        x[1, 0].ToArray<float>().ShouldBe([12, -1, -2, 15]);
    }

    [Test]
    public void Writing_after_recording_makes_the_tape_refuse()
    {
        Tensor x = Tensor.Ones([2]);
        using var tape = new Tape();
        tape.Watch(x);
        Tensor y = (x * x).Sum();
        x.SetItem(5, 0);
        Should.Throw<InvalidOperationException>(() =>
            tape.Backward(y)).Message.ShouldContain("was changed in place after the tape recorded it");
    }

    [Test]
    public void Assignments_that_would_lose_a_gradient_are_refused()
    {
        Tensor x = Tensor.Ones([2]), constant = Tensor.Zeros([2]);
        using var tape = new Tape();
        tape.Watch(x);
        Tensor y = x * x;
        Should.Throw<InvalidOperationException>(() =>
            y.SetItem(0, 0)).Message.ShouldStartWith("SetItem: the tensor [2] computed by 'mul' is recorded by the open tape");
        Should.Throw<InvalidOperationException>(() =>
            constant[0] = y[0]).Message.ShouldStartWith("x[...]: the assigned value of shape [] is tracked by the open tape");
        constant[0] = y[0].Detach();
        constant.ToArray<float>().ShouldBe([1, 0]);
    }

    [Test]
    public void Indices_out_of_range_are_named()
    {
        Tensor x = Cube();
        Should.Throw<ArgumentOutOfRangeException>(() =>
            x[0, 3]).Message.ShouldStartWith("x[...]: the index 3 is out of range for axis 1 of the shape [2, 3, 4], which has 3 places.");
        Should.Throw<ArgumentOutOfRangeException>(() => x[^3]).Message.ShouldStartWith("x[...]: the index ^3 is out of range for axis 0");
        Should.Throw<ArgumentOutOfRangeException>(() => x[^0]).Message.ShouldStartWith("x[...]: the index ^0 is out of range for axis 0");
        Should.Throw<ArgumentOutOfRangeException>(() =>
            x[.., 1..5]).Message.ShouldStartWith("x[...]: the index 1..5 is out of range for axis 1");
        Should.Throw<ArgumentOutOfRangeException>(() =>
            x[.., 2..1]).Message.ShouldStartWith("x[...]: the index 2..1 is out of range for axis 1");
        Should.Throw<ArgumentOutOfRangeException>(() =>
            x[-1]).Message.ShouldStartWith("The index -1 is negative; count from the end with ^1.");
        Should.Throw<ArgumentException>(() =>
            x[0, 0, 0, 0]).Message.ShouldStartWith("x[...]: there are 4 indices for the 3 axes of the shape [2, 3, 4].");
        Should.Throw<ArgumentOutOfRangeException>(() =>
            x.SetItem(1, 2)).Message.ShouldStartWith("SetItem: the index 2 is out of range for axis 0");
    }

    [Test]
    public void Values_that_do_not_fit_are_named()
    {
        Tensor x = Cube();
        Should.Throw<ArgumentException>(() =>
            x[0, 0] = Tensor.Ones([3])).Message.ShouldStartWith("x[...]: a value of shape [3] was assigned to a part of shape [4]");
        Should.Throw<ArgumentException>(() => x[0, 0, 0] = Tensor.Ones([1])).Message.ShouldStartWith(
            "x[...]: a value of shape [1] was assigned to a part of shape [], to which it does not broadcast: ");
        Should.Throw<ArgumentException>(() =>
            x[.., .., 0..1] = Tensor.Ones([4])).Message.ShouldStartWith(
            "x[...]: a value of shape [4] was assigned to a part of shape [2, 3, 1]");
        Should.Throw<ArgumentException>(() => x[0] = Tensor.From([1.0])).Message.ShouldStartWith(
            "x[...]: a value of Float64 was assigned to elements of Float32. Convert it with To(DType.Float32) first.");
        Should.Throw<ArgumentException>(() => Tensor.Zeros([1], DType.Int64).SetItem(0.5, 0)).Message.ShouldContain("0.5 is no Int64");
        Should.Throw<ArgumentNullException>(() => x[0] = null!);
    }

    [Test]
    public void An_index_reads_as_it_is_written()
    {
        string.Join(" ", new TensorIndex[] { 0, ^1, 1..3, .. }).ShouldBe("0 ^1 1..3 0..^0");
        ((TensorIndex)1 == (TensorIndex)(Index)1).ShouldBeTrue();
        ((TensorIndex)1 != (TensorIndex)(1..2)).ShouldBeTrue();
    }
}
