using Autograd.Core;

namespace Autograd.Tests.Core.Tensors;

public sealed class CreationTests
{
    [Test]
    public void The_element_type_follows_what_is_given()
    {
        Tensor.From([1.0, 2.0, 3.0]).DType.ShouldBe(DType.Float64);
        Tensor.From([1f, 2f]).DType.ShouldBe(DType.Float32);
        Tensor.From([1, 2]).DType.ShouldBe(DType.Int64);
        Tensor.From([1L, 2L]).DType.ShouldBe(DType.Int64);
        Tensor.From([true, false]).DType.ShouldBe(DType.Bool);
        Tensor.From(new float[] { 1, 2 }).DType.ShouldBe(DType.Float32);
        Tensor.From(new double[] { 1, 2 }, [2, 1]).Shape.ShouldBe([2, 1]);
        Tensor.From(new[] { 1, 2, 3 }).ToArray<long>().ShouldBe([1, 2, 3]);
        Tensor.From(new[] { 1, 2, 3, 4 }, [2, 2]).Shape.ShouldBe([2, 2]);
    }

    [Test]
    public void A_rectangular_array_gives_its_shape_and_its_rows()
    {
        Tensor x = Tensor.From(new[,] { { 1f, 2f }, { 3f, 4f }, { 5f, 6f } });
        x.Shape.ShouldBe([3, 2]);
        x.ToArray<float>().ShouldBe([1, 2, 3, 4, 5, 6]);
        Tensor.From(new double[,,] { { { 1 }, { 2 } } }).Shape.ShouldBe([1, 2, 1]);
        Tensor.From(new[,] { { 1L, -2L } }).ToArray<long>().ShouldBe([1, -2]);
        Tensor.From(new[,] { { 1, -2 } }).ToArray<long>().ShouldBe([1, -2]);
        Tensor.From(new[,] { { true }, { false } }).ToArray<bool>().ShouldBe([true, false]);
        Tensor.From(new double[0, 3]).Shape.ShouldBe([0, 3]);
        Tensor.From((Array)new[] { 1f, 2f }).Shape.ShouldBe([2]);
    }

    [Test]
    public void An_array_is_copied()
    {
        float[,] values = { { 1, 2 } };
        Tensor x = Tensor.From(values);
        values[0, 0] = 9;
        x.ToArray<float>().ShouldBe([1, 2]);
    }

    [Test]
    public void Arrays_that_are_jagged_or_hold_something_else_are_refused()
    {
        float[][] jagged = [[1], [2, 3]];
        Should.Throw<ArgumentException>(() =>
            Tensor.From(jagged)).Message.ShouldStartWith("From: the array is jagged (an array of arrays)");
        Should.Throw<ArgumentException>(() => Tensor.From(new decimal[1, 1])).Message.ShouldStartWith(
            "From: a tensor cannot hold Decimal; expected an array of float, double, long, int or bool.");
        Should.Throw<ArgumentException>(() => Tensor.From(new[] { "1" })).Message.ShouldStartWith("From: a tensor cannot hold String");
    }

    [Test]
    public void Elements_must_fill_the_shape() =>
        Should.Throw<ArgumentException>(() =>
            Tensor.From([1f, 2f, 3f], [2, 2])).Message.ShouldStartWith("From: 3 elements do not fill the shape [2, 2], which takes 4.");

    [Test]
    public void A_scalar_has_no_axes()
    {
        Tensor.Scalar(2.5).Shape.ShouldBe([]);
        Tensor.Scalar(2.5).DType.ShouldBe(DType.Float32);
        Tensor.Scalar(-3, DType.Int64).ToArray<long>().ShouldBe([-3]);
        Tensor.Scalar(0.5, DType.Bool).ToArray<bool>().ShouldBe([true]);
    }

    [TestCase(1.5)]
    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    [TestCase(9223372036854775808.0)]
    public void Int64_takes_integers_only(double value) =>
        Should.Throw<ArgumentException>(() =>
            Tensor.Full([2], value, DType.Int64)).Message.ShouldContain("is no Int64; expected an integer");

    [Test]
    public void Arithmetic_of_a_number_and_no_tensor_is_refused() =>
        Should.Throw<ArgumentNullException>(() => (Tensor)null! + 1.5).Message.ShouldStartWith("The tensor beside the number 1.5 is null.");

    [Test]
    public void The_smallest_Int64_fits() => Tensor.Scalar(long.MinValue, DType.Int64).ToArray<long>().ShouldBe([long.MinValue]);

    [Test]
    public void Arange_stops_before_the_end()
    {
        Tensor.Arange(0, 5).ToArray<float>().ShouldBe([0, 1, 2, 3, 4]);
        Tensor.Arange(1, 2, 0.25, DType.Float64).ToArray<double>().ShouldBe([1, 1.25, 1.5, 1.75]);
        Tensor.Arange(5, 0, -2, DType.Int64).ToArray<long>().ShouldBe([5, 3, 1]);
        Tensor.Arange(3, 3).Count.ShouldBe(0);
        Tensor.Arange(3, 0).Count.ShouldBe(0);
    }

    [Test]
    public void Arange_refuses_what_is_no_sequence()
    {
        Should.Throw<ArgumentException>(() => Tensor.Arange(0, 1, 0)).Message.ShouldStartWith("Arange: the step is 0");
        Should.Throw<ArgumentException>(() =>
            Tensor.Arange(double.NaN, 1)).Message.ShouldStartWith("Arange: start is NaN; expected a finite number.");
        Should.Throw<ArgumentException>(() => Tensor.Arange(0, 1, 0.5, DType.Int64)).Message.ShouldStartWith("Arange: 0.5 is no Int64");
        Should.Throw<ArgumentException>(() => Tensor.Arange(0, 1, 1, DType.Bool)).Message.ShouldStartWith(
            "Arange: the type of the elements is Bool; expected Float32, Float64 or Int64.");
        Should.Throw<ArgumentException>(() => Tensor.Arange(0, 1e300)).Message.ShouldStartWith(
            "Arange: from 0 to 1E+300 by 1 there are more numbers than the 536870849 that a tensor of Float32 can hold");
    }

    [Test]
    public void Linspace_holds_both_ends()
    {
        Tensor.Linspace(0, 1, 5).ToArray<float>().ShouldBe([0, 0.25f, 0.5f, 0.75f, 1]);
        Tensor.Linspace(2, -2, 3, DType.Float64).ToArray<double>().ShouldBe([2, 0, -2]);
        Tensor.Linspace(7, 9, 1).ToArray<float>().ShouldBe([7]);
        Tensor.Linspace(7, 9, 0).Count.ShouldBe(0);
        Tensor.Linspace(0.1, 0.7, 7, DType.Float64).ToArray<double>()[^1].ShouldBe(0.7);
        Tensor.Linspace(-1e308, 1e308, 3, DType.Float64).ToArray<double>().ShouldBe([-1e308, 0, 1e308]);
    }

    [Test]
    public void Linspace_refuses_what_is_no_interval()
    {
        Should.Throw<ArgumentException>(() =>
            Tensor.Linspace(0, 1, -1)).Message.ShouldStartWith("Linspace: the count is -1; expected 0 or more.");
        Should.Throw<ArgumentException>(() => Tensor.Linspace(0, double.PositiveInfinity, 2)).Message.ShouldStartWith(
            "Linspace: stop is Infinity; expected a finite number.");
        Should.Throw<ArgumentException>(() => Tensor.Linspace(0, 1, 2, DType.Int64)).Message.ShouldStartWith(
            "Linspace: the type of the elements is Int64; expected Float32 or Float64.");
    }

    [Test]
    public void Eye_is_the_identity([Values] DType dtype)
    {
        Tensor eye = Tensor.Eye(3, dtype);
        eye.DType.ShouldBe(dtype);
        eye.To(DType.Float64).ToArray<double>().ShouldBe([1, 0, 0, 0, 1, 0, 0, 0, 1]);
        Tensor.Eye(0, dtype).Shape.ShouldBe([0, 0]);
    }

    [Test]
    public void Eye_refuses_a_negative_size() =>
        Should.Throw<ArgumentException>(() => Tensor.Eye(-1)).Message.ShouldStartWith("Eye: the size is -1; expected 0 or more.");

    [Test]
    public void OneHot_adds_an_axis_of_classes()
    {
        Tensor rows = Tensor.OneHot(Tensor.From([2, 0]), 3);
        rows.Shape.ShouldBe([2, 3]);
        rows.ToArray<float>().ShouldBe([0, 0, 1, 1, 0, 0]);
        Tensor.OneHot(Tensor.From([1, 0, 1, 1], [2, 2]), 2, DType.Bool).Shape.ShouldBe([2, 2, 2]);
        Tensor.OneHot(Tensor.Scalar(1, DType.Int64), 2, DType.Float64).ToArray<double>().ShouldBe([0, 1]);
    }

    [Test]
    public void OneHot_refuses_labels_that_are_no_classes()
    {
        Should.Throw<ArgumentException>(() => Tensor.OneHot(Tensor.From([0, 3]), 3)).Message.ShouldStartWith(
            "OneHot: the label at [1] is 3; expected 0 to 2, for 3 classes.");
        Should.Throw<ArgumentException>(() =>
            Tensor.OneHot(Tensor.From([-1]), 3)).Message.ShouldStartWith("OneHot: the label at [0] is -1; expected 0 to 2");
        Should.Throw<ArgumentException>(() =>
            Tensor.OneHot(Tensor.From([1f]), 3)).Message.ShouldStartWith("OneHot: the labels are Float32; expected Int64.");
        Should.Throw<ArgumentException>(() =>
            Tensor.OneHot(Tensor.From([0]), 0)).Message.ShouldStartWith("OneHot: the number of classes is 0; expected 1 or more.");
    }

    [Test]
    public void What_is_created_under_a_tape_lives_on()
    {
        Tensor hot, range;
        using (new Tape())
        {
            hot = Tensor.OneHot(Tensor.From([0]), 2);
            range = Tensor.Arange(0, 2);
        }

        hot.ToArray<float>().ShouldBe([1, 0]);
        range.ToArray<float>().ShouldBe([0, 1]);
    }
}
