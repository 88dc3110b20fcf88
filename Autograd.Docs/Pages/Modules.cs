using System.Globalization;
using System.Reflection;
using Autograd.Core;

namespace Autograd.Docs;

/// <summary>The modules of Autograd.Nn that bear an op's name.</summary>
internal static class Modules
{
    private static readonly Dictionary<string, ConstructorInfo> s_byName = typeof(Nn.Module).Assembly.GetExportedTypes()
        .Where(type => !type.IsAbstract && type.GetConstructors().Length > 0)
        .GroupBy(type => Plain(type.Name))
        .ToDictionary(types => types.Key, types => types.First().GetConstructors()[0]);

    /// <summary>The constructor of the op's module as C# would declare it, or null where there is none.</summary>
    internal static string? Of(OpDefinition op)
    {
        string name = Plain(op.Name.Replace("_", "", StringComparison.Ordinal));
        return s_byName.TryGetValue(name, out ConstructorInfo? module) || s_byName.TryGetValue($"{name}loss", out module)
            ? $"new {module.DeclaringType!.Name}({string.Join(", ", module.GetParameters().Select(Declaration))})"
            : null;
    }

    private static string Plain(string name) => name.ToLowerInvariant();

    private static string Declaration(ParameterInfo parameter)
    {
        string declaration = $"{Type(parameter)} {parameter.Name}";
        return parameter.HasDefaultValue ? $"{declaration} = {Value(parameter)}" : declaration;
    }

    private static string Type(ParameterInfo parameter)
    {
        Type? underlying = Nullable.GetUnderlyingType(parameter.ParameterType);
        bool isNullable = underlying is not null || new NullabilityInfoContext().Create(parameter).WriteState == NullabilityState.Nullable;
        return isNullable ? $"{Name(underlying ?? parameter.ParameterType)}?" : Name(parameter.ParameterType);
    }

    private static string Name(Type type)
    {
        string name = type.Name.Split('`')[0];
        return name switch
        {
            nameof(Double) => "double",
            nameof(Int32) => "int",
            nameof(UInt64) => "ulong",
            nameof(Boolean) => "bool",
            nameof(String) => "string",
            _ when type.IsGenericType => $"{name}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>",
            _ => name,
        };
    }

    private static string Value(ParameterInfo parameter) => parameter.RawDefaultValue switch
    {
        null => parameter.ParameterType.IsValueType && Nullable.GetUnderlyingType(parameter.ParameterType) is null ? "default" : "null",
        bool flag => flag ? "true" : "false",
        object value when parameter.ParameterType.IsEnum =>
            $"{parameter.ParameterType.Name}.{Enum.ToObject(parameter.ParameterType, value)}",
        object value => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
