using System.Globalization;

namespace Autograd.Nn;

/// <summary>Checks of modules by their positions in another.</summary>
internal static class Positions
{
    /// <summary>Refuses null before any module is taken: one that was taken has another path, and draws otherwise.</summary>
    internal static void ExpectAll<T>(ReadOnlySpan<T> modules, string kind, string name) where T : Module
    {
        for (int i = 0; i < modules.Length; i++)
        {
            if (modules[i] is null)
            {
                throw new ArgumentNullException(name, string.Create(CultureInfo.InvariantCulture, $"{kind}: the module at {i} is null."));
            }
        }
    }

    /// <summary>A position that is one of so many.</summary>
    internal static int Expect(int position, int count, string kind, string name) => position >= 0 && position < count
        ? position
        : throw new ArgumentOutOfRangeException(name, string.Create(
            CultureInfo.InvariantCulture,
            $"{kind}: there is no module at {position}; {(count > 0 ? $"expected 0 to {count - 1}" : "it is empty")}."));
}
