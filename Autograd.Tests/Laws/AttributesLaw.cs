using System.Reflection;
using Autograd.Core;

namespace Autograd.Tests.Laws;

/// <summary>
/// An op knows its definition and the attributes it was made with, by name; the same attributes make an op of the same type; the
/// tensor's method has an argument of each one's name, and what it takes where nothing is said is the definition's default.
/// </summary>
public sealed class AttributesLaw : Law
{
    // Attributes that no argument of the method bears the name of, and why.
    private static readonly Dictionary<(string Op, string Attribute), string> s_exceptions = new()
    {
        [("slice", "start")] = "the method takes a Range",
        [("slice", "length")] = "the method takes a Range",
        [("pad", "before")] = "the method takes a pair for each axis",
        [("pad", "after")] = "the method takes a pair for each axis",
    };

    // Ops that a method of another name makes.
    private static readonly Dictionary<string, string> s_methods = new() { ["cross_entropy_probabilities"] = "cross_entropy" };

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

        string name = s_methods.GetValueOrDefault(op.Name, op.Name).Replace("_", "", StringComparison.Ordinal);
        ParameterInfo[] arguments = [.. typeof(Tensor).GetMethods()
            .Where(method => method.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            .SelectMany(method => method.GetParameters())];
        foreach (OpParameter parameter in op.Parameters)
        {
            ParameterInfo[] same = [.. arguments.Where(argument => argument.Name == parameter.Name)];
            bool isExcepted = s_exceptions.ContainsKey((op.Name, parameter.Name));
            if (same.Length == 0 != isExcepted)
            {
                yield return isExcepted
                    ? $"{op.Name}: the method takes {parameter.Name}; expected it not to, which is listed here."
                    : $"{op.Name}: no method of its name takes {parameter.Name}; expected one, or the reason here.";
            }

            foreach (object? value in same.Where(argument => argument is { HasDefaultValue: true, DefaultValue: not null }).Select(Default))
            {
                if (Text(value) != $"{parameter.Default}")
                {
                    yield return $"{op.Name}: the method's default of {parameter.Name} is {Text(value)}; expected {parameter.Default}.";
                }
            }
        }
    }

    private static object? Default(ParameterInfo argument) => argument.ParameterType.IsEnum
        ? Enum.ToObject(argument.ParameterType, argument.DefaultValue!)
        : argument.DefaultValue;

    private static string Text(object? value) => value switch
    {
        bool flag => $"{(OpValue)flag}",
        Enum word => $"{(OpValue)$"{word}".ToLowerInvariant()}",
        IConvertible number => $"{(OpValue)number.ToDouble(null)}",
        _ => "none",
    };
}
