using Autograd.Core;

namespace Autograd.Nn;

public sealed partial class TensorDataset
{
    /// <summary>How many samples each class has.</summary>
    /// <param name="classCount">How many classes there are. Default: one more than the largest label.</param>
    /// <exception cref="InvalidOperationException">The targets are no class indices.</exception>
    /// <exception cref="ArgumentException">A label is outside the classes.</exception>
    public long[] ClassCounts(int? classCount = null)
    {
        long classes = Labelled.CheckedClassCount(Labels, classCount, nameof(ClassCounts));
        long[] counts = new long[(int)Expect.That(classes <= Array.MaxLength, classes, nameof(ClassCounts),
            "fewer, for an array to count them")];
        foreach (long label in Labels)
        {
            counts[label]++;
        }

        return counts;
    }

    /// <summary>The share of samples that each class has: its prior probability, as far as the data tell.</summary>
    /// <param name="classCount">How many classes there are. Default: one more than the largest label.</param>
    /// <exception cref="InvalidOperationException">The targets are no class indices.</exception>
    /// <exception cref="ArgumentException">A label is outside the classes.</exception>
    public double[] ClassFrequencies(int? classCount = null) =>
        Array.ConvertAll(ClassCounts(classCount), count => (double)count / Count);

    /// <summary>Some of the samples as a data set of their own, copied.</summary>
    /// <param name="indices">Which samples, at least one, in any order and as often as wanted.</param>
    /// <exception cref="ArgumentException">There are no indices.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such sample.</exception>
    public TensorDataset Subset(params long[] indices)
    {
        Batch batch = BatchOf(indices);
        return new(batch.Inputs, batch.Targets, checkFinite: false) { Extras = batch.Extras };
    }

    /// <summary>The first samples as a data set of their own, which shares their memory.</summary>
    /// <param name="count">How many.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are not as many, or none are wanted.</exception>
    public TensorDataset Take(int count)
    {
        Expect.That(count >= 1 && count <= Count, count, nameof(Take), FormattableString.Invariant($"1 to {Count}"));
        return new(First(Inputs), First(Targets), checkFinite: false) { Extras = [.. Extras.Select(First)] };

        Tensor First(Tensor all) => all.View(all.Shape.With(0, count, nameof(Take)));
    }

    /// <summary>The samples of this data set followed by those of another, copied.</summary>
    /// <param name="other">The other data set, whose samples have the same shape and types.</param>
    /// <exception cref="ArgumentException">The samples have other shapes or types.</exception>
    public TensorDataset Concat(TensorDataset other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Extras.Count != other.Extras.Count ? throw Differ() :
            new(Joined(Inputs, other.Inputs), Joined(Targets, other.Targets), checkFinite: false)
            {
                Extras = [.. Extras.Zip(other.Extras, Joined)],
            };

        ArgumentException Differ() => new(
            $"Concat: the samples of {this} and of {other} differ; expected inputs, targets and extras of the same shape and type.",
            nameof(other));

        Tensor Joined(Tensor a, Tensor b)
        {
            if (a.DType != b.DType || !a.Shape.Sizes[1..].SequenceEqual(b.Shape.Sizes[1..]))
            {
                throw Differ();
            }

            Tensor all = Tensor.Uninitialized(a.Shape.With(0, (long)a.Shape[0] + b.Shape[0], nameof(Concat)), a.DType);
            a.Bytes.CopyTo(all.Bytes);
            b.Bytes.CopyTo(all.Bytes[a.Bytes.Length..]);
            return all;
        }
    }

    /// <summary>Two data sets of different samples, drawn at random: one to train on and one to validate with.</summary>
    /// <param name="validation">The share of the samples in the second, between 0 and 1.</param>
    /// <param name="seed">The seed of the draw.</param>
    /// <param name="stratified">
    /// Whether each class has that share of its samples there, and at least one sample in both; the targets are then class indices.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The share is not between 0 and 1.</exception>
    /// <exception cref="ArgumentException">A part would be empty, or without samples of a class, which is named.</exception>
    /// <exception cref="InvalidOperationException">The split is stratified and the targets are no class indices.</exception>
    public (TensorDataset Train, TensorDataset Validation) Split(double validation, ulong seed, bool stratified = false)
    {
        long[][] parts = Partition.ByShare(Groups(stratified), [(nameof(validation), validation)], seed);
        return (Subset(parts[0]), Subset(parts[1]));
    }

    /// <summary>Three data sets of different samples, drawn at random: to train on, to validate with, and to test in the end.</summary>
    /// <param name="validation">The share of the samples in the second, between 0 and 1.</param>
    /// <param name="test">The share of the samples in the third, between 0 and 1.</param>
    /// <param name="seed">The seed of the draw.</param>
    /// <param name="stratified">
    /// Whether each class has these shares of its samples there, and at least one sample in all; the targets are then class indices.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A share is not between 0 and 1.</exception>
    /// <exception cref="ArgumentException">
    /// A part would be empty, or without samples of a class, which is named; or the shares leave nothing to train on.</exception>
    /// <exception cref="InvalidOperationException">The split is stratified and the targets are no class indices.</exception>
    public (TensorDataset Train, TensorDataset Validation, TensorDataset Test) Split(
        double validation, double test, ulong seed, bool stratified = false)
    {
        long[][] parts = Partition.ByShare(Groups(stratified), [(nameof(validation), validation), (nameof(test), test)], seed);
        return (Subset(parts[0]), Subset(parts[1]), Subset(parts[2]));
    }

    /// <summary>
    /// The folds of a cross-validation: every sample is in the validation set of one fold, and in the training sets of all others. The
    /// sizes of validation sets, and of each class in them if stratified, differ by one at most.
    /// </summary>
    /// <param name="count">How many folds, 2 or more.</param>
    /// <param name="seed">The seed of the draw.</param>
    /// <param name="stratified">Whether each class is spread over the folds evenly; the targets are then class indices.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are less than two folds, or more than samples.</exception>
    /// <exception cref="ArgumentException">A class, which is named, has fewer samples than there are folds.</exception>
    /// <exception cref="InvalidOperationException">The folds are stratified and the targets are no class indices.</exception>
    public IReadOnlyList<Fold> Folds(int count, ulong seed, bool stratified = false)
    {
        Expect.That(count >= 2 && count <= Count, count, nameof(Folds),
            FormattableString.Invariant($"2 to {Count}, for there are {Count} samples"));
        long[][] folds = Partition.Evenly(Groups(stratified), count, seed);
        return Array.ConvertAll(folds, validation => new Fold(this, validation));
    }

    private (long Class, long[] Samples)[] Groups(bool stratified) => stratified ? Labelled.Classes(Labels) : [(-1, AllIndices())];
}
