namespace Autograd.Core;

/// <summary>How many lanes wide a strip is, and whether its last lane is full.</summary>
internal interface IStrip
{
    static abstract bool IsWide { get; }

    static virtual bool IsFull => true;
}

/// <summary>One lane, for matrices narrow enough.</summary>
internal readonly struct Narrow : IStrip
{
    public static bool IsWide => false;
}

/// <summary>Two lanes: each number of the left factor is used twice once it is loaded.</summary>
internal readonly struct Wide : IStrip
{
    public static bool IsWide => true;
}

/// <summary>A strip whose last lane has fewer columns of C.</summary>
internal readonly struct PartOf<S> : IStrip where S : struct, IStrip
{
    public static bool IsWide => S.IsWide;

    public static bool IsFull => false;
}
