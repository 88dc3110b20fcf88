using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Autograd.Core;

/// <summary>
/// Loads and stores what is left at the end of a row and fills no lane, so that the last elements take the same arithmetic as the others.
/// </summary>
internal static unsafe class Tail
{
    [MethodImpl(Lanes.Hot)]
    public static L Load<T, L>(ref readonly T source, nuint offset, nuint count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L> =>
        LoadInline<T, L>(in source, offset, count);

    // By value: a caller's lane whose address is taken is zeroed in memory in each round of the loop before.
    [MethodImpl(Lanes.Hot)]
    public static void Store<T, L>(L lane, ref T destination, nuint offset, nuint count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L> =>
        StoreInline(lane, ref destination, offset, count);

    /// <summary>For loops that only copy; beside a formula it would take up what the compiler is willing to inline.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L LoadInline<T, L>(ref readonly T source, nuint offset, nuint count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
    {
        ref T first = ref Unsafe.Add(ref Unsafe.AsRef(in source), offset);
        if (Avx512F.IsSupported && typeof(L) == typeof(Lane512<T>))
        {
            fixed (T* from = &first)
            {
                return typeof(T) == typeof(float)
                    ? Unsafe.BitCast<Vector512<float>, L>(Avx512F.MaskLoad((float*)from, First512<float>(count), default))
                    : Unsafe.BitCast<Vector512<double>, L>(Avx512F.MaskLoad((double*)from, First512<double>(count), default));
            }
        }

        if (Avx.IsSupported && typeof(L) == typeof(Lane256<T>))
        {
            fixed (T* from = &first)
            {
                return typeof(T) == typeof(float)
                    ? Unsafe.BitCast<Vector256<float>, L>(Avx.MaskLoad((float*)from, First256<float>(count)))
                    : Unsafe.BitCast<Vector256<double>, L>(Avx.MaskLoad((double*)from, First256<double>(count)));
            }
        }

        return LoadEach<T, L>(ref first, count);
    }

    /// <inheritdoc cref="LoadInline"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreInline<T, L>(L lane, ref T destination, nuint offset, nuint count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
    {
        ref T first = ref Unsafe.Add(ref destination, offset);
        if (Avx512F.IsSupported && typeof(L) == typeof(Lane512<T>))
        {
            fixed (T* to = &first)
            {
                if (typeof(T) == typeof(float))
                {
                    Avx512F.MaskStore((float*)to, First512<float>(count), Unsafe.BitCast<L, Vector512<float>>(lane));
                }
                else
                {
                    Avx512F.MaskStore((double*)to, First512<double>(count), Unsafe.BitCast<L, Vector512<double>>(lane));
                }
            }

            return;
        }

        if (typeof(L) == typeof(Lane256<T>))
        {
            fixed (T* to = &first)
            {
                StoreHalves(Unsafe.BitCast<L, Vector256<T>>(lane), to, count);
            }

            return;
        }

        StoreEach(in lane, ref first, count);
    }

    /// <summary>Zeroes what lies beyond the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Mask<T, L>(L lane, nuint count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L> =>
        Fill<T, L>(lane, count, 0);

    /// <summary>Puts other numbers beyond the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Fill<T, L>(L lane, nuint count, L others)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
    {
        if (typeof(L) == typeof(Lane512<T>))
        {
            return Unsafe.BitCast<Vector512<T>, L>(Vector512.ConditionalSelect(
                First512<T>(count), Unsafe.BitCast<L, Vector512<T>>(lane), Unsafe.BitCast<L, Vector512<T>>(others)));
        }

        if (typeof(L) == typeof(Lane256<T>))
        {
            return Unsafe.BitCast<Vector256<T>, L>(Vector256.ConditionalSelect(
                First256<T>(count), Unsafe.BitCast<L, Vector256<T>>(lane), Unsafe.BitCast<L, Vector256<T>>(others)));
        }

        return FillEach<T, L>(in lane, count, in others);
    }

    /// <summary>
    /// Stores the first numbers of 256 bits, fewer than all, by halves of what is left: some machines take dozens of cycles to store them
    /// by a mask.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreHalves<T>(Vector256<T> lane, T* to, nuint count) where T : unmanaged
    {
        Vector128<T> part = lane.GetLower();
        if (count >= (nuint)Vector128<T>.Count)
        {
            part.Store(to);
            to += Vector128<T>.Count;
            part = lane.GetUpper();
        }

        if (sizeof(T) == sizeof(float) && (count & 2) != 0)
        {
            *(double*)to = part.AsDouble()[0];
            to += 2;
            part = Vector128.Shuffle(part.AsSingle(), Vector128.Create(2, 3, 2, 3)).As<float, T>();
        }

        if ((count & 1) != 0)
        {
            *to = part[0];
        }
    }

    // One by one where the machine has no masks; apart, so that who has them need not clear room for the numbers.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static L LoadEach<T, L>(ref T first, nuint count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
    {
        Lane<T> numbers = default;
        for (nuint i = 0; i < count; i++)
        {
            numbers[(int)i] = Unsafe.Add(ref first, i);
        }

        return L.Load(ref numbers.First, 0);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void StoreEach<T, L>(in L lane, ref T first, nuint count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
    {
        Lane<T> numbers = default;
        L.Store(lane, ref numbers.First, 0);
        for (nuint i = 0; i < count; i++)
        {
            Unsafe.Add(ref first, i) = numbers[(int)i];
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static L FillEach<T, L>(in L lane, nuint count, in L others)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
    {
        Lane<T> numbers = default;
        L.Store(others, ref numbers.First, 0);
        StoreEach(in lane, ref numbers.First, count);
        return L.Load(ref numbers.First, 0);
    }

    // All bits set in the first elements.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> First512<T>(nuint count) where T : unmanaged, INumberBase<T> =>
        Vector512.LessThan(Vector512<T>.Indices, Vector512.Create(T.CreateTruncating(count)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> First256<T>(nuint count) where T : unmanaged, INumberBase<T> =>
        Vector256.LessThan(Vector256<T>.Indices, Vector256.Create(T.CreateTruncating(count)));

    // Room for the widest lane of the narrowest type.
    [InlineArray(16)]
    private struct Lane<T>
    {
        public T First;
    }
}
