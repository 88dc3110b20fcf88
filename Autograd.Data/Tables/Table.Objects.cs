using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Autograd.Data;

public sealed partial class Table
{
    private const DynamicallyAccessedMemberTypes Read = DynamicallyAccessedMemberTypes.PublicProperties;

    /// <summary>
    /// A table of objects: each public property is a column. Numbers of any type are numbers, booleans booleans, <see cref="DateTime"/>,
    /// <see cref="DateTimeOffset"/> and <see cref="DateOnly"/> dates, an enumeration's names categories; strings are categories or
    /// text, as many different ones as there are. null is a missing value, of strings the empty one too; an infinite number is
    /// missing, with a note. A property of another type is ignored, with a note.
    /// </summary>
    /// <typeparam name="T">The type of the rows, whose properties are read, not that of what derives from it.</typeparam>
    /// <param name="rows">The rows.</param>
    /// <exception cref="ArgumentException">The type has no public property, or a row is null.</exception>
    public static Table From<[DynamicallyAccessedMembers(Read)] T>(IEnumerable<T> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        PropertyInfo[] properties = RowProperties<T>.All;
        if (properties.Length == 0)
        {
            throw new ArgumentException($"{typeof(T).Name} has no public property, of which a column could be made.", nameof(rows));
        }

        ObjectColumn[] columns = [.. properties.Select(property => new ObjectColumn(property))];
        int count = 0;
        foreach (T row in rows)
        {
            if (row is null)
            {
                throw new ArgumentException(FormattableString.Invariant($"Row {count} is null."), nameof(rows));
            }

            foreach (ObjectColumn column in columns)
            {
                column.Add(row);
            }

            count++;
        }

        // A type that the compiler made, as of new { ... }, has a name that nobody wrote.
        string name = typeof(T).Name.AsSpan().ContainsAny('<', '`') ? "table" : typeof(T).Name;
        return new(name, columns.Select(column => column.Builder.ToColumn()), [], new(), count);
    }
}
