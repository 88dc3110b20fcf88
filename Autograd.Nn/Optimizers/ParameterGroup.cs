namespace Autograd.Nn;

/// <summary>Parameters that an optimizer treats alike.</summary>
/// <param name="parameters">The parameters.</param>
public sealed class ParameterGroup(IEnumerable<Parameter> parameters)
{
    /// <summary>The parameters.</summary>
    public IReadOnlyList<Parameter> Parameters { get; } = [.. parameters];

    /// <summary>The group's learning rate; null for the optimizer's.</summary>
    public double? LearningRate { get; set; }

    /// <summary>The group's weight decay; null for the optimizer's.</summary>
    public double? WeightDecay { get; set; }

    /// <summary>Whether weight decay applies to biases and PReLU slopes too, which it does not unless asked to.</summary>
    public bool DecayAll { get; set; }
}
