using Autograd.Data;

namespace TabularClassifier;

/// <summary>Names of columns as the user gives them.</summary>
internal static class Names
{
    /// <summary>Whoever writes several names at once may have meant one with commas in it.</summary>
    internal static string[] Split(Table table, IReadOnlyList<string> names) =>
        [.. names.SelectMany(name => table.TryGetColumn(name, out _) ? [name] : name.Split(',', StringSplitOptions.TrimEntries))];
}
