using Autograd.Core;

namespace Autograd.Tests.Core.Ops;

public sealed class MaxPoolTests
{
    private const double NaN = double.NaN, Infinity = double.PositiveInfinity;

    // NaN that is not first is not dropped (tracel-ai/burn#5662); windows of NaN or −∞ alone have a place (pytorch/pytorch#1465,
    // pytorch/pytorch#23161).
    [TestCase(new[] { 1.0, 3, 3, 2 }, 3.0, new[] { 0.0, 1, 0, 0 }, TestName = "Of_elements_that_tie_the_first_gets_the_gradient")]
    [TestCase(new[] { 0.0, -0.0, -1, -0.0 }, 0.0, new[] { 1.0, 0, 0, 0 }, TestName = "Zeros_of_both_signs_tie")]
    [TestCase(new[] { 1.0, NaN, 9, 2 }, NaN, new[] { 0.0, 1, 0, 0 }, TestName = "A_NaN_that_is_not_first_is_not_dropped")]
    [TestCase(new[] { NaN, Infinity, NaN, 2 }, NaN, new[] { 0.0, 0, 1, 0 }, TestName = "Of_several_NaNs_the_last_gets_the_gradient")]
    [TestCase(new[] { NaN, NaN, NaN, NaN }, NaN, new[] { 0.0, 0, 0, 1 }, TestName = "All_NaN_is_NaN")]
    [TestCase(new[] { -Infinity, -Infinity, -Infinity, -Infinity }, -Infinity, new[] { 1.0, 0, 0, 0 },
        TestName = "Of_nothing_but_minus_infinity_the_first_gets_the_gradient")]
    public void In_a_window(double[] window, double largest, double[] gradient)
    {
        // With others beside it, so that it is one of a lane, and in one kernel too large for lanes.
        foreach (DType dtype in new[] { DType.Float32, DType.Float64 })
        {
            Tensor x = Tensor.From([.. window[..2], 5, 6, .. window[2..], 7, 8], [1, 2, 4]).To(dtype);
            using var tape = new Tape();
            tape.Watch(x);
            Tensor y = x.MaxPool2d(2);
            tape.Backward(y.Slice(2, ..1).Sum());
            y.To(DType.Float64).ToArray<double>().ShouldBe([largest, 8]);
            x.Grad!.To(DType.Float64).ToArray<double>().ShouldBe([.. gradient[..2], 0, 0, .. gradient[2..], 0, 0]);

            Tensor wide = Tensor.From([.. window, .. Enumerable.Repeat(-Infinity, 36)], [1, 40]).To(dtype);
            tape.Watch(wide);
            Tensor one = wide.MaxPool1d(40);
            tape.Backward(one.Sum());
            one.To(DType.Float64).Item<double>().ShouldBe(largest);
            wide.Grad!.To(DType.Float64).ToArray<double>()[..4].ShouldBe(gradient);
        }
    }

    [TestCase(9)]
    [TestCase(int.MaxValue)]
    public void A_stride_beyond_the_input_leaves_one_window(int stride)
    {
        Tensor x = Tensor.From([1f, 2, 3, 4, 5], [1, 5]);
        using var tape = new Tape();
        tape.Watch(x);
        Tensor largest = x.MaxPool1d(4, stride, padding: 2), mean = x.AvgPool1d(4, stride, padding: 2);
        largest.ToArray<float>().ShouldBe([2]);
        mean.ToArray<float>().ShouldBe([0.75f]);
        tape.Backward((largest + mean).Sum());
        x.Grad!.ToArray<float>().ShouldBe([0.25f, 1.25f, 0, 0, 0]);
    }

    [Test]
    public void The_first_element_of_a_window_of_minus_infinity_is_one_of_the_input_not_of_the_padding()
    {
        Tensor x = Tensor.Full([1, 2, 2], -Infinity);
        using var tape = new Tape();
        tape.Watch(x);
        Tensor y = x.MaxPool2d(2, padding: 1);
        y.Shape.ShouldBe([1, 2, 2]);
        tape.Backward(y.Sum());
        x.Grad!.ToArray<float>().ShouldBe([1, 1, 1, 1]);
    }

    [Test]
    public void A_window_in_the_padding_alone_is_minus_infinity_and_has_no_gradient()
    {
        // Taps at -1 and 2, on either side of what there is (CanReader/FastNN#5).
        Tensor x = Tensor.Ones([1, 2]);
        using var tape = new Tape();
        tape.Watch(x);
        Tensor y = x.MaxPool1d(2, 1, padding: 1, dilation: 3);
        y.ToArray<float>().ShouldBe([float.NegativeInfinity]);
        tape.Gradient(y.Sum(), [x], createGraph: true)[0].ToArray<float>().ShouldBe([0, 0]);
        tape.Backward(y.Sum());
        x.Grad!.ToArray<float>().ShouldBe([0, 0]);
    }

    [TestCase(5, 2, 2, 0, 3, TestName = "Rounding_up_the_rest_is_a_window")]
    [TestCase(5, 2, 3, 1, 2, TestName = "A_last_window_that_would_begin_in_the_padding_is_dropped")]
    [TestCase(8, 1, 3, 0, 3, TestName = "One_that_would_begin_behind_the_end_is_dropped")]
    [TestCase(2, 3, 2, 0, 1, TestName = "Rounding_up_a_kernel_may_be_larger_than_its_input")]
    public void With_ceil_mode(int size, int kernel, int stride, int padding, int windows)
    {
        Tensor.Ones([1, size]).MaxPool1d(kernel, stride, padding, ceilMode: true).ToArray<float>().ShouldBe(
            Enumerable.Repeat(1f, windows));
    }

    [Test]
    public void An_empty_batch_gives_an_empty_result_and_an_empty_plane_is_refused()
    {
        Tensor.Ones([0, 3, 4, 4]).MaxPool2d(2).Shape.ShouldBe([0, 3, 2, 2]);
        Should.Throw<ArgumentException>(() => Tensor.Ones([1, 3, 0]).MaxPool1d(1, 1)).Message.ShouldContain("with a length of 1 or more");
        Should.Throw<ArgumentException>(() => Tensor.Ones([1, 3, 4, 1]).MaxPool2d(2)).Message.ShouldContain("spans 2, and the input 1");
    }

    [Test]
    public void Second_derivatives_follow_the_kept_places()
    {
        Tensor x = Tensor.From([1.0, 3.0, 2.0, 5.0, 4.0, 0.0], [1, 6]);
        using var tape = new Tape();
        tape.Watch(x);
        Tensor y = x.MaxPool1d(3, 1), first = tape.Gradient((y * y * y).Sum(), [x], createGraph: true)[0];
        first.ToArray<double>().ShouldBe([0, 3 * 9, 0, 3 * 3 * 25, 0, 0]);
        tape.Gradient(first.Sum(), [x])[0].ToArray<double>().ShouldBe([0, 6 * 3, 0, 3 * 6 * 5, 0, 0]);
    }
}
