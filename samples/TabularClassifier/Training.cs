using System.Diagnostics;
using System.Globalization;
using Autograd.Data;
using SampleTools;

namespace TabularClassifier;

/// <summary>The command that trains: reads a table, learns from it, keeps the model, and tells how good it is.</summary>
internal sealed class Training(Options options, Session session, TextWriter output)
{
    private const string KeptBest = "Stopped: the best model up to then is in ";

    private readonly Findings _findings = new();
    private readonly Report _report = new(output);

    /// <summary>Does it all.</summary>
    /// <exception cref="OperationCanceledException">The user stopped it; the message says what was kept.</exception>
    internal void Run()
    {
        if (options.Folds > 0 && options.Learning.TimeColumn is not null)
        {
            throw new SampleException("--folds: folds test the past by the future, which --time rules out; leave one away");
        }

        Expect("--out", options.Model, ModelFile.IsModel, "a model that train has written");
        Expect("--report", options.Report, Findings.IsReport, "a report that train has written");
        Table table = options.File is null ? BuiltInRows.Make() : Table.ReadCsv(options.File, options.Reading);
        TabularOptions learning = Named(table);
        if (options.Folds > table.RowCount)
        {
            throw new SampleException(string.Create(CultureInfo.InvariantCulture,
                $"--folds: expected at most as many parts as there are rows, {table.RowCount:N0}, found '{options.Folds}'"));
        }

        _report.Show(table);
        TabularModel model = Learn(table, learning);

        // What is learned is kept before anything else can go wrong, or take long.
        if (options.Model is { } path)
        {
            model.Predictor.Save(path);
        }

        long saved = Stopwatch.GetTimestamp();
        _findings.Add(table, model);
        _report.Show(model);
        try
        {
            Measure(table, learning, model);
        }
        catch (OperationCanceledException)
        {
            // Told below, as a training that was cut short is.
        }

        if (options.Report is { } report)
        {
            WholeFile.Write("--report", report, _findings.Write);
        }

        Conclude(model, saved);
    }

    private TabularModel Learn(Table table, TabularOptions learning)
    {
        using var progress = new ProgressLine(output, session);
        try
        {
            return TabularModel.Train(table, learning, progress, session.Stop);
        }
        catch (OperationCanceledException error)
        {
            throw new OperationCanceledException("Stopped before the linear model was fitted: nothing was written", error);
        }
    }

    private void Measure(Table table, TabularOptions learning, TabularModel model)
    {
        session.Stop.ThrowIfCancellationRequested();
        if (options.HasBaselines && model.Test is not null)
        {
            _findings.Baselines = Baselines.Of(model, session.Stop);
            _report.Show(_findings.Baselines);
        }

        if (options.HasImportance && model.Test is not null)
        {
            _findings.Importance = model.Predictor.Importance(model.TestRows(), cancellationToken: session.Stop);
            _report.Show(_findings.Importance, model.Test);
        }

        if (options.Folds > 0)
        {
            TabularCrossValidation folds;
            using (var progress = new ProgressLine(output, session))
            {
                folds = TabularModel.CrossValidate(table, learning, options.Folds, options.Repetitions, progress, session.Stop);
            }

            _findings.Folds = folds;
            _report.Show(folds);
        }
    }

    private void Conclude(TabularModel model, long saved)
    {
        string seconds = string.Create(CultureInfo.InvariantCulture, $"{FirstStep.SecondsAt(saved):F2} s after the start of the program");
        if (session.Stop.IsCancellationRequested)
        {
            throw new OperationCanceledException(options.Model is { } kept
                ? (model.IsCancelled ? KeptBest : "Stopped: the model is in ") + kept
                : "Stopped: no model is kept; --out says where it would be");
        }

        if (options.Model is { } path)
        {
            _report.Say(string.Create(
                CultureInfo.InvariantCulture, $"The model is {path}, {new FileInfo(path).Length:N0} bytes; it was there {seconds}."));
            _report.Say(options.File is null
                ? "Rows to try it on: example --out clinic.csv; then predict and evaluate."
                : "Next: predict makes predictions of other rows, evaluate compares, inspect looks.");
        }
        else
        {
            _report.Say($"The model was trained {seconds}; --out would keep it.");
        }
    }

    private TabularOptions Named(Table table)
    {
        string target = options.Target ?? (options.File is null ? BuiltInRows.Target : throw new SampleException(
            "--target: expected the column to predict; there are "
            + string.Join(", ", table.Columns.Take(10).Select(column => SampleException.Quote(column.Name)))
            + (table.Columns.Count > 10 ? ", ..." : "")));
        return options.Learning with
        {
            Target = target,
            Ignored = Names.Split(table, options.Learning.Ignored),
            Kept = Names.Split(table, options.Learning.Kept),
        };
    }

    private void Expect(string option, string? path, Func<string, bool> isSame, string what)
    {
        if (path is not null)
        {
            WholeFile.ExpectWritable(option, path);
            if (!options.Overwrites)
            {
                WholeFile.ExpectReplaceable(option, path, isSame, what);
            }
        }
    }
}
