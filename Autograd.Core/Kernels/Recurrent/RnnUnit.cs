using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>What an Elman unit makes of its sum, with the slope as a function of that.</summary>
internal interface IStateFunction
{
    static abstract R Value<R>(R x) where R : struct, IReal<R>;

    /// <summary>The slope times a gradient.</summary>
    static abstract R Slope<R>(R y, R gradient) where R : struct, IReal<R>;
}

internal readonly struct TanhState : IStateFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Value<R>(R x) where R : struct, IReal<R> => R.Tanh(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Slope<R>(R y, R gradient) where R : struct, IReal<R> => gradient * (1 - (y * y));
}

/// <summary>NaN stays NaN.</summary>
internal readonly struct ReluState : IStateFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Value<R>(R x) where R : struct, IReal<R> => R.IfGreaterOrEqual(0, x, 0, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Slope<R>(R y, R gradient) where R : struct, IReal<R> => R.IfGreater(y, 0, gradient, 0);
}

/// <summary>Elman's unit: h' = φ(x + u), where u is what the state contributes.</summary>
internal readonly unsafe struct RnnUnit<F> : IRecurrentUnit where F : struct, IStateFunction
{
    public static int Gates => 1;

    public static UnitMemory Memory => UnitMemory.None;

    [MethodImpl(Lanes.Hot)]
    public static void Forward<T, L, P>(in UnitRow<T> at, nuint start, nuint stop)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
        where P : struct, IUnitPart
    {
        for (nuint i = start; i < stop; i += (nuint)L.Count)
        {
            P.Store(F.Value(P.Load<T, L>(at.Gates, i, stop) + P.Load<T, L>(at.Hidden, i, stop)), at.After, i, stop);
        }
    }

    [MethodImpl(Lanes.Hot)]
    public static void Backward<T, L, P>(in UnitRow<T> at, nuint start, nuint stop)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
        where P : struct, IUnitPart
    {
        for (nuint i = start; i < stop; i += (nuint)L.Count)
        {
            L dh = P.Load<T, L>(at.Upstream, i, stop) + P.Load<T, L>(at.Direct, i, stop) + P.Load<T, L>(at.Through, i, stop);
            P.Store(default(L), at.Direct, i, stop);
            P.Store(F.Slope(P.Load<T, L>(at.After, i, stop), dh), at.ByGates, i, stop);
        }
    }
}
