using Autograd.Core;

namespace Autograd.Nn;

/// <summary>Reads the calibration error off a reliability diagram.</summary>
internal sealed class CalibrationAccumulator(ClassMetric metric, int bins) : ClassAccumulator(metric)
{
    private readonly ReliabilityDiagram _diagram = new(metric, bins);

    public override double Value => _diagram.CalibrationError;

    public override void Update(Tensor predictions, Tensor targets)
    {
        _diagram.Add(predictions, targets);
        Count = _diagram.Count;
    }

    public override IReadOnlyDictionary<string, Tensor> StateDict() => _diagram.StateDict();

    public override void LoadState(IReadOnlyDictionary<string, Tensor> state)
    {
        _diagram.LoadState(state);
        Count = _diagram.Count;
    }

    public override void Merge(MetricAccumulator other)
    {
        _diagram.Merge(Same<CalibrationAccumulator>(other)._diagram);
        Count = _diagram.Count;
    }
}
