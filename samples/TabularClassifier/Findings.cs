using System.Text.Json;
using System.Text.Json.Serialization;
using Autograd.Data;

namespace TabularClassifier;

/// <summary>What was found out about a table and a model, for a program to read.</summary>
internal sealed class Findings
{
    private const string Writer = "TabularClassifier";

    private Table? _table;
    private TabularModel? _model;

    internal Baselines? Baselines { get; set; }

    internal IReadOnlyList<ColumnImportance> Importance { get; set; } = [];

    internal TabularCrossValidation? Folds { get; set; }

    internal void Add(Table table, TabularModel model) => (_table, _model) = (table, model);

    /// <summary>Whether a file is such a report.</summary>
    internal static bool IsReport(string path)
    {
        Span<char> start = stackalloc char[64];
        using var text = new StreamReader(path);
        return start[..text.ReadBlock(start)].Contains($"\"writtenBy\": \"{Writer}\"", StringComparison.Ordinal);
    }

    /// <summary>Writes them as JSON.</summary>
    internal void Write(Stream file)
    {
        (Table table, TabularModel model) = (_table!, _model!);
        TabularEncoder encoder = model.Predictor.Encoder;
        JsonSerializer.Serialize(file, new FindingsJson(
            Writer,
            table.Name,
            table.RowCount,
            encoder.Target,
            [.. encoder.Classes],
            [.. table.Columns.Select(column => new ColumnJson(
                column.Name, column.Kind.ToString().ToLowerInvariant(), column.Missing, [.. column.Notes.Select(UserWords.Of)],
                encoder.Columns.Any(each => each.Name == column.Name)))],
            new(model.Rows.Train.Count, model.Rows.Validation.Count, model.Rows.Test.Count, model.Division),
            [.. model.Warnings.Select(UserWords.Of)],
            model.Balance.ToString(),
            [.. model.Hidden],
            model.Trainings.Count,
            [.. model.Trainings.Select(each => each.History.Count)],
            model.Elapsed.TotalSeconds,
            model.IsCancelled,
            EvaluationJson.Of(model.Test),
            EvaluationJson.Of(model.BeforeActualFrequencies),
            Baselines is null ? null : new(
                EvaluationJson.Of(Baselines.Majority)!, Baselines.Verdict(Baselines.Majority),
                EvaluationJson.Of(Baselines.Linear)!, Baselines.Verdict(Baselines.Linear)),
            [.. Importance.Select(each => new ImportanceJson(each.Column, each.Mean, each.Deviation))],
            FoldsJson.Of(Folds)), FindingsContext.Default.FindingsJson);
    }
}

internal sealed record FindingsJson(
    string WrittenBy, string Table, int Rows, string Target, string[] Classes, ColumnJson[] Columns, SplitJson Split, string[] Warnings,
    string Balance, int[] Hidden, int Networks, int[] Epochs, double Seconds, bool IsStopped, EvaluationJson? Test,
    EvaluationJson? BeforeActualFrequencies, BaselinesJson? Baselines, ImportanceJson[] Importance, FoldsJson? Folds);

internal sealed record ColumnJson(string Name, string Kind, int Missing, string[] Notes, bool IsUsed);

internal sealed record SplitJson(int Train, int Validation, int Test, string How);

internal sealed record ClassJson(string Name, long Rows, double Recall, double Precision, long[] TakenFor);

internal sealed record BaselinesJson(EvaluationJson Majority, string MajorityIs, EvaluationJson Linear, string LinearIs);

internal sealed record ImportanceJson(string Column, double Mean, double Deviation);

internal sealed record EvaluationJson(int Rows, Dictionary<string, double> Metrics, ClassJson[] Classes)
{
    internal static EvaluationJson? Of(TabularEvaluation? evaluation) => evaluation is null ? null : new(
        evaluation.RowCount,
        evaluation.Metrics.ToDictionary(each => each.Metric.Name, each => each.Value),
        evaluation.Confusion is not { } confusion ? [] : [.. evaluation.Classes.Select((name, c) => new ClassJson(
            name, confusion.Support(c), confusion.Recall(c), confusion.Precision(c),
            [.. Enumerable.Range(0, confusion.ClassCount).Select(other => confusion[c, other])]))]);
}

internal sealed record FoldsJson(int Count, int Repetitions, Dictionary<string, double> Mean, Dictionary<string, double> StandardError)
{
    internal static FoldsJson? Of(TabularCrossValidation? folds) => folds is null ? null : new(
        folds.FoldCount, folds.Repetitions,
        folds.Folds[0].Metrics.ToDictionary(each => each.Metric.Name, each => folds.Mean(each.Metric)),
        folds.Folds[0].Metrics.ToDictionary(each => each.Metric.Name, each => folds.StandardError(each.Metric)));
}

// A metric that is not defined, as the precision of a class that was never named, is "NaN".
[JsonSourceGenerationOptions(
    WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(FindingsJson))]
internal sealed partial class FindingsContext : JsonSerializerContext;
