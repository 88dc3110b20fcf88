using System.Diagnostics;
using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Data;

/// <summary>
/// What was learned from a table: a predictor, how good it is on rows that it has not seen, and what is to be known about the table before
/// one trusts it.
/// </summary>
/// <example><code>
/// Table table = Table.ReadCsv("iris.csv");
/// TabularModel model = TabularModel.Train(table, new TabularOptions("species"));
/// Console.WriteLine(model.Test);                              // metrics, and the recall and precision of each class
/// model.Predictor.Save("iris.safetensors");
/// </code></example>
public sealed partial class TabularModel
{
    private readonly Table _table;
    private readonly TabularOptions _options;
    private readonly RowSplit _split;

    private TabularModel(
        Table table, TabularOptions options, RowSplit split, TabularPredictor predictor, IReadOnlyList<string> warnings)
    {
        (_table, _options, _split, Predictor, Warnings) = (table, options, split, predictor, warnings);
    }

    /// <summary>What predicts.</summary>
    public TabularPredictor Predictor { get; }

    /// <summary>What is to be known before one trusts the result; a sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>How the rows were divided, in words.</summary>
    public string Division => FormattableString.Invariant($"{_split.Train.Length:N0} rows teach, {_split.Validation.Length:N0} say when ")
        + FormattableString.Invariant($"to stop before they teach, too, {_split.Test.Length:N0} test; divided {_split.How}");

    /// <summary>The rows of the table that taught, that said when to stop before they taught, too, and that test, from 0.</summary>
    public (IReadOnlyList<int> Train, IReadOnlyList<int> Validation, IReadOnlyList<int> Test) Rows =>
        (_split.Train, _split.Validation, _split.Test);

    /// <summary>How good it is on the test rows; null where there are none.</summary>
    public TabularEvaluation? Test { get; private init; }

    /// <summary>
    /// How good it would be without the last phase, which teaches the actual frequencies of the classes: its probabilities are those of
    /// balanced classes. Null where there was no such phase, or there are no test rows.
    /// </summary>
    public TabularEvaluation? BeforeActualFrequencies { get; private init; }

    /// <summary>How classes of unequal size were treated.</summary>
    public ClassBalance Balance { get; private init; }

    /// <summary>The widths of the hidden layers.</summary>
    public IReadOnlyList<int> Hidden { get; private init; } = [];

    /// <summary>
    /// How each network was trained, up to its last phase, without a validation, for those rows teach then; its history is empty where no
    /// network was better than the linear model that it begins as.
    /// </summary>
    public IReadOnlyList<TrainingResult> Trainings { get; private init; } = [];

    /// <summary>How long it took to learn, the trials of linear models and networks among it.</summary>
    public TimeSpan Elapsed { get; private init; }

    /// <summary>Whether training was cancelled: the predictor is the best until then.</summary>
    public bool IsCancelled { get; private init; }

    /// <summary>
    /// Learns to predict a column of a table from the others: divides the rows, learns from the rows of training how values become numbers,
    /// fits a linear model and tries networks that begin as it, until the validation rows no longer get better, trains what was best on
    /// both, and measures on the test rows. The same table, options and seed give the same model, to the bit, on any number of processors.
    /// </summary>
    /// <param name="table">The table. Rows without a target are left out.</param>
    /// <param name="options">The target, and how it is learned.</param>
    /// <param name="progress">Told how far it has come; by one thread at a time.</param>
    /// <param name="cancellationToken">Ends it without an exception, with the best up to then.</param>
    /// <exception cref="TableException">There is no such column, or the table cannot be learned from; the message says why.</exception>
    /// <exception cref="ArgumentException">An option is none.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled before the linear model was fitted.</exception>
    public static TabularModel Train(Table table, TabularOptions options, IProgress<TabularProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        var review = TableReview.Of(table, options);
        RowSplit split = RowSplit.Of(table, review.Rows, review.Labels, options);
        review.LookAt(split);
        return Train(table, review, split, cancellationToken, progress);
    }

    /// <summary>
    /// Measures how good models are that are trained as
    /// <see cref="Train(Table, TabularOptions, IProgress{TabularProgress}?, CancellationToken)"/> does, each on all rows but those of one
    /// fold, on which it is tested: so that every row tests once in each repetition.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <param name="options">The target, and how it is learned. Its share of test rows is not used.</param>
    /// <param name="folds">In how many parts the rows are divided, 2 or more.</param>
    /// <param name="repetitions">How many times they are divided anew.</param>
    /// <param name="progress">Told how many folds are done; by one thread at a time.</param>
    /// <param name="cancellationToken">Ends it without an exception, with the folds that are done up to then.</param>
    /// <exception cref="TableException">There is no such column, or the table cannot be learned from; the message says why.</exception>
    /// <exception cref="ArgumentException">An option is none.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled before the first fold was done.</exception>
    public static TabularCrossValidation CrossValidate(Table table, TabularOptions options, int folds = 5, int repetitions = 1,
        IProgress<SweepProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        ExpectAtLeast(2, folds, nameof(folds));
        ExpectAtLeast(1, repetitions, nameof(repetitions));
        if (options.TimeColumn is not null)
        {
            throw new ArgumentException("CrossValidate: folds test the past by the future, which TabularOptions.TimeColumn rules out; "
                + "take Train, whose test rows are the latest.", nameof(options));
        }

        var review = TableReview.Of(table, options);
        RowSplit[] splits = [.. Enumerable.Range(1, repetitions).SelectMany(repetition => RowSplit.OfFolds(
            table, review.Rows, review.Labels, options, folds, (ulong)repetition))];
        review.LookAt(splits.AsSpan(0, folds));
        SweepResult<RowSplit, TabularModel> all = Sweep.Run(
            splits, split => Train(table, review, split, cancellationToken, null), progress, cancellationToken);
        foreach (SweepRow<RowSplit, TabularModel> row in all)
        {
            if (row.Error is { } error)
            {
                throw error as TableException
                    ?? (Exception)new InvalidOperationException($"CrossValidate: a fold failed. {error.Message}", error);
            }
        }

        TabularModel[] models = [.. all.Results];
        return models.Length == 0
            ? throw new OperationCanceledException("CrossValidate: it was cancelled before the first fold was done; there is no result.",
                cancellationToken)
            : new(folds, repetitions, [.. models.Select(model => model.Test!)],
                [.. models.SelectMany(model => model.Warnings).Distinct()]);
    }

    private static void ExpectAtLeast(int least, int value, string name)
    {
        if (value < least)
        {
            throw new ArgumentOutOfRangeException(
                name, FormattableString.Invariant($"CrossValidate: {name} is {value}; expected {least} or more."));
        }
    }

    private static TabularModel Train(
        Table table, TableReview review, RowSplit split, CancellationToken cancellationToken, IProgress<TabularProgress>? progress)
    {
        TabularOptions options = review.Options;
        long start = Stopwatch.GetTimestamp();
        Table train = table.Rows(split.Train), validation = table.Rows(split.Validation);
        TabularEncoder encoder = TabularEncoder.Fit(train, options);
        var training = new NetworkTraining(encoder, options, encoder.Encode(train), encoder.Encode(validation));
        TrainedNetwork[] trained = training.Run(progress, cancellationToken);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        TabularPredictor Made(Ensemble networks, TabularEvaluation? test) => new(encoder, networks, new()
        {
            Version = PredictorDescription.CurrentVersion,
            WrittenBy = typeof(TabularModel).Assembly.GetName().Version?.ToString() ?? "",
            Origin = FormattableString.Invariant($"{table.Name}, {table.RowCount:N0} rows, {DateTime.UtcNow:yyyy-MM-dd}"),
            Target = encoder.Predicted,
            Columns = encoder.Columns,
            Fields = encoder.Fields,
            Reading = ReadingDescription.Of(encoder.Reading),
            Hidden = training.Hidden,
            Dropout = options.Dropout,
            HasWide = true,
            Members = networks.Members.Count,
            Labels = training.Labels,
            Priors = training.Priors,
            Metrics = test is null ? new Dictionary<string, double>()
                : test.Metrics.Where(each => double.IsFinite(each.Value)).ToDictionary(each => each.Metric.Name, each => each.Value),
        });
        Ensemble networks = new([.. trained.Select(each => each.Network)]);
        TabularPredictor predictor = Made(networks, null);
        TabularEvaluation? test = split.Test.Length > 0 ? predictor.Evaluate(table.Rows(split.Test)) : null;
        TabularEvaluation? before = test is null || trained[0].Before is null ? null
            : Made(new([.. trained.Select(each => each.Before!)]), null).Evaluate(table.Rows(split.Test), LabelRule.MostProbable);
        return new(table, options, split, Made(networks, test), [.. review.Warnings, .. encoder.Notes])
        {
            Test = test,
            BeforeActualFrequencies = before,
            Balance = training.Balance,
            Hidden = training.Hidden,
            Trainings = [.. trained.Select(each => each.Result)],
            Elapsed = elapsed,
            IsCancelled = cancellationToken.IsCancellationRequested,
        };
    }
}
