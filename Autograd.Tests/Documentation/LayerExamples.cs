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
    public void Layers_make_images_larger_and_go_side_by_side()
    {
        var twice = new Upsample(2);                                                     // [N, C, 8, 8] to [N, C, 16, 16]
        var toSize = new Lambda(x => x.UpsampleNearest2d((15, 15)));                     // to [N, C, 15, 15], whatever the size
        var learned = new ConvTranspose2d(16, 8, kernelSize: 4, stride: 2, padding: 1);  // [N, 16, 8, 8] to [N, 8, 16, 16]
        var scales = new Branches(                                                       // [N, 8, H, W]; without an axis they are added
            [new Conv2d(16, 4, 1), new Conv2d(16, 4, 3, padding: 1)], concatenationAxis: 1);
        var halved = new Residual(new Conv2d(16, 32, 3, stride: 2, padding: 1), shortcut: new Conv2d(16, 32, 1, stride: 2));

        Tensor image = Tensor.Ones([2, 16, 8, 8]);
        twice.Forward(image).Shape.ShouldBe([2, 16, 16, 16]);
        toSize.Forward(image).Shape.ShouldBe([2, 16, 15, 15]);
        learned.Forward(image).Shape.ShouldBe([2, 8, 16, 16]);
        scales.Forward(image).Shape.ShouldBe([2, 8, 8, 8]);
        halved.Forward(image).Shape.ShouldBe([2, 32, 4, 4]);
    }

    [Test]
    public void A_frozen_part_keeps_its_statistics_in_use_only()
    {
        var pretrained = new Sequential(new Conv2d(3, 8, 3), new BatchNorm2d(8), new Relu());
        var whole = new Sequential(pretrained, new AdaptiveAvgPool2d(1), new Flatten(), new Linear(8, 2));
        pretrained.Freeze();                                                             // no gradient, no step
        whole.Train();
        pretrained.Eval();                                                               // nor other running statistics

        Tensor images = Tensor.Normal([4, 3, 5, 5], new Generator(1));
        whole.Forward(images);
        pretrained.StateDict()["1.num_batches_tracked"].Item<long>().ShouldBe(0);
        whole.Train();
        whole.Forward(images);
        pretrained.StateDict()["1.num_batches_tracked"].Item<long>().ShouldBe(1);            // frozen all the same
    }

    [Test]
    public void A_table_is_read_and_written_with()
    {
        var table = new Embedding(64, 32);
        var tied = new Sequential(table, new Gru(32, 32), new Linear(table.Weight));     // 0.weight is the weight of layer 2 too

        tied.Parameters().Count(parameter => parameter == table.Weight).ShouldBe(1);
        tied.StateDict().Keys.ShouldNotContain("2.weight");

        var file = new Dictionary<string, Tensor>(tied.StateDict());                     // 0.weight, and no 2.weight
        file["2.weight"] = file["0.weight"];                                             // for a reader that wants both names

        var untied = new Sequential(new Embedding(64, 32), new Gru(32, 32), new Linear(32, 64));
        Should.Throw<ArgumentException>(() => untied.LoadState(tied.StateDict())).Message.ShouldContain("'2.weight' is missing");
        untied.LoadState(file);
        tied.LoadState(file);
        file["2.weight"] = Tensor.Zeros([64, 32]);
        float[] before = table.Weight.Value.ToArray<float>();
        Should.Throw<ArgumentException>(() => tied.LoadState(file)).Message.ShouldContain(
            "'2.weight' is another name of '0.Weight', which stands under the first one with other values");
        table.Weight.Value.ToArray<float>().ShouldBe(before);
    }
}
