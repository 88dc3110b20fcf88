using System.Globalization;

namespace Autograd.Nn;

/// <summary>Options and results of a <see cref="Sweep"/> as text, the same in every culture.</summary>
internal static class SweepText
{
    /// <summary>Anything, in a line.</summary>
    public static string Cell(object? value)
    {
        // A tuple or a record writes its numbers as the current culture does.
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        try
        {
            string text = value switch
            {
                double or float => FormattableString.Invariant($"{value:G6}"),
                Module module => module.Description,
                _ => value?.ToString() ?? "",
            };
            return string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
