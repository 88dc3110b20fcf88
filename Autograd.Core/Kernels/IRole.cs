namespace Autograd.Core;

/// <summary>What a loop does with an operand along a row, known to the compiler.</summary>
internal interface IRole
{
    /// <summary>Whether there are elements to walk along, or one that repeats.</summary>
    static abstract bool Advances { get; }

    /// <summary>What becomes of the gradient.</summary>
    static abstract Goal Goal { get; }
}

internal readonly struct Held : IRole
{
    public static bool Advances => false;

    public static Goal Goal => Goal.None;
}

internal readonly struct Summed : IRole
{
    public static bool Advances => false;

    public static Goal Goal => Goal.Sum;
}

internal readonly struct Read : IRole
{
    public static bool Advances => true;

    public static Goal Goal => Goal.None;
}

internal readonly struct Stored : IRole
{
    public static bool Advances => true;

    public static Goal Goal => Goal.Store;
}

internal readonly struct Added : IRole
{
    public static bool Advances => true;

    public static Goal Goal => Goal.Add;
}
