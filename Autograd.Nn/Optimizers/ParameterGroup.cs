using Autograd.Core;

namespace Autograd.Nn;

/// <summary>Parameters that an optimizer treats alike.</summary>
public sealed class ParameterGroup
{
    /// <summary>A group of parameters.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <exception cref="ArgumentNullException">There is no list, or one of its parameters is null.</exception>
    /// <exception cref="ArgumentException">There is no parameter, or one twice.</exception>
    public ParameterGroup(IEnumerable<Parameter> parameters)
        : this(parameters, nameof(ParameterGroup))
    {
    }

    /// <summary>A group whose errors name an optimizer.</summary>
    internal ParameterGroup(IEnumerable<Parameter> parameters, string owner)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Parameter[] all = [.. parameters];
        if (all.Length == 0)
        {
            throw new ArgumentException($"{owner}: there are no parameters; did the module register its parts?", nameof(parameters));
        }

        HashSet<object> seen = [];
        foreach (Parameter parameter in all)
        {
            ArgumentNullException.ThrowIfNull(parameter, nameof(parameters));
            if (!seen.Add(parameter.Identity))
            {
                throw new ArgumentException(
                    $"{owner}: the parameter {parameter.Title} is listed twice; a step would change it twice.", nameof(parameters));
            }
        }

        (All, Parameters) = (all, all.AsReadOnly());
    }

    /// <summary>The parameters.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>The same, for loops that every step goes through.</summary>
    internal Parameter[] All { get; }

    /// <summary>
    /// The group's learning rate as a factor of the optimizer's, 1 unless set: where the optimizer's rate decays, the group's does with it.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to a number that is negative or not finite.</exception>
    public double RateFactor
    {
        get;
        set => field = Expect.NotNegative(value, nameof(ParameterGroup), nameof(RateFactor));
    } = 1;

    /// <summary>The group's weight decay; null, unless set, for the optimizer's.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to a number that is negative or not finite.</exception>
    public double? WeightDecay
    {
        get;
        set => field = value is double decay ? Expect.NotNegative(decay, nameof(ParameterGroup), nameof(WeightDecay)) : null;
    }

    /// <summary>Whether weight decay applies to biases and PReLU slopes too, which it does not unless asked to.</summary>
    public bool DecayAll { get; set; }
}
