namespace Autograd.Nn;

/// <summary>What a phase changes in a model and an optimizer, until it is disposed.</summary>
internal sealed class PhaseSetting : IDisposable
{
    private readonly Optimizer _optimizer;
    private readonly ReduceOnPlateau? _plateau;
    private readonly double _learningRate;
    private readonly List<Parameter> _frozen = [];
    private readonly List<Module> _resting = [];

    public PhaseSetting(Trainer trainer, TrainingPhase phase, LoopSettings? resumed = null)
    {
        (_optimizer, _plateau, _learningRate) = (trainer.Optimizer, trainer.Plateau, trainer.Optimizer.LearningRate);
        _optimizer.LearningRate = BaseRate * phase.RateFactor;
        if (resumed is not null)
        {
            resumed.Apply(_frozen, _resting);
        }
        else if (phase.Trained is { } trained)
        {
            HashSet<ModulePart> kept = [.. trained.WithParts()];
            foreach (ModulePart part in trainer.Model.WithParts())
            {
                Rest(part, trained, kept);
            }
        }
    }

    /// <summary>The learning rate apart from the phase's factor.</summary>
    public double BaseRate => _plateau?.Value ?? _learningRate;

    /// <summary>Whether the phase froze a parameter.</summary>
    public bool HasFrozen(Parameter parameter) => _frozen.Contains(parameter);

    /// <summary>Whether the phase put a module in use.</summary>
    public bool HasRested(Module module) => _resting.Contains(module);

    /// <summary>Puts in use again what the phase has put in use, after somebody has put all in training.</summary>
    public void Rest() => _resting.ForEach(module => module.SetMode(false));

    public void Dispose()
    {
        _optimizer.LearningRate = BaseRate;
        _frozen.ForEach(parameter => parameter.RequiresGrad = true);
        _resting.ForEach(module => module.SetMode(true));
    }

    // What encloses the part that is trained stays in training.
    private void Rest(ModulePart part, Module trained, HashSet<ModulePart> kept)
    {
        if (part is Parameter { RequiresGrad: true } parameter && !kept.Contains(parameter))
        {
            parameter.RequiresGrad = false;
            _frozen.Add(parameter);
        }
        else if (part is Module { IsTraining: true } module && !kept.Contains(module) && !module.WithParts().Contains(trained))
        {
            module.SetMode(false);
            _resting.Add(module);
        }
    }
}
