namespace Autograd.Core;

/// <summary>
/// What a recurrent layer works on, all steps one after the other: L steps of N sequences, H units with G gates.
/// </summary>
internal struct RecurrentPass
{
    /// <summary>[L, N, G·H], the inputs' share of the gates; afterwards the gates' values.</summary>
    public ArrayView Gates;

    /// <summary>
    /// [L + 1, N, H], the states between the steps in the order of time: the first one, or the last where the direction is reversed, is
    /// given. Past the end of a sequence its state stays as it is.
    /// </summary>
    public ArrayView States;

    /// <summary>What the unit remembers: [L, N, H] of each step, or [L + 1, N, H] as the states, or none.</summary>
    public ArrayView Memory;

    /// <summary>The weights between a state and the gates of the next step: [H, G·H] on the way forward, the transpose on the way
    /// back.</summary>
    public ArrayView Weight;

    /// <summary>[G·H], which is added to the state's share, or none.</summary>
    public ArrayView Bias;

    /// <summary>Int64 [N], how many steps each sequence has, or none: all have all.</summary>
    public ArrayView Lengths;

    /// <summary>The gradients that arrive at the states after each step and at what is remembered: [L, N, H], or none.</summary>
    public ArrayView Upstream, MemoryUpstream;

    /// <summary>The gradients by the inputs' and the state's share of the gates, [L, N, G·H]: one where they are the same.</summary>
    public ArrayView ByGates, ByHidden;

    /// <summary>The gradients by the first state and the first memory, [N, H]; the second may be none.</summary>
    public ArrayView ByState, ByMemory;

    public int Steps, Batch, Units;

    public bool IsReverse;

    /// <summary>The place of a step in time.</summary>
    public readonly int Time(int step) => IsReverse ? Steps - 1 - step : step;

    /// <summary>Where among the states the one before a step lies.</summary>
    public readonly int Before(int step) => IsReverse ? Steps - step : step;

    /// <summary>Where among the states the one after a step lies.</summary>
    public readonly int After(int step) => Before(step) + (IsReverse ? -1 : 1);
}
