using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Export;

/// <summary>
/// The steps of two traces of one model, for one input and for another, in pairs: where they differ by more than numbers, no text is right
/// for both.
/// </summary>
internal static class CSharpTwins
{
    /// <summary>To each step of the first trace that of the other.</summary>
    /// <exception cref="NotSupportedException">The ops, their attributes, or the tensors that they take differ.</exception>
    public static Dictionary<CSharpStep, CSharpStep> Of(CSharpTrace first, IReadOnlyList<CSharpStep> steps, CSharpTrace second)
    {
        IReadOnlyList<CSharpStep> others = second.Way();
        Dictionary<CSharpStep, CSharpStep> twins = new(ReferenceEqualityComparer.Instance);
        Dictionary<Tensor, int> made = new(ReferenceEqualityComparer.Instance) { [first.Input] = -1 },
            madeByOthers = new(ReferenceEqualityComparer.Instance) { [second.Input] = -1 };
        for (int i = 0; i < Math.Max(steps.Count, others.Count); i++)
        {
            if (i >= steps.Count || i >= others.Count || steps[i].Op != others[i].Op)
            {
                throw Decided($"'{steps.ElementAtOrDefault(i)?.Op}'", $"'{others.ElementAtOrDefault(i)?.Op}'");
            }

            (CSharpStep step, CSharpStep other) = (steps[i], others[i]);
            string name = $"{ModuleError.Name(step.Module)} computes '{step.Op}'";
            if ($"{step.Attributes}" != $"{other.Attributes}" || step.Output.Shape != other.Output.Shape)
            {
                throw Decided($"{name} with ({step.Attributes})", $"with ({other.Attributes})");
            }

            if (!step.Inputs.Select(input => Maker(made, input)).SequenceEqual(other.Inputs.Select(input => Maker(madeByOthers, input))))
            {
                throw Decided($"{name} of some tensors", "of others");
            }

            twins.Add(step, other);
            (made[step.Output], madeByOthers[other.Output]) = (i, i);
        }

        return Maker(made, first.Output) == Maker(madeByOthers, second.Output)
            ? twins
            : throw Decided("the result of one step is its output", "that of another");
    }

    // The step that made a tensor, or the input; none made a constant.
    private static int? Maker(Dictionary<Tensor, int> made, Tensor tensor) => made.TryGetValue(tensor, out int step) ? step : null;

    private static NotSupportedException Decided(string first, string second) => new(
        "CSharpSource.Export: the model computes one thing for one input and another for another, by a way that no op tells of: " +
        $"{first}, and for the other input {second}. Compute with ops what depends on the input.");
}
