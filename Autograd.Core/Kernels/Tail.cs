using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>Loads and stores what is left at the end of a row and fills no lane, so that the last elements take the same arithmetic as the others.</summary>
internal static class Tail
{
    public static L Load<T, L>(ref readonly T source, nuint offset, nuint count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
    {
        Lane<T> numbers = default;
        for (nuint i = 0; i < count; i++)
        {
            numbers[(int)i] = Unsafe.Add(ref Unsafe.AsRef(in source), offset + i);
        }

        return L.Load(ref numbers.First, 0);
    }

    public static void Store<T, L>(L lane, ref T destination, nuint offset, nuint count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
    {
        Lane<T> numbers = default;
        L.Store(lane, ref numbers.First, 0);
        for (nuint i = 0; i < count; i++)
        {
            Unsafe.Add(ref destination, offset + i) = numbers[(int)i];
        }
    }

    /// <summary>Zeroes what lies beyond the end.</summary>
    public static L Mask<T, L>(L lane, nuint count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
    {
        Lane<T> numbers = default;
        Store(lane, ref numbers.First, 0, count);
        return L.Load(ref numbers.First, 0);
    }

    // Room for the widest lane of the narrowest type.
    [InlineArray(16)]
    private struct Lane<T>
    {
        public T First;
    }
}
