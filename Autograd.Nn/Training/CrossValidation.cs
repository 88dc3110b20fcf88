using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// How well a way to train does on samples that it was not trained on: for each of k folds it is trained on the others and evaluated on the
/// one. Folds are trained side by side, as by a <see cref="Sweep"/>.
/// </summary>
/// <example><code>
/// var scores = CrossValidation.Run(data, folds: 5, seed: 1, (train, validation) => Accuracy(Train(train), validation));
/// Console.WriteLine($"{scores.Mean:F3} ± {scores.Deviation:F3}");
/// </code></example>
public static class CrossValidation
{
    /// <summary>Trains on all folds but one and gives a number for that one, for each.</summary>
    /// <param name="data">The samples.</param>
    /// <param name="folds">How many folds, 2 or more.</param>
    /// <param name="seed">The seed by which samples are dealt to the folds.</param>
    /// <param name="evaluate">
    /// Trains on the first data set, evaluates on the second, and returns the score; on a thread that is not the caller's. What is to know
    /// nothing of the second, such as a <see cref="Standardizer"/>, is made in there.
    /// </param>
    /// <param name="stratified">
    /// Whether each class is spread over the folds evenly. Default: where the targets are class indices.
    /// </param>
    /// <param name="progress">Told how far it has come, ten times a second at most, and at the end; by one thread at a time.</param>
    /// <param name="cancellationToken">Ends it without an exception: the folds that are done come back.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are less than two folds, or more than samples.</exception>
    /// <exception cref="ArgumentException">
    /// It is stratified, and a class, which is named, has fewer samples than there are folds.
    /// </exception>
    /// <exception cref="InvalidOperationException">It is stratified, and the targets are no class indices.</exception>
    public static CrossValidationResult<double> Run(
        TensorDataset data, int folds, ulong seed, Func<TensorDataset, TensorDataset, double> evaluate, bool? stratified = null,
        IProgress<SweepProgress>? progress = null, CancellationToken cancellationToken = default) =>
        new(Folds(data, folds, seed, evaluate, stratified, progress, cancellationToken), score => [("score", score)]);

    /// <summary>Trains on all folds but one and evaluates on that one, for each: loss and metrics.</summary>
    /// <param name="data">The samples.</param>
    /// <param name="folds">How many folds, 2 or more.</param>
    /// <param name="seed">The seed by which samples are dealt to the folds.</param>
    /// <param name="evaluate">
    /// Trains on the first data set and evaluates on the second, as by <see cref="Trainer.Evaluate"/>; on a thread that is not the
    /// caller's.
    /// </param>
    /// <param name="stratified">
    /// Whether each class is spread over the folds evenly. Default: where the targets are class indices.
    /// </param>
    /// <param name="progress">Told how far it has come, ten times a second at most, and at the end; by one thread at a time.</param>
    /// <param name="cancellationToken">Ends it without an exception: the folds that are done come back.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are less than two folds, or more than samples.</exception>
    /// <exception cref="ArgumentException">
    /// It is stratified, and a class, which is named, has fewer samples than there are folds.
    /// </exception>
    /// <exception cref="InvalidOperationException">It is stratified, and the targets are no class indices.</exception>
    public static CrossValidationResult<Evaluation> Run(
        TensorDataset data, int folds, ulong seed, Func<TensorDataset, TensorDataset, Evaluation> evaluate, bool? stratified = null,
        IProgress<SweepProgress>? progress = null, CancellationToken cancellationToken = default) =>
        new(Folds(data, folds, seed, evaluate, stratified, progress, cancellationToken), evaluation =>
            [("loss", evaluation.Loss), .. evaluation.Metrics.Select(pair => (pair.Metric.Name, pair.Value))]);

    private static SweepResult<int, TResult> Folds<TResult>(
        TensorDataset data, int count, ulong seed, Func<TensorDataset, TensorDataset, TResult> evaluate, bool? stratified,
        IProgress<SweepProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(evaluate);
        bool hasClasses = data.Targets is { DType: DType.Int64, Rank: 1 };
        IReadOnlyList<Fold> folds = data.Folds(count, seed, stratified ?? hasClasses);

        // A fold keeps the copies that it is asked for; these live no longer than their training.
        return Sweep.Run(
            Enumerable.Range(1, count),
            number => evaluate(Part(folds[number - 1].TrainIndices), Part(folds[number - 1].ValidationIndices)), progress,
            cancellationToken);

        TensorDataset Part(IReadOnlyList<long> indices) => data.Subset([.. indices]);
    }
}
