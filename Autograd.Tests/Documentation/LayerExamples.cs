using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Documentation;

/// <summary>The examples of docs/layers.md.</summary>
public sealed class LayerExamples
{
    [Test]
    public void Networks_of_each_kind_map_what_they_say()
    {
        var digits = new Sequential(                                                     // [batch, 1, 28, 28] to [batch, 10]
            new Conv2d(1, 8, kernelSize: 5), new Relu(), new MaxPool2d(2),
            new Conv2d(8, 16, kernelSize: 5), new Relu(), new MaxPool2d(2),
            new Flatten(), new Linear(256, 10));

        var deeper = new Sequential(                                                     // any size of image
            new Conv2d(3, 16, kernelSize: 3, padding: Padding.Same), new BatchNorm2d(16), new Relu(),
            new Residual(new Sequential(
                new Conv2d(16, 16, kernelSize: 3, padding: 1), new BatchNorm2d(16), new Relu(),
                new Conv2d(16, 16, kernelSize: 3, padding: 1))),
            new AdaptiveAvgPool2d(1), new Flatten(), new Linear(16, 10));

        var text = new Sequential(                                                       // [batch, steps] of Int64 to [batch, steps, 64]
            new Embedding(64, 32), new Gru(32, 128, layers: 2, dropout: 0.1), new Linear(128, 64));

        var transformer = new Sequential(                                                // the same
            new Embedding(64, 32), new SinusoidalPositions(),
            new TransformerEncoder(2, () => new TransformerEncoderLayer(32, heads: 4, feedForward: 64, causal: true)), new Linear(32, 64));

        digits.Forward(Tensor.Ones([2, 1, 28, 28])).Shape.ShouldBe([2, 10]);
        deeper.Forward(Tensor.Ones([2, 3, 9, 7])).Shape.ShouldBe([2, 10]);
        Tensor words = Tensor.Zeros([2, 5], DType.Int64);
        text.Forward(words).Shape.ShouldBe([2, 5, 64]);
        transformer.Forward(words).Shape.ShouldBe([2, 5, 64]);
    }

    [Test]
    public void A_table_is_read_and_written_with()
    {
        var table = new Embedding(64, 32);
        var tied = new Sequential(table, new Gru(32, 32), new Linear(table.Weight));     // 0.weight is the weight of layer 2 too

        tied.Parameters().Count(parameter => parameter == table.Weight).ShouldBe(1);
        tied.StateDict().Keys.ShouldNotContain("2.weight");
    }
}
