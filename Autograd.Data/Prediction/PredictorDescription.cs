using System.Text.Json.Serialization;

namespace Autograd.Data;

/// <summary>
/// What a model's file says beside the weights: all that is needed to predict, and what one may want to know of it later.
/// </summary>
internal sealed record PredictorDescription
{
    /// <summary>The version of what is written here. A later one may mean something else.</summary>
    public const int CurrentVersion = 2;

    /// <summary>Under this name it stands among the file's metadata, as JSON.</summary>
    public const string Key = "autograd.tabular";

    public required int Version { get; init; }

    /// <summary>The version of the library that wrote it.</summary>
    public required string WrittenBy { get; init; }

    public required string Origin { get; init; }

    public required TargetEncoder Target { get; init; }

    public required IReadOnlyList<ColumnEncoder> Columns { get; init; }

    /// <summary>All columns of the table, in the file's order.</summary>
    public required IReadOnlyList<string> Fields { get; init; }

    public required ReadingDescription Reading { get; init; }

    public required IReadOnlyList<int> Hidden { get; init; }

    public required double Dropout { get; init; }

    /// <summary>Whether the networks have a wide part, a linear model; those of version 1 have none.</summary>
    public bool HasWide { get; init; }

    public required int Members { get; init; }

    public required LabelRule Labels { get; init; }

    /// <summary>The share of each class in training.</summary>
    public required IReadOnlyList<double> Priors { get; init; }

    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>What is wrong with it, null where all is well.</summary>
    [JsonIgnore]
    internal string? Problem
    {
        get
        {
            if (Version < 1)
            {
                return "its version is none";
            }

            if (Columns.Count == 0 || Columns.Contains(null!) || Fields.Contains(null!)
                || Columns.DistinctBy(column => column.Name).Count() < Columns.Count || !Fields.Contains(Target.Name)
                || Fields.Distinct().Count() < Fields.Count
                || Columns.Any(column => column.Name == Target.Name || !Fields.Contains(column.Name)))
            {
                return "its columns are none, there twice, or not among the fields";
            }

            return Columns.Select(column => column.Problem is { } problem ? $"column {Quoted.Text(column.Name)}: {problem}" : null)
                .FirstOrDefault(problem => problem is not null)
                ?? Target.Problem
                ?? Reading.Problem
                ?? (Hidden.Any(width => width is <= 0 or > 4096) || Hidden.Count > 64 || Members is < 1 or > 1000
                    || !(Dropout is >= 0 and < 1) ? "its networks are none" : null)
                ?? (Labels is not (LabelRule.Balanced or LabelRule.MostProbable) || Priors.Count != Target.Classes.Count
                    || Priors.Any(prior => !(prior > 0 && prior <= 1)) ? "its classes have no rule or no frequencies" : null)
                ?? (Metrics.Values.All(double.IsFinite) ? null : "its metrics are not finite");
        }
    }
}
