using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>Which random generators a part of a computation drew from, and where they stood: so that it can be computed again.</summary>
internal sealed class Draws : IDisposable
{
    private static int s_open;

    [ThreadStatic]
    private static Draws? s_current;

    private readonly Dictionary<Generator, ulong> _starts = new(ReferenceEqualityComparer.Instance);
    private readonly Draws? _around = s_current;

    private Draws()
    {
        s_current = this;
        Interlocked.Increment(ref s_open);
    }

    /// <summary>Begins to note what is drawn on this thread, until the result is disposed.</summary>
    public static Draws Note() => new();

    /// <summary>A generator is about to move on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Note(Generator generator)
    {
        if (s_open != 0)
        {
            s_current?.Add(generator);
        }
    }

    /// <summary>Ends the noting; what was noted is kept.</summary>
    public void Dispose()
    {
        s_current = _around;
        Interlocked.Decrement(ref s_open);
    }

    /// <summary>Winds the generators back, and says where they stood.</summary>
    public Dictionary<Generator, ulong> Rewind()
    {
        Dictionary<Generator, ulong> ends = new(ReferenceEqualityComparer.Instance);
        foreach ((Generator generator, ulong start) in _starts)
        {
            ends.Add(generator, generator.Offset);
            generator.MoveTo(start);
        }

        return ends;
    }

    /// <summary>Lets them go on where they stood.</summary>
    public static void Restore(Dictionary<Generator, ulong> ends)
    {
        foreach ((Generator generator, ulong end) in ends)
        {
            generator.MoveTo(end);
        }
    }

    private void Add(Generator generator)
    {
        for (Draws? draws = this; draws is not null; draws = draws._around)
        {
            draws._starts.TryAdd(generator, generator.Offset);
        }
    }
}
