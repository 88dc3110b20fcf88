using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>One row of a tile of a matrix product: one or two lanes side by side.</summary>
internal interface IStrip<S, T, L>
    where S : struct, IStrip<S, T, L>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where L : struct, ILane<L, T>, IReal<L>
{
    static abstract S operator +(S x, S y);

    static abstract S Load(ref readonly T source, nuint offset);

    static abstract void Store(S strip, ref T destination, nuint offset);

    /// <summary>Adds factor · x with one rounding. In place, which spares the compiler some moves.</summary>
    void AddProduct(L factor, S x);
}

/// <summary>A strip of one lane, for matrices narrow enough.</summary>
internal struct Narrow<T, L>(L lane) : IStrip<Narrow<T, L>, T, L>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where L : struct, ILane<L, T>, IReal<L>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private L _lane = lane;

    [MethodImpl(Inline)]
    public static Narrow<T, L> operator +(Narrow<T, L> x, Narrow<T, L> y) => new(x._lane + y._lane);

    [MethodImpl(Inline)]
    public static Narrow<T, L> Load(ref readonly T source, nuint offset) => new(L.Load(in source, offset));

    [MethodImpl(Inline)]
    public static void Store(Narrow<T, L> strip, ref T destination, nuint offset) => L.Store(strip._lane, ref destination, offset);

    [MethodImpl(Inline)]
    public void AddProduct(L factor, Narrow<T, L> x) => _lane = L.FusedMultiplyAdd(factor, x._lane, _lane);
}

/// <summary>A strip of two lanes: each number of the left factor is used twice once it is loaded.</summary>
internal struct Wide<T, L>(L low, L high) : IStrip<Wide<T, L>, T, L>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where L : struct, ILane<L, T>, IReal<L>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private L _low = low;
    private L _high = high;

    private static nuint Half
    {
        [MethodImpl(Inline)]
        get => (nuint)L.Count;
    }

    [MethodImpl(Inline)]
    public static Wide<T, L> operator +(Wide<T, L> x, Wide<T, L> y) => new(x._low + y._low, x._high + y._high);

    [MethodImpl(Inline)]
    public static Wide<T, L> Load(ref readonly T source, nuint offset) => new(L.Load(in source, offset), L.Load(in source, offset + Half));

    [MethodImpl(Inline)]
    public static void Store(Wide<T, L> strip, ref T destination, nuint offset)
    {
        L.Store(strip._low, ref destination, offset);
        L.Store(strip._high, ref destination, offset + Half);
    }

    [MethodImpl(Inline)]
    public void AddProduct(L factor, Wide<T, L> x)
    {
        _low = L.FusedMultiplyAdd(factor, x._low, _low);
        _high = L.FusedMultiplyAdd(factor, x._high, _high);
    }
}
