#pragma warning disable NUnit1027 // FsCheck, not NUnit, supplies the arguments of a property.
using Autograd.Core;
using Autograd.Nn;
using PropertyAttribute = FsCheck.NUnit.PropertyAttribute;

namespace Autograd.Tests.Nn.Data;

public sealed class SplitTests
{
    // Every sample is its own number, so that it is known again.
    private static TensorDataset Numbered(long[] labels) => new(
        Tensor.From([.. Enumerable.Range(0, labels.Length).Select(i => (float)i)], [labels.Length, 1]), Tensor.From(labels));

    private static TensorDataset Numbered(int count) => Numbered([.. Enumerable.Range(0, count).Select(i => (long)(i % 3))]);

    private static int[] Samples(params TensorDataset[] parts) =>
        [.. parts.SelectMany(part => part.Inputs.ToArray<float>()).Select(x => (int)x)];

    [Property]
    public void A_split_is_of_all_samples_once_in_parts_of_their_shares(byte more, byte validation, byte test, ulong seed)
    {
        int count = more + 300;
        double v = (1 + (validation % 40)) / 100.0, t = (1 + (test % 40)) / 100.0;
        (TensorDataset train, TensorDataset held, TensorDataset last) = Numbered(count).Split(v, t, seed);
        Samples(train, held, last).Order().ShouldBe(Enumerable.Range(0, count));
        ((double)held.Count).ShouldBe(v * count, 0.5 + 1e-9);
        ((double)last.Count).ShouldBe(t * count, 0.5 + 1e-9);
        foreach (TensorDataset part in new[] { train, held, last })
        {
            Samples(part).ShouldBeInOrder();
            part.Targets.ToArray<long>().ShouldBe(Samples(part).Select(i => (long)(i % 3)));
        }
    }

    [Property(Arbitrary = [typeof(LabelledCases)])]
    public void A_stratified_split_has_each_class_in_its_share_and_none_missing(LabelledCase data)
    {
        int[] sizes = [.. data.ClassSizes.Select(size => size + 1)];
        long[] labels = new LabelledCase(sizes, 1, data.Seed).Labels();
        (TensorDataset train, TensorDataset held) = Numbered(labels).Split(0.3, data.Seed, stratified: true);
        Samples(train, held).Order().ShouldBe(Enumerable.Range(0, labels.Length));
        double owed = 0;
        for (int c = 0; c < sizes.Length; c++)
        {
            long of = held.ClassCounts(sizes.Length)[c];
            of.ShouldBeInRange(1, sizes[c] - 1);
            owed += Math.Abs(of - (0.3 * sizes[c])) > 1 ? 1 : 0;
        }

        owed.ShouldBeLessThanOrEqualTo(sizes.Count(size => size < 4) + 1, "only small classes stand far from their share");
    }

    [Test]
    public void A_seed_determines_a_split_and_another_gives_another()
    {
        int[] Held(ulong seed) => Samples(Numbered(40).Split(0.25, seed).Validation);
        Held(1).ShouldBe(Held(1));
        Held(1).ShouldNotBe(Held(2));
    }

    [Test]
    public void A_large_stratified_split_has_the_shares_of_the_whole_too()
    {
        long[] labels = [.. Enumerable.Range(0, 1000).Select(i => (long)(i % 37))];
        (TensorDataset train, TensorDataset validation, TensorDataset test) = Numbered(labels).Split(0.15, 0.1, 1, stratified: true);
        (train.Count, validation.Count, test.Count).ShouldBe((750, 150, 100));
    }

    [Property]
    public void Every_sample_is_validated_with_in_one_fold_and_trained_on_in_all_others(byte more, byte folds, ulong seed, bool stratified)
    {
        int k = 2 + (folds % 7), count = (k * 3) + more;
        long[] labels = [.. Enumerable.Range(0, count).Select(i => (long)(i % 3))];
        IReadOnlyList<Fold> all = Numbered(labels).Folds(k, seed, stratified);
        all.SelectMany(fold => fold.ValidationIndices).Order().ShouldBe(Enumerable.Range(0, count).Select(i => (long)i));
        (all.Max(fold => fold.ValidationIndices.Count) - all.Min(fold => fold.ValidationIndices.Count)).ShouldBeInRange(0, 1);
        foreach (Fold fold in all)
        {
            fold.TrainIndices.Concat(fold.ValidationIndices).Order().ShouldBe(Enumerable.Range(0, count).Select(i => (long)i));
            for (int c = 0; stratified && c < 3; c++)
            {
                double share = labels.Count(label => label == c) / (double)k;
                fold.ValidationIndices.Count(i => labels[i] == c).ShouldBeInRange((int)Math.Floor(share), (int)Math.Ceiling(share));
            }
        }

        (TensorDataset train, TensorDataset validation) = all[0];
        Samples(train, validation).Order().ShouldBe(Enumerable.Range(0, count));
        $"{all[0]}".ShouldBe($"Fold({train.Count} samples to train on, {validation.Count} to validate with)");
    }

    [Test]
    public void Splits_and_folds_that_cannot_be_are_refused()
    {
        TensorDataset data = Numbered([0, 0, 0, 0, 0, 1, 2, 2, 2, 2]);
        Refused<ArgumentException>(() => data.Split(0.01, 1), "Split: 10 samples at validation 0.01 leave the validation part empty");
        Refused<ArgumentException>(() => data.Split(0.3, 0.01, 1),
            "Split: 10 samples at validation 0.3 and test 0.01 leave the test part empty");
        Refused<ArgumentException>(() => data.Split(0.5, 0.5, 1), "validation 0.5 and test 0.5 leave nothing to train on");
        Refused<ArgumentException>(() => Numbered(1).Split(0.5, 1), "leave the validation part empty");
        Refused<ArgumentException>(() => data.Split(0.3, 1, stratified: true),
            "Split: class 1 has 1 samples, which at validation 0.3 leave the validation part without any of it");
        foreach (double share in new[] { 0, 1, -0.1, double.NaN, 20 })
        {
            Refused<ArgumentOutOfRangeException>(() => data.Split(share, 1), "expected a share between 0 and 1");
            Refused<ArgumentOutOfRangeException>(() => data.Split(0.1, share, 1), "Split: test is ");
        }

        Refused<ArgumentOutOfRangeException>(() => data.Folds(11, 1), "Folds: count is 11; expected 2 to 10, for there are 10 samples");
        Refused<ArgumentOutOfRangeException>(() => data.Folds(1, 1), "Folds: count is 1");
        Refused<ArgumentException>(() => data.Folds(2, 1, stratified: true), "Folds: class 1 has 1 samples, fewer than the 2 folds");
        var numbers = new TensorDataset(Tensor.Ones([4, 1]), Tensor.Ones([4]));
        Refused<InvalidOperationException>(() => numbers.Split(0.5, 1, stratified: true), "expected Int64 class indices");
        numbers.Split(0.5, 1).Validation.Count.ShouldBe(2);
    }

    [Test]
    public void Parts_and_wholes()
    {
        TensorDataset data = Numbered(6);
        Samples(data.Subset(4, 0, 4)).ShouldBe([4, 0, 4]);
        Samples(data.Take(2)).ShouldBe([0, 1]);
        Samples(data.Take(2).Concat(data.Subset(5))).ShouldBe([0, 1, 5]);
        data.Subset(5, 1).Targets.ToArray<long>().ShouldBe([2, 1]);
        data.ClassCounts().ShouldBe([2, 2, 2]);
        data.Subset(0, 3, 1, 0).ClassFrequencies(3).ShouldBe([0.75, 0.25, 0]);
        Refused<ArgumentOutOfRangeException>(() => data.Take(7), "Take: count is 7; expected 1 to 6");
        Refused<ArgumentOutOfRangeException>(() => data.Take(0), "Take: count is 0");
        Refused<ArgumentException>(() => data.Subset(), "there are no indices");
        Refused<ArgumentOutOfRangeException>(() => data.Subset(6), "there is no sample 6");
        Refused<ArgumentException>(() => data.Concat(new TensorDataset(Tensor.Ones([2, 2]), Tensor.From([0L, 1]))),
            "inputs Float32 [2, 2], targets Int64 [2]) differ; expected inputs, targets and extras of the same shape and type");
        Refused<ArgumentException>(() => data.ClassCounts(2), "ClassCounts: the label of sample 2 is 2, expected 0 to 1");
    }

    private static void Refused<TException>(Action action, string message)
        where TException : Exception => Should.Throw<TException>(action).Message.ShouldContain(message);
}
