namespace Autograd.Nn;

/// <summary>Holds a model in use until it is disposed; then each of its modules is again as it was.</summary>
internal readonly struct EvaluationMode : IDisposable
{
    private readonly List<Module> _training = [];

    public EvaluationMode(Module model)
    {
        foreach (ModulePart part in model.WithParts())
        {
            if (part is Module { IsTraining: true } module)
            {
                _training.Add(module);
                module.SetMode(false);
            }
        }
    }

    public void Dispose() => _training.ForEach(module => module.SetMode(true));
}
