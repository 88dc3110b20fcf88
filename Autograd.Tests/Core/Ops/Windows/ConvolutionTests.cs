using Autograd.Core;
using Autograd.Tests.Laws;

namespace Autograd.Tests.Core.Ops;

/// <summary>What convolutions mean at their edges, by numbers that can be checked by hand, and what other libraries got wrong.</summary>
public sealed class ConvolutionTests
{
    private static readonly Tensor s_row = Tensor.From([1f, 2f, 3f, 4f], [1, 1, 4]);

    [Test]
    public void The_kernel_is_not_turned_around() =>
        s_row.Conv1d(Tensor.From([10f, 1f], [1, 1, 2])).ToArray<float>().ShouldBe([12, 23, 34]);

    [Test]
    public void The_output_is_rounded_down_and_what_no_window_reaches_has_no_gradient()
    {
        Tensor x = Tensor.Ones([1, 1, 6]), w = Tensor.Ones([1, 1, 2]);
        using var tape = new Tape();
        tape.Watch(x);
        Tensor y = x.Conv1d(w, stride: 3, dilation: 2);
        y.Shape.ShouldBe([1, 1, 2]);
        tape.Gradient(y, [x], Tensor.Ones(y.Shape))[0].ToArray<float>().ShouldBe([1, 0, 1, 1, 0, 1]);
    }

    [Test]
    public void The_odd_position_of_the_same_padding_is_on_the_right()
    {
        s_row.Conv1d(Tensor.From([1f, 1f], [1, 1, 2]), padding: Padding.Same).ToArray<float>().ShouldBe([3, 5, 7, 4]);
        Tensor square = Tensor.Ones([1, 1, 3, 3]), ones = Tensor.Ones([1, 1, 2, 4]);
        square.Conv2d(ones, padding: Padding.Same).ToArray<float>().ShouldBe([6, 6, 4, 6, 6, 4, 3, 3, 2]);
    }

    [TestCase(PaddingMode.Zeros, new float[] { 0, 0, 1, 2, 3, 4, 0, 0 })]
    [TestCase(PaddingMode.Reflect, new float[] { 3, 2, 1, 2, 3, 4, 3, 2 })]
    [TestCase(PaddingMode.Replicate, new float[] { 1, 1, 1, 2, 3, 4, 4, 4 })]
    [TestCase(PaddingMode.Circular, new float[] { 3, 4, 1, 2, 3, 4, 1, 2 })]
    public void Padding_holds_what_its_mode_says(PaddingMode mode, float[] expected)
    {
        s_row.Pad([(0, 0), (0, 0), (2, 2)], mode).ToArray<float>().ShouldBe(expected);
        s_row.Conv1d(Tensor.Ones([1, 1, 1]), padding: 2, paddingMode: mode).ToArray<float>().ShouldBe(expected);
    }

    [Test]
    public void Circular_padding_is_whole_and_along_the_axis_it_is_for()
    {
        // pytorch/pytorch#20981: it was halved; pytorch/pytorch#37844: along the wrong axis.
        Tensor x = Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], [1, 1, 2, 3]), one = Tensor.Ones([1, 1, 1, 1]);
        x.Conv2d(one, padding: (1, 0), paddingMode: PaddingMode.Circular).ToArray<float>().ShouldBe([4, 5, 6, 1, 2, 3, 4, 5, 6, 1, 2, 3]);
        x.Conv2d(one, padding: (0, 3), paddingMode: PaddingMode.Circular).ToArray<float>()
            .ShouldBe([1, 2, 3, 1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6, 4, 5, 6]);
    }

    [Test]
    public void The_limits_of_padding_are_those_of_its_mode()
    {
        Tensor one = Tensor.Ones([1, 1, 1]);
        s_row.Conv1d(one, padding: 4, paddingMode: PaddingMode.Circular).Count.ShouldBe(12);
        s_row.Conv1d(one, padding: 3, paddingMode: PaddingMode.Reflect).Count.ShouldBe(10);
        s_row.Conv1d(one, padding: 9, paddingMode: PaddingMode.Replicate).Count.ShouldBe(22);
        Should.Throw<ArgumentException>(() => s_row.Conv1d(one, padding: 5, paddingMode: PaddingMode.Circular));
        Should.Throw<ArgumentException>(() => s_row.Conv1d(one, padding: 4, paddingMode: PaddingMode.Reflect));
    }

    [Test]
    public void A_mirrored_elements_gradient_is_the_sum_of_its_copies()
    {
        Tensor x = Tensor.From([1f, 2f, 3f], [3]);
        using var tape = new Tape();
        tape.Watch(x);
        Tensor y = x.Pad([(2, 1)], PaddingMode.Reflect);
        tape.Gradient(y, [x], Tensor.From([1f, 10f, 100f, 1000f, 10000f, 100000f]))[0].ToArray<float>()
            .ShouldBe([100, 101010, 10001]);
    }

    [Test]
    public void A_transposed_convolution_of_ones_counts_terms_and_its_output_padding_holds_the_bias()
    {
        Tensor y = Tensor.Ones([1, 1, 2]).ConvTranspose1d(Tensor.Ones([1, 1, 3]), Tensor.From([10f]), stride: 2, outputPadding: 1);
        y.ToArray<float>().ShouldBe([11, 11, 12, 11, 11, 10]);
    }

    [Test]
    public void Stride_and_dilation_are_not_swapped_on_the_way_back_through_a_transposed_convolution()
    {
        // huggingface/candle#2337.
        Tensor x = Tensor.From([1f, 2f], [1, 2]), w = Tensor.From([1f, 10f], [1, 1, 2]);
        using var tape = new Tape();
        tape.Watch(x);
        tape.Watch(w);
        Tensor y = x.ConvTranspose1d(w, stride: 3, dilation: 2, outputPadding: 1);
        y.ToArray<float>().ShouldBe([1, 0, 10, 2, 0, 20, 0]);
        Tensor[] gradients = tape.Gradient(y, [x, w], Tensor.Arange(1, 8).Reshape(1, 7));
        gradients[0].ToArray<float>().ShouldBe([31, 64]);
        gradients[1].ToArray<float>().ShouldBe([9, 15]);
    }

    [Test]
    public void Output_padding_has_a_gradient_of_the_right_shape()
    {
        // tracel-ai/burn#4916, pytorch/pytorch#5112.
        Tensor x = Tensor.Ones([1, 1, 2, 2]), w = Tensor.Ones([1, 1, 2, 2]), bias = Tensor.Zeros([1]);
        using var tape = new Tape();
        tape.Watch(x);
        tape.Watch(bias);
        Tensor y = x.ConvTranspose2d(w, bias, stride: 3, outputPadding: 2);
        y.Shape.ShouldBe([1, 1, 7, 7]);
        Tensor[] gradients = tape.Gradient(y, [x, bias], Tensor.Ones(y.Shape));
        gradients[0].ToArray<float>().ShouldBe([4, 4, 4, 4]);
        gradients[1].Item().ShouldBe(49);
    }

    [Test]
    public void A_batch_of_none_gives_an_empty_output_and_gradients_of_zero()
    {
        Tensor x = Tensor.Zeros([0, 2, 5, 5]), w = Tensor.Ones([3, 2, 3, 3]), bias = Tensor.Ones([3]);
        using var tape = new Tape();
        tape.Watch(w);
        tape.Watch(bias);
        Tensor y = x.Conv2d(w, bias, stride: 2, padding: 1);
        y.Shape.ShouldBe([0, 3, 3, 3]);
        foreach (Tensor gradient in tape.Gradient(y, [w, bias], Tensor.Zeros(y.Shape)))
        {
            Numbers.Of(gradient).ShouldAllBe(number => number == 0);
        }
    }

    [Test]
    public void Groups_of_nothing_take_no_time()
    {
        Tensor x = Tensor.Zeros([2, 0, 5]), w = Tensor.Zeros([0, 0, 3]);
        foreach (bool createGraph in new[] { false, true })
        {
            using var tape = new Tape();
            tape.Watch(x);
            tape.Watch(w);
            Tensor y = x.Conv1d(w, groups: int.MaxValue) + x.ConvTranspose1d(w, groups: int.MaxValue, padding: 2);
            y.Shape.ShouldBe([2, 0, 3]);
            Tensor[] gradients = tape.Gradient(y, [x, w], Tensor.Ones(y.Shape), createGraph: createGraph);
            gradients[0].Shape.ShouldBe(x.Shape);
            gradients[1].Shape.ShouldBe(w.Shape);
        }

        Tensor.Zeros([0, 0, 5, 5]).Conv2d(Tensor.Zeros([1 << 26, 0, 5, 5]), groups: 1 << 26).Shape.ShouldBe([0, 1 << 26, 1, 1]);
    }

    [TestCase(4, int.MaxValue)]
    [TestCase(90_000, 30_000)]
    public async Task Memory_does_not_grow_with_the_stride(int length, int stride)
    {
        long Bytes()
        {
            using var limit = new ThreadLimit(1);
            Tensor x = Tensor.Ones([1, 3, length]), w = Tensor.Ones([1, 3, 2]);
            using var tape = new Tape();
            tape.Watch(w);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Tensor y = x.Conv1d(w, stride: stride);
            y.ToArray<float>().ShouldAllBe(sum => sum == 6);
            tape.Gradient(y, [w], Tensor.Ones(y.Shape))[0].ToArray<float>().ShouldAllBe(sum => sum == y.Count);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        // On a thread of its own, which has no buffers yet.
        (await Task.Factory.StartNew(Bytes, default, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ShouldBeInRange(1, 400_000);
    }

    [Test]
    public void A_pair_is_no_padding_of_one_axis() =>
        Should.Throw<ArgumentException>(() => s_row.Conv1d(Tensor.Ones([1, 1, 1]), padding: (1, 2)))
            .Message.ShouldBe("conv1d: padding is [1, 2]; expected one number, for there is one axis.");

    [Test]
    public void A_sum_over_hundreds_of_thousands_of_positions_keeps_its_digits()
    {
        Tensor x = Tensor.Full([40, 1, 128, 128], 0.1), w = Tensor.Ones([1, 1, 1, 1]);
        using var tape = new Tape();
        tape.Watch(w);
        Tensor y = x.Conv2d(w);

        // Without lanes 256 terms are added in a row, all of them rounded to the same side here: 3.3e-6. Stretches so short that it is 1e-6
        // would store and load sums eight times as often.
        tape.Gradient(y, [w], Tensor.Ones(y.Shape))[0].Item().ShouldBe(655360 * (double)0.1f, 655360 * 0.1 * 1e-5);
    }
}
