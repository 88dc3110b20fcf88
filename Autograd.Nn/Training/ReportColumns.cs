using Autograd.Core;

namespace Autograd.Nn;

/// <summary>The reports of epochs as columns of numbers, in a checkpoint.</summary>
internal static class ReportColumns
{
    private const string Training = "training.", Validation = "validation.";

    /// <summary>The columns, by names.</summary>
    public static Dictionary<string, Tensor> Of(IReadOnlyList<EpochReport> reports, IReadOnlyList<Metric> metrics)
    {
        Dictionary<string, Tensor> columns = new()
        {
            ["phase"] = Column(report => report.Phase),
            ["steps"] = Column(report => report.Steps),
            ["learning_rate"] = Column(report => report.LearningRate),
            ["seconds"] = Column(report => report.Elapsed.TotalSeconds),
            ["is_best"] = Column(report => report.IsBest ? 1 : 0),
        };
        Add(Training, report => report.Training);
        Add(Validation, report => report.Validation);
        return columns;

        Tensor Column(Func<EpochReport, double> number) => Tensor.From([.. reports.Select(number)]);

        void Add(string prefix, Func<EpochReport, Evaluation?> evaluation)
        {
            columns[prefix + "count"] = Column(report => evaluation(report)?.Count ?? 0);
            columns[prefix + "loss"] = Column(report => evaluation(report)?.Loss ?? 0);
            foreach (Metric metric in metrics)
            {
                columns[$"{prefix}metric.{metric}"] = Column(report => evaluation(report)?[metric] ?? 0);
            }
        }
    }

    /// <summary>The reports of such columns.</summary>
    public static IEnumerable<EpochReport> Read(StateReader reader, IReadOnlyList<Metric> metrics)
    {
        double[] phases = reader.Reals("phase");
        double[] steps = Column("steps"), rates = Column("learning_rate"), seconds = Column("seconds"), best = Column("is_best");
        Func<int, Evaluation?> training = Evaluations(Training, isOptional: false), validation = Evaluations(Validation, isOptional: true);
        return phases.Select((phase, i) => new EpochReport(
            i + 1, (int)phase, (long)steps[i], rates[i], training(i)!, validation(i), best[i] != 0,
            Seconds(seconds[i])));

        double[] Column(string name) => reader.Reals(name, phases.Length);

        Func<int, Evaluation?> Evaluations(string prefix, bool isOptional)
        {
            double[] counts = Column(prefix + "count"), losses = Column(prefix + "loss");
            double[][] values = [.. metrics.Select(metric => Column($"{prefix}metric.{metric}"))];
            return i => isOptional && counts[i] == 0 ? null
                : new((long)counts[i], losses[i], metrics, [.. values.Select(column => column[i])]);
        }
    }

    /// <summary>A time that was saved.</summary>
    public static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds is >= 0 and < int.MaxValue ? seconds : 0);
}
