namespace Autograd.Core;

/// <summary>What a loop does with an operand along a row.</summary>
internal interface IRole
{
    /// <summary>Whether there are elements to walk along, or one that repeats.</summary>
    bool Advances { get; }

    /// <summary>What becomes of the gradient.</summary>
    Goal Goal { get; }
}

/// <summary>Any role: one loop serves them all, and looks at each element what to do.</summary>
internal readonly struct Chosen(bool advances, Goal goal) : IRole
{
    public bool Advances => advances;

    public Goal Goal => goal;
}

// The others are known to the compiler, and each loop with them has no branch.
internal readonly struct Read : IRole
{
    public bool Advances => true;

    public Goal Goal => Goal.None;
}

internal readonly struct Held : IRole
{
    public bool Advances => false;

    public Goal Goal => Goal.None;
}

internal readonly struct Summed : IRole
{
    public bool Advances => false;

    public Goal Goal => Goal.Sum;
}

internal readonly struct Stored : IRole
{
    public bool Advances => true;

    public Goal Goal => Goal.Store;
}

internal readonly struct Added : IRole
{
    public bool Advances => true;

    public Goal Goal => Goal.Add;
}
