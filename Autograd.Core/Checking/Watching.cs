namespace Autograd.Core;

/// <summary>
/// Whether anybody in the process wants to know which modules are at work: one number, which is all that a module asks for where nobody
/// does.
/// </summary>
internal static class Watching
{
    private static int s_watchers;

    [ThreadStatic]
    private static string? s_module;

    /// <summary>The module that is at work on this thread, in words, where somebody wants to know.</summary>
    public static string? Module
    {
        get => s_module;
        set => s_module = value;
    }

    /// <summary>Whether there is somebody; on which thread, the slow way finds out.</summary>
    public static bool IsOn => s_watchers != 0;

    /// <summary>Somebody wants to know, or no longer.</summary>
    public static void Begin() => Interlocked.Increment(ref s_watchers);

    /// <inheritdoc cref="Begin"/>
    public static void End() => Interlocked.Decrement(ref s_watchers);
}
