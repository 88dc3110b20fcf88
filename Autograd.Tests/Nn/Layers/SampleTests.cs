using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Layers;

/// <summary>One rule for a sample without the axis of the batch: it gives what a batch of one does.</summary>
public sealed class SampleTests
{
    public static IEnumerable<TestCaseData> Layers => new (Func<Layer> Make, Shape Sample)[]
    {
        (() => new Conv1d(3, 2, 3), [3, 8]), (() => new ConvTranspose1d(3, 2, 3), [3, 8]), (() => new Conv2d(3, 2, 3), [3, 6, 8]),
        (() => new ConvTranspose2d(3, 2, 3), [3, 6, 8]), (() => new MaxPool1d(2), [3, 8]), (() => new AvgPool1d(2), [3, 8]),
        (() => new MaxPool2d(2), [3, 6, 8]), (() => new AvgPool2d(2), [3, 6, 8]), (() => new AdaptiveAvgPool1d(2), [3, 8]),
        (() => new AdaptiveMaxPool1d(2), [3, 8]), (() => new AdaptiveAvgPool2d(2), [3, 6, 8]),
        (() => new AdaptiveMaxPool2d(null, 2), [3, 6, 8]), (() => new BatchNorm2d(3), [3, 6, 8]), (() => new InstanceNorm1d(3), [3, 8]),
        (() => new InstanceNorm2d(3), [3, 6, 8]), (() => new Dropout1d(seed: 1), [3, 8]), (() => new Dropout2d(seed: 1), [3, 6, 8]),
        (() => new Upsample(2), [3, 6, 8]),
    }.Select(row => new TestCaseData(row.Make, row.Sample).SetArgDisplayNames(row.Make().GetType().Name));

    [TestCaseSource(nameof(Layers))]
    public void A_sample_without_a_batch_gives_what_a_batch_of_one_does(Func<Layer> make, Shape sample)
    {
        Tensor x = Tensor.Normal(sample, new Generator(1));
        foreach (bool isTraining in new[] { true, false })
        {
            // Both as new, for statistics and random streams move on.
            Tensor alone = Made(isTraining).Forward(x), batch = Made(isTraining).Forward(x.Unsqueeze(0));
            alone.Shape.ShouldBe([.. batch.Shape.Sizes[1..]]);
            alone.ElementsEqual(batch.Squeeze(0)).ShouldBeTrue();
        }

        Layer Made(bool isTraining)
        {
            Layer layer = make();
            if (!isTraining)
            {
                layer.Eval();
            }

            return layer;
        }
    }

    [Test]
    public void Where_a_picture_without_a_batch_meets_what_wants_one_the_message_says_that_it_is_missing()
    {
        var model = new Sequential(new Conv2d(1, 4, 3), new MaxPool2d(2), new Flatten(), new Linear(4 * 13 * 13, 10));
        model.Forward(Tensor.Ones([1, 1, 28, 28])).Shape.ShouldBe([1, 10]);
        Should.Throw<ArgumentException>(() => model.Forward(Tensor.Ones([1, 28, 28]))).Message.ShouldContain(
            "linear: the input is [4, 169] and the weight [10, 676]; expected [..., in] and [out, in] with the same 'in'. All of it " +
            "together would fit: is the axis of the batch missing? Unsqueeze(0) makes a batch of one. (in '3', Linear(676 → 10))");
        Should.Throw<ArgumentException>(() => new Sequential(new Flatten(), new Linear(5, 2)).Forward(Tensor.Ones([5]))).Message
            .ShouldContain("Flatten: the input is [5], and startAxis 1; expected an input of 2 axes or more, the batch first.");
    }

    [Test]
    public void A_layer_shows_what_it_is_set_to()
    {
        var conv = new Conv2d(3, 6, (3, 5), stride: 2, padding: (1, 0), dilation: (1, 2), groups: 3);
        (conv.KernelSize, conv.Stride, conv.Padding, conv.Dilation, conv.Groups, conv.InChannels, conv.OutChannels)
            .ShouldBe(((3, 5), 2, (1, 0), (1, 2), 3, 3, 6));
        var back = new ConvTranspose1d(2, 3, 4, stride: 3, padding: 1, outputPadding: 2);
        (back.KernelSize, back.Stride, back.Padding, back.OutputPadding, back.Dilation).ShouldBe((4, 3, 1, 2, 1));
        var max = new MaxPool2d((2, 3), ceilMode: true);
        (max.KernelSize, max.Stride, max.Padding, max.Dilation, max.CeilMode).ShouldBe(((2, 3), (2, 3), 0, 1, true));
        var average = new AvgPool1d(4, stride: 2, padding: 1, countIncludePad: false, divisorOverride: 7);
        (average.KernelSize, average.Stride, average.Padding, average.CountIncludePad, average.DivisorOverride)
            .ShouldBe((4, 2, 1, false, 7));
        var adaptive = new AdaptiveAvgPool2d(null, 7);
        (adaptive.OutputHeight, adaptive.OutputWidth).ShouldBe((null, 7));
        $"{adaptive}".ShouldBe("AdaptiveAvgPool2d(none, 7)");
        new RmsNorm(4).Epsilon.ShouldBeNull();
    }

    [Test]
    public void Null_keeps_a_size_and_zero_is_no_size()
    {
        Tensor x = Tensor.Normal([2, 3, 5, 6], new Generator(1));
        x.AdaptiveAvgPool2d(null, 1).ElementsEqual(x.AdaptiveAvgPool2d((5, 1))).ShouldBeTrue();
        x.AdaptiveMaxPool2d(2, null).ElementsEqual(x.AdaptiveMaxPool2d((2, 6))).ShouldBeTrue();
        Should.Throw<ArgumentOutOfRangeException>(() => new AdaptiveMaxPool2d(0)).Message.ShouldContain(
            "adaptive_max_pool2d: outputHeight is 0; expected 1 or more");
        Should.Throw<ArgumentOutOfRangeException>(() => new AdaptiveAvgPool1d(0)).ParamName.ShouldBe("outputSize");
        Should.Throw<ArgumentOutOfRangeException>(() => new RmsNorm(4, 0)).Message.ShouldContain(
            "RmsNorm: epsilon is 0; expected a positive number");
    }
}
