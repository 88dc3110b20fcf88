namespace Autograd.Core;

/// <summary>What a loop does with an operand along a row, known to the compiler.</summary>
internal interface IRole
{
    /// <summary>Whether there are elements to walk along, or one that repeats.</summary>
    static virtual bool Advances => true;

    /// <summary>What becomes of the gradient.</summary>
    static virtual Goal Goal => Goal.None;
}

internal readonly struct Read : IRole;

internal readonly struct Held : IRole
{
    public static bool Advances => false;
}

internal readonly struct Summed : IRole
{
    public static bool Advances => false;

    public static Goal Goal => Goal.Sum;
}

internal readonly struct Stored : IRole
{
    public static Goal Goal => Goal.Store;
}

internal readonly struct Added : IRole
{
    public static Goal Goal => Goal.Add;
}
