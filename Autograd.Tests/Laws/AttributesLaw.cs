using Autograd.Core;

namespace Autograd.Tests.Laws;

/// <summary>
/// An op knows its definition and the attributes it was made with, by name; the same attributes make an op of the same type; and what a
/// tensor's method takes where nothing is said is the definition's default.
/// </summary>
public sealed class AttributesLaw : Law
{
    protected override IEnumerable<string> Check(OpDefinition op)
    {
        foreach (Call call in Call.Of(op))
        {
            if (call.Op.DefinedBy?.Name != op.Name)
            {
                yield return $"{call.Name}: its definition is {call.Op.DefinedBy?.Name ?? "not known"}.";
                continue;
            }

            if ($"{call.Op.Attributes}" != $"{call.Attributes}")
            {
                yield return $"{call.Name}: its attributes are {call.Op.Attributes}; expected {call.Attributes}.";
                continue;
            }

            if (op.Create(call.Op.Attributes).GetType() != call.Op.GetType())
            {
                yield return $"{call.Name}: its attributes make an op of another type.";
            }
        }

        foreach (OpParameter parameter in op.Parameters)
        {
            foreach (object? value in Defaults(op.Name, parameter.Name))
            {
                if (Text(value) != $"{parameter.Default}")
                {
                    yield return $"{op.Name}: the method's default of {parameter.Name} is {Text(value)}; expected {parameter.Default}.";
                }
            }
        }
    }

    // The tensor's methods of the op's name, and their optional parameters of the attribute's.
    private static IEnumerable<object?> Defaults(string op, string parameter) => typeof(Tensor).GetMethods()
        .Where(method => method.Name.Equals(op.Replace("_", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase))
        .SelectMany(method => method.GetParameters())
        .Where(argument => argument.Name == parameter && argument.HasDefaultValue && argument.DefaultValue is not null)
        .Select(argument => argument.ParameterType.IsEnum
            ? Enum.ToObject(argument.ParameterType, argument.DefaultValue!)
            : argument.DefaultValue);

    private static string Text(object? value) => value switch
    {
        bool flag => $"{(OpValue)flag}",
        Enum word => $"{(OpValue)$"{word}".ToLowerInvariant()}",
        IConvertible number => $"{(OpValue)number.ToDouble(null)}",
        _ => "none",
    };
}
