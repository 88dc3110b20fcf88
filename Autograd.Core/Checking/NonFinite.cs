namespace Autograd.Core;

/// <summary>
/// What is meant to be infinite or not a number, said to the tapes of this thread that guard against it
/// (<see cref="Tape(bool, string, int)"/>): results inside are not looked at, nor are their gradients. Where no tape guards it does
/// nothing.
/// </summary>
/// <example><code>
/// using (NonFinite.Allow())
/// {
///     logarithm = x.Log();   // −∞ where x is 0, which is not selected below
/// }
/// </code></example>
public readonly ref struct NonFinite
{
    [ThreadStatic]
    private static int s_open;

    private readonly bool _isOpen;

    private NonFinite(bool isOpen) => _isOpen = isOpen;

    /// <summary>Whether what is computed on this thread may be infinite or NaN.</summary>
    internal static bool IsAllowed => s_open > 0;

    /// <summary>Allows it until the result is disposed.</summary>
    public static NonFinite Allow()
    {
        s_open++;
        return new(isOpen: true);
    }

    /// <summary>Ends it; to be called once, by <c>using</c>.</summary>
    public void Dispose() => s_open -= _isOpen ? 1 : 0;
}
