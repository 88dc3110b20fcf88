using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Data;

public sealed class TensorDatasetTests
{
    private static TensorDataset Small() => new(Tensor.From([0f, 1f, 2f, 3f, 4f, 5f], [3, 2]), Tensor.From([7L, 8L, 9L]));

    [Test]
    public void A_batch_holds_the_chosen_samples_in_their_order()
    {
        Batch batch = Small().BatchOf(2, 0, 2);

        batch.Inputs.Shape.ShouldBe([3, 2]);
        batch.Inputs.ToArray<float>().ShouldBe([4f, 5f, 0f, 1f, 4f, 5f]);
        batch.Targets.ToArray<long>().ShouldBe([9, 7, 9]);
    }

    [Test]
    public void A_batch_comes_apart_into_inputs_and_targets()
    {
        foreach ((Tensor inputs, Tensor targets) in new DataLoader(Small(), new SequentialBatchSampler(3, 3)))
        {
            inputs.Shape.ShouldBe([3, 2]);
            targets.ToArray<long>().ShouldBe([7, 8, 9]);
        }
    }

    [Test]
    public void A_loader_goes_through_all_samples()
    {
        var loader = new DataLoader(Small(), new RandomBatchSampler(3, 2, seed: 1));

        loader.SelectMany(batch => batch.Targets.ToArray<long>()).Order().ShouldBe([7L, 8L, 9L]);
        loader.BatchCount.ShouldBe(2);
    }

    [Test]
    public void Bad_data_is_refused_where_it_enters()
    {
        Should.Throw<ArgumentException>(() => new TensorDataset(Tensor.From([1f, float.NaN], [1, 2]), Tensor.From([0L]))).Message
            .ShouldContain("feature 1 of sample 0 is not finite");
        Should.Throw<ArgumentException>(() => new TensorDataset(Tensor.Ones([2, 1]), Tensor.From([0f, float.NaN], [2, 1]))).Message
            .ShouldContain("target 0 of sample 1 is not finite");
        new TensorDataset(Tensor.From([float.NaN], [1, 1]), Tensor.From([float.NaN]), checkFinite: false).Count.ShouldBe(1);
        Should.Throw<ArgumentException>(() => new TensorDataset(Tensor.Ones([2, 2]), Tensor.From([0L]))).Message
            .ShouldContain("the inputs are [2, 2] and the targets [1]; expected the same number of samples");
        Should.Throw<ArgumentOutOfRangeException>(() => Small().BatchOf(3)).Message.ShouldContain("there is no sample 3; expected 0 to 2");
        Should.Throw<ArgumentException>(() => Small().BatchOf()).Message.ShouldContain("a batch of no rows has no mean loss");
        Should.Throw<InvalidOperationException>(() => new TensorDataset(Tensor.Ones([2, 2]), Tensor.Ones([2])).Labels.ToArray()).Message
            .ShouldContain("expected Int64 class indices");
    }
}
