using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Modules;

/// <summary>Layers made of layers, and weights that two of them share.</summary>
public sealed class StructureTests
{
    [Test]
    public void A_residual_block_adds_its_input_or_what_the_shortcut_makes_of_it()
    {
        Tensor x = OpSamples.Spread([3, 4], DType.Float32);
        var block = new Linear(4, 4);
        new Residual(block).Forward(x).ToArray<float>().ShouldBe((x + block.Forward(x)).ToArray<float>());
        var projected = new Residual(new Linear(4, 5), new Linear(4, 5, bias: false));
        projected.Forward(x).ToArray<float>().ShouldBe((projected.Shortcut!.Forward(x) + projected.Block.Forward(x)).ToArray<float>());
        projected.NamedParts().Select(part => part.FileName).ShouldBe(
            ["block", "block.weight", "block.bias", "shortcut", "shortcut.weight"]);
        projected.ParameterCount.ShouldBe((4 * 5 * 2) + 5);
    }

    [Test]
    public void Branches_are_added_or_put_behind_each_other()
    {
        Tensor x = OpSamples.Spread([3, 4], DType.Float32);
        Layer[] branches = [new Linear(4, 2), new Linear(4, 2), new Lambda(t => t.Slice(1, ..2).Square())];
        var added = new Branches(branches);
        Tensor[] results = Array.ConvertAll(branches, branch => branch.Forward(x));
        added.Forward(x).ToArray<float>().ShouldBe((results[0] + results[1] + results[2]).ToArray<float>());
        new Branches(branches, concatenationAxis: -1).Forward(x).ToArray<float>().ShouldBe(
            Tensor.Concatenate(results, -1).ToArray<float>());
        Should.Throw<ArgumentException>(() => new Branches([])).Message.ShouldContain("there is no branch");
        added[^1].ToString().ShouldBe("Lambda(t => t.Slice(1, ..2).Square())");
    }

    [Test]
    public void A_lambda_that_gives_nothing_is_told_of() =>
        Should.Throw<InvalidOperationException>(() => new Sequential(new Lambda(_ => null!)).Forward(Tensor.Ones([1])))
            .Message.ShouldContain("Lambda");

    [TestCase(new int[0], "sizes is []")]
    [TestCase(new[] { 2, 0 }, "sizes is [2, 0]")]
    [TestCase(new[] { -1, -1 }, "sizes is [-1, -1]")]
    public void Unflatten_refuses_sizes_that_cannot_be(int[] sizes, string message) =>
        Should.Throw<ArgumentException>(() => new Unflatten(1, sizes)).Message.ShouldContain(message);

    [Test]
    public void Flatten_and_unflatten_undo_each_other_for_an_empty_batch_too()
    {
        foreach (int batch in new[] { 0, 2 })
        {
            Tensor x = Tensor.Ones([batch, 3, 4, 5]), flat = new Flatten().Forward(x);
            flat.Shape.ShouldBe([batch, 60]);
            new Unflatten(1, 3, -1, 5).Forward(flat).Shape.ShouldBe(x.Shape);
        }

        new Flatten(0, 1).Forward(Tensor.Ones([2, 3, 4])).Shape.ShouldBe([6, 4]);
    }

    [TestCase(false)]
    [TestCase(true)]
    public void A_weight_that_two_layers_share_is_listed_drawn_and_saved_once_and_gets_both_gradients(bool sparse)
    {
        Sequential tied = Make(tie: true), apart = Make(tie: false);
        Parameter table = ((Embedding)tied[0]).Weight;
        table.ShouldBeSameAs(((Linear)tied[2]).Weight);
        tied.NamedParameters().Select(named => named.Name).ShouldBe(["0.Weight", "1.Weight", "1.Bias", "2.Bias"]);
        tied.ParameterCount.ShouldBe((5 * 3) + (3 * 3) + 3 + 5);
        tied.StateDict().Keys.ShouldBe(["0.weight", "1.weight", "1.bias", "2.bias"], ignoreOrder: true);

        // As two weights that are equal: their gradients add up.
        foreach ((int layer, string name) in new[] { (0, "Weight"), (1, "Weight"), (1, "Bias"), (2, "Bias") })
        {
            Of(apart, layer, name).Assign(Of(tied, layer, name).Value);
        }

        Of(apart, 2, "Weight").Assign(table.Value);
        Tensor words = Tensor.From([1L, 4, 1]);
        Backward(tied, words);
        Backward(apart, words);
        float[] sum = (Of(apart, 0, "Weight").Grad! + Of(apart, 2, "Weight").Grad!).ToArray<float>();
        table.Grad!.ToArray<float>().ShouldBe(sum, 1e-6);

        // Trained once: a step of so much, not of twice that.
        float[] before = table.Value.ToArray<float>();
        new Sgd(tied.Parameters(), learningRate: 0.5).Step();
        table.Value.ToArray<float>().ShouldBe(before.Zip(sum, (value, slope) => value - (0.5f * slope)), 1e-6);
        ((Linear)tied[2]).Weight.Value.ShouldBeSameAs(table.Value);

        Sequential Make(bool tie)
        {
            var embedding = new Embedding(5, 3, hasSparseGrad: sparse);
            return new Sequential(embedding, new Linear(3, 3), tie ? new Linear(embedding.Weight) : new Linear(3, 5)).Initialize(3);
        }

        static Parameter Of(Sequential model, int layer, string name) =>
            model.NamedParts().Where(part => part.Name == $"{layer}.{name}").Select(part => part.Part).OfType<Parameter>().Single();

        static void Backward(Sequential model, Tensor words)
        {
            using var tape = new Tape();
            tape.Backward(model.Forward(words).CrossEntropy(Tensor.From([0L, 2, 3])));
        }
    }

    [Test]
    public void A_linear_layer_takes_a_weight_of_two_axes_alone()
    {
        Should.Throw<ArgumentException>(() => new Linear(new Parameter([3], new Constant(1)))).Message.ShouldContain(
            "Linear: the weight is [3]; expected [out, in]");
        var shared = new Linear(new Parameter([2, 3], new Constant(1)), bias: false);
        (shared.InFeatures, shared.OutFeatures, shared.Bias).ShouldBe((3, 2, null));
    }
}
