using Autograd.Core;

namespace Autograd.Nn;

/// <summary>The reports of epochs as rows of numbers, in a checkpoint.</summary>
internal static class ReportRows
{
    private const string Name = "history";
    private const int Own = 5, OfEvaluation = 2;

    /// <summary>Adds the reports to a state.</summary>
    public static void SaveTo(Dictionary<string, Tensor> state, IReadOnlyList<EpochReport> reports, IReadOnlyList<Metric> metrics)
    {
        List<double> numbers = [];
        foreach (EpochReport report in reports)
        {
            numbers.AddRange([report.Phase, report.Steps, report.LearningRate, report.Elapsed.TotalSeconds, report.IsBest ? 1 : 0]);
            Add(report.Training);
            Add(report.Validation);
        }

        state[Name] = Tensor.From(numbers.ToArray());

        void Add(Evaluation? evaluation)
        {
            numbers.AddRange([evaluation?.Count ?? 0, evaluation?.Loss ?? 0]);
            numbers.AddRange(metrics.Select(metric => evaluation?[metric] ?? 0));
        }
    }

    /// <summary>The reports of a state.</summary>
    public static IEnumerable<EpochReport> Read(StateReader state, IReadOnlyList<Metric> metrics)
    {
        int ofEvaluation = OfEvaluation + metrics.Count, width = Own + (2 * ofEvaluation);
        double[] numbers = state.Reals(Name);
        if (numbers.Length % width != 0)
        {
            state.Unfit(Name, FormattableString.Invariant(
                $"has {numbers.Length} numbers; expected {width} for each epoch, with the {metrics.Count} metrics that are measured"));
            return [];
        }

        return numbers.Chunk(width).Select((row, epoch) => new EpochReport(
            epoch + 1, (int)row[0], (long)row[1], row[2], Read(row.AsSpan(Own, ofEvaluation))!, Read(row.AsSpan(Own + ofEvaluation)),
            row[4] != 0, TimeSpan.FromSeconds(row[3])));

        Evaluation? Read(ReadOnlySpan<double> row) =>
            row[0] == 0 ? null : new((long)row[0], row[1], metrics, row[OfEvaluation..].ToArray());
    }
}
