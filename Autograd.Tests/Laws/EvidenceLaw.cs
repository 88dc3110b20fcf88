using System.Text.RegularExpressions;
using Autograd.Core;

namespace Autograd.Tests.Laws;

/// <summary>
/// A definition is complete: a name, a formula, a source, samples worth the name, and attributes that are described and tried.
/// </summary>
public sealed partial class EvidenceLaw : Law
{
    protected override IEnumerable<string> Check(OpDefinition op)
    {
        if (!SnakeCase().IsMatch(op.Name))
        {
            yield return $"{op.Name}: the name is not in snake_case.";
        }

        if (string.IsNullOrWhiteSpace(op.Formula) || string.IsNullOrWhiteSpace(op.Source))
        {
            yield return $"{op.Name}: formula or source is empty.";
        }

        if (!op.Samples.Any(sample => sample.Inputs(DType.Float64).Any(input => input.Count >= 3)))
        {
            yield return $"{op.Name}: no sample has an input of three elements or more.";
        }

        foreach (OpParameter parameter in op.Parameters)
        {
            if (string.IsNullOrWhiteSpace(parameter.Meaning))
            {
                yield return $"{op.Name}: the attribute '{parameter.Name}' has no meaning.";
            }
        }

        IEnumerable<OpAttributes?> used = op.Samples.Select(sample => sample.Attributes)
            .Concat(op.Errors.Select(error => error.Attributes));
        foreach (string attribute in used.SelectMany(attributes => attributes ?? []).Select(pair => pair.Key).Distinct())
        {
            if (op.Parameters.All(parameter => parameter.Name != attribute))
            {
                yield return $"{op.Name}: a sample sets the attribute '{attribute}', which is not declared.";
            }
        }

        foreach (DType dtype in new[] { DType.Float32, DType.Float64 })
        {
            foreach (Call call in Call.Of(op, dtype).Where(call => call.HasFloatInput && !call.Inputs.Any(input => input.DType == dtype)))
            {
                yield return $"{call.Name}: the inputs are not of the type asked for.";
            }
        }
    }

    [GeneratedRegex("^[a-z][a-z0-9]*(_[a-z0-9]+)*$")]
    private static partial Regex SnakeCase();
}
