namespace Autograd.Nn;

/// <summary>What a phase changes in a model and an optimizer, until it is disposed.</summary>
internal sealed class PhaseSetting : IDisposable
{
    private readonly Optimizer _optimizer;
    private readonly double _learningRate;
    private readonly List<Parameter> _frozen = [];

    public PhaseSetting(Module model, Optimizer optimizer, TrainingPhase phase)
    {
        (_optimizer, _learningRate) = (optimizer, optimizer.LearningRate);
        optimizer.LearningRate *= phase.RateFactor;
        if (phase.Trained is { } trained)
        {
            HashSet<Parameter> kept = [.. trained.Parameters()];
            _frozen.AddRange(model.Parameters().Where(parameter => parameter.RequiresGrad && !kept.Contains(parameter)));
            _frozen.ForEach(parameter => parameter.RequiresGrad = false);
        }
    }

    public void Dispose()
    {
        _optimizer.LearningRate = _learningRate;
        _frozen.ForEach(parameter => parameter.RequiresGrad = true);
    }
}
