using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>Whole lanes.</summary>
internal readonly unsafe struct WholeLanes : IUnitPart
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Load<T, L>(T* from, nuint offset, nuint stop)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L> => L.Load(ref *from, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T, L>(L lane, T* to, nuint offset, nuint stop)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L> => L.Store(lane, ref *to, offset);
}

/// <summary>The units at the end that fill no lane.</summary>
internal readonly unsafe struct LastUnits : IUnitPart
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Load<T, L>(T* from, nuint offset, nuint stop)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L> => Tail.Load<T, L>(ref *from, offset, stop - offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T, L>(L lane, T* to, nuint offset, nuint stop)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L> => Tail.Store(lane, ref *to, offset, stop - offset);
}
