using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Autograd.Data;

/// <summary>The public properties of a type, of which the columns of its objects are made; looked up once.</summary>
internal static class RowProperties<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>
{
    /// <summary>The properties, in the order of the type.</summary>
    public static PropertyInfo[] All { get; } = [.. typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.GetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0)];
}
