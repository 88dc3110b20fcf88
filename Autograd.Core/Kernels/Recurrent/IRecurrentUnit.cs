using System.Numerics;

namespace Autograd.Core;

/// <summary>
/// One step of a recurrent layer, for some units of one sequence: what it makes of the inputs' and the state's shares of its gates, and
/// the way back.
/// </summary>
internal unsafe interface IRecurrentUnit
{
    /// <summary>How many numbers a unit is given at each step: a row of projections holds them gate by gate.</summary>
    static abstract int Gates { get; }

    /// <summary>What it keeps of a step beside gates and state.</summary>
    static abstract UnitMemory Memory { get; }

    static abstract void Forward<T, L, P>(in UnitRow<T> at, nuint start, nuint stop)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
        where P : struct, IUnitPart;

    static abstract void Backward<T, L, P>(in UnitRow<T> at, nuint start, nuint stop)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
        where P : struct, IUnitPart;
}

/// <summary>What a unit remembers besides its state.</summary>
internal enum UnitMemory
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A number that the way back wants.</summary>
    OfStep,

    /// <summary>A second state, which the next step starts from.</summary>
    State,
}

/// <summary>What a step reads and writes for one sequence: the first unit of each row.</summary>
internal unsafe struct UnitRow<T> where T : unmanaged
{
    /// <summary>How many units there are, and so how far apart the gates are in a row of them.</summary>
    public nuint Units;

    /// <summary>The inputs' share of each gate, which becomes the gate's value.</summary>
    public T* Gates;

    /// <summary>The state's share of each gate.</summary>
    public T* Hidden;

    /// <summary>The state before the step and after it; what is remembered likewise.</summary>
    public T* Before, After, MemoryBefore, MemoryAfter;

    /// <summary>The gradients that arrive at the step's results.</summary>
    public T* Upstream, MemoryUpstream;

    /// <summary>
    /// The gradient by the state after the step, of what comes later: what reached it directly and what did through the gates of the next
    /// step. The first becomes that of the state before.
    /// </summary>
    public T* Direct, Through;

    /// <summary>The gradient by the memory after the step, which becomes that before.</summary>
    public T* Remembered;

    /// <summary>The gradients by the inputs' share of the gates, and by the state's.</summary>
    public T* ByGates, ByHidden;
}

/// <summary>Whole lanes, or the last one of a row that is not full.</summary>
internal unsafe interface IUnitPart
{
    static abstract L Load<T, L>(T* from, nuint offset, nuint stop)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>;

    static abstract void Store<T, L>(L lane, T* to, nuint offset, nuint stop)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>;
}
