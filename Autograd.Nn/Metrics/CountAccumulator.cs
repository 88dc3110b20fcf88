using Autograd.Core;

namespace Autograd.Nn;

/// <summary>Counts the samples, predictions and hits of each class, and reads a measure off them.</summary>
internal sealed class CountAccumulator(ClassMetric metric, Func<ClassCounts, double> read, int largestClass = 0) : ClassAccumulator(metric)
{
    private ClassCounts _counts = new();

    public override double Value => read(_counts);

    public override void Update(Tensor predictions, Tensor targets)
    {
        Scores.Read(predictions, targets, takesDecisions: true);
        if (Scores.Classes > 0 && largestClass >= Scores.Classes)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"{Metric.Name}: the predictions {predictions.Shape} are of {Scores.Classes} classes only."),
                nameof(predictions));
        }

        _counts.Grow(Scores.MostClasses());
        for (int i = 0; i < Scores.Count; i++)
        {
            _counts.Add((int)Scores.Labels[i], (int)Scores.Predicted(i));
        }

        Count += Scores.Count;
    }

    public override IReadOnlyDictionary<string, Tensor> StateDict() => _counts.StateDict();

    public override void LoadState(IReadOnlyDictionary<string, Tensor> state) =>
        StateReader.Load(state, Metric.Name, reader =>
        {
            var counts = new ClassCounts(reader);
            reader.Then(() => (_counts, Count) = (counts, counts.Count));
        });

    public override void Merge(MetricAccumulator other)
    {
        CountAccumulator same = Same<CountAccumulator>(other);
        _counts.Merge(same._counts);
        Count += same.Count;
    }
}
