namespace Autograd.Nn;

public abstract partial class Module
{
    /// <summary>The parameters of this module itself, without those of the modules inside.</summary>
    internal IEnumerable<Parameter> OwnParameters()
    {
        foreach ((_, _, ModulePart? part) in _parts)
        {
            if (part is Parameter parameter)
            {
                yield return parameter;
            }
        }
    }

    /// <summary>Makes this module alone behave as in training or in use.</summary>
    internal void SetMode(bool isTraining) => IsTraining = isTraining;
}
