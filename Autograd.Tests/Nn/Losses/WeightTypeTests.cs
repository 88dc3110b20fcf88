using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Losses;

public sealed class WeightTypeTests
{
    [Test]
    public void Weights_may_be_of_any_type_whatever_the_inputs_are()
    {
        Tensor scores = Tensor.Normal([4, 3], new Generator(1)), classes = Tensor.From([0L, 2, 1, 2]);
        Tensor shares = Tensor.Uniform([4, 3], new Generator(2)), wanted = Tensor.Uniform([4, 3], new Generator(3));
        foreach (DType dtype in new[] { DType.Float32, DType.Float64, DType.Int64 })
        {
            Tensor weight = Tensor.From([1.0, 2, 4]).To(dtype);
            (Loss Loss, Tensor Input, Tensor Target)[] losses =
            [
                (new CrossEntropyLoss(weight), scores, classes),
                (new NllLoss(weight), scores.LogSoftmax(1), classes),
                (new MultiMarginLoss(weight: weight), scores, classes),
                (new BinaryCrossEntropyLoss(weight), shares, wanted),
                (new BinaryCrossEntropyWithLogitsLoss(weight, positiveWeight: weight), scores, wanted),
            ];
            foreach ((Loss loss, Tensor input, Tensor target) in losses)
            {
                Tensor value = loss.Forward(input, target);
                value.DType.ShouldBe(DType.Float32);
                value.Item().ShouldBe(loss.Forward(input.ToFloat64(), target.DType.IsFloat() ? target.ToFloat64() : target).Item(), 1e-5);
            }
        }
    }
}
