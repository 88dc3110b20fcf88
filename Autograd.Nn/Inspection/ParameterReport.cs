namespace Autograd.Nn;

/// <summary>Parameters that do not learn though nobody froze them, by name: made by <see cref="Inspection.ParameterReport"/>.</summary>
/// <param name="WithoutGradient">Those that have no gradient: the loss does not depend on them.</param>
/// <param name="WithoutOptimizer">Those that no optimizer changes.</param>
public sealed record ParameterReport(IReadOnlyList<string> WithoutGradient, IReadOnlyList<string> WithoutOptimizer)
{
    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => WithoutGradient.Count + WithoutOptimizer.Count == 0;

    /// <summary>A sentence for each kind.</summary>
    public override string ToString() => IsEmpty
        ? "Every trained parameter has a gradient and an optimizer."
        : string.Join('\n', Sentences());

    private IEnumerable<string> Sentences()
    {
        if (WithoutGradient.Count > 0)
        {
            yield return $"No gradient reached {string.Join(", ", WithoutGradient)}: does the loss depend on them?";
        }

        if (WithoutOptimizer.Count > 0)
        {
            yield return $"No optimizer has {string.Join(", ", WithoutOptimizer)}: give it all of the model's Parameters(), after any To.";
        }
    }
}
