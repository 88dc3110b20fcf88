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
    public void Extras_go_wherever_their_samples_go()
    {
        TensorDataset data = new(Tensor.Arange(0, 40).Reshape(20, 2), Tensor.Arange(0, 20, dtype: DType.Int64))
        {
            Extras = [Tensor.Arange(0, 200, 10, DType.Int64), Tensor.Arange(0, 60).Reshape(20, 3)],
        };
        (TensorDataset train, TensorDataset validation, TensorDataset test) = data.Split(0.2, 0.2, seed: 1);
        foreach (TensorDataset part in new[]
        {
            data, train, validation, test, data.Take(7), data.Subset(5, 3, 5), data.Folds(4, seed: 1)[2].Train, train.Concat(test),
            Standardizer.Fit(data.Inputs).Apply(data),
        })
        {
            foreach (int ahead in new[] { 0, 2 })
            {
                foreach (Batch batch in new DataLoader(part, 3, seed: 1) { Ahead = ahead, Augment = (one, _) => one with { } })
                {
                    ExpectMatching(batch);
                }
            }

            ExpectMatching(part.AsBatch());
            ExpectMatching(part.AsBatch().Detach());
        }

        Batch first = new DataLoader(data, 3).First(), gone = null!;
        foreach (Batch batch in new DataLoader(data, 3))
        {
            gone ??= batch;
        }

        ExpectMatching(first);
        Should.Throw<ObjectDisposedException>(() => gone.Extras[1].ToArray<float>()).Message.ShouldContain("extras [3, 3] are gone");
        $"{data.Take(2)}".ShouldBe(
            "TensorDataset(2 samples, inputs Float32 [2, 2], targets Int64 [2], extra Int64 [2], extra Float32 [2, 3])");
        Refused(() => new TensorDataset(data.Inputs, data.Targets) { Extras = [Tensor.Ones([19])] },
            "an extra is Float32 [19]; expected [20, ...]");
        Refused(() => new TensorDataset(data.Inputs, data.Targets) { Extras = [null!] }, "an extra is null");
        Refused(() => data.Concat(new TensorDataset(data.Inputs, data.Targets)), "expected inputs, targets and extras of the same shape");

        static void ExpectMatching(Batch batch)
        {
            long[] ids = batch.Targets.ToArray<long>();
            batch.Extras[0].ToArray<long>().ShouldBe(ids.Select(id => id * 10));
            batch.Extras[1].ToArray<float>().Chunk(3).Select(row => row[1]).ShouldBe(ids.Select(id => (3f * id) + 1));
        }

        static void Refused(Func<object> action, string message) => Should.Throw<ArgumentException>(action).Message.ShouldContain(message);
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
