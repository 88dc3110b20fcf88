using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Data;

/// <summary>What a loader's augmentation draws is a matter of the batch's number, which is drawn with the batch.</summary>
public sealed class AugmentationTests
{
    private static readonly TensorDataset s_data = new(Tensor.Arange(0, 20).Reshape(10, 2), Tensor.Zeros([10], DType.Int64));

    [Test]
    public void A_batch_that_could_not_be_augmented_is_used_up_with_its_number([Values(0, 2)] int ahead)
    {
        float[][] undisturbed = [.. Numbers(Noisy(0, seed: 3))];
        bool hasFailed = false;
        DataLoader loader = Noisy(ahead, (batch, number) => number == 1 && !hasFailed ? throw Failed() : batch, 3);
        List<float[]> given = [];
        Should.Throw<InvalidDataException>(() => given.AddRange(Numbers(loader)));
        loader.BatchesGiven.ShouldBe(2);
        given = [.. Numbers(loader)];
        given.ShouldBe(undisturbed[2..]);

        Exception Failed()
        {
            hasFailed = true;
            return new InvalidDataException();
        }
    }

    [Test]
    public void A_loader_that_augments_is_one_threads_at_a_time_and_another_everybodys([Values(0, 2)] int ahead)
    {
        foreach (bool augments in new[] { true, false })
        {
            DataLoader loader = augments ? Noisy(ahead) : new DataLoader(s_data, 4) { Ahead = ahead };
            float[][] undisturbed = [.. Numbers(augments ? Noisy(ahead) : new DataLoader(s_data, 4))];
            List<float[]> given = [];
            foreach (Batch batch in loader)
            {
                given.Add(batch.Inputs.ToArray<float>());
                string? refusal = null;
                var other = new Thread(() =>
                {
                    try
                    {
                        _ = loader.Count();
                    }
                    catch (InvalidOperationException error)
                    {
                        refusal = error.Message;
                    }
                });
                other.Start();
                other.Join();
                (refusal?.StartsWith("DataLoader: thread ", StringComparison.Ordinal) ?? false).ShouldBe(augments);
            }

            given.ShouldBe(undisturbed);
        }
    }

    [Test]
    public void Loops_within_each_other_number_their_batches_in_the_order_of_drawing_or_are_refused()
    {
        DataLoader plain = Noisy(0);
        using IEnumerator<Batch> outer = plain.GetEnumerator();
        outer.MoveNext().ShouldBeTrue();
        float[][] inner = [.. Numbers(plain)];
        outer.MoveNext().ShouldBeTrue();
        plain.BatchesGiven.ShouldBe(5);
        inner[0].ShouldNotBe(outer.Current.Inputs.ToArray<float>());

        DataLoader ahead = Noisy(2);
        using IEnumerator<Batch> first = ahead.GetEnumerator();
        first.MoveNext().ShouldBeTrue();
        _ = ahead.Count();
        Should.Throw<InvalidOperationException>(() => first.MoveNext()).Message.ShouldContain("or the loader itself, was moved");
    }

    private static DataLoader Noisy(int ahead, Func<Batch, long, Batch>? also = null, ulong? seed = null)
    {
        long number = 0;
        return new DataLoader(s_data, 4, seed)
        {
            Ahead = ahead,
            Augment = (batch, generator) =>
            {
                Batch noisy = batch with { Inputs = batch.Inputs + generator.NextSingle() };
                return also is null ? noisy : also(noisy, number++);
            },
        };
    }

    private static IEnumerable<float[]> Numbers(DataLoader loader) => loader.Select(batch => batch.Inputs.ToArray<float>());
}
