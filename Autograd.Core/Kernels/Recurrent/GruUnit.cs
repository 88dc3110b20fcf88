using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>
/// The gated recurrent unit with its reset gate behind the product: h' = (1 − z) · n + z · h, n = tanh(xₙ + r · uₙ), where u is what the
/// state contributes. It remembers uₙ.
/// </summary>
internal readonly unsafe struct GruUnit : IRecurrentUnit
{
    public static int Gates => 3;

    public static UnitMemory Memory => UnitMemory.OfStep;

    [MethodImpl(Lanes.Hot)]
    public static void Forward<T, L, P>(in UnitRow<T> at, nuint start, nuint stop)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
        where P : struct, IUnitPart
    {
        T* before = at.Before, after = at.After, memory = at.MemoryAfter, gates = at.Gates, hidden = at.Hidden;
        nuint second = at.Units, third = 2 * second;
        for (nuint i = start; i < stop; i += (nuint)L.Count)
        {
            L r = L.Sigmoid(P.Load<T, L>(gates, i, stop) + P.Load<T, L>(hidden, i, stop));
            P.Store(r, gates, i, stop);
            L u = P.Load<T, L>(hidden + third, i, stop), n = L.Tanh(L.MultiplyAdd(r, u, P.Load<T, L>(gates + third, i, stop)));
            P.Store(u, memory, i, stop);
            P.Store(n, gates + third, i, stop);
            L z = L.Sigmoid(P.Load<T, L>(gates + second, i, stop) + P.Load<T, L>(hidden + second, i, stop));
            P.Store(z, gates + second, i, stop);
            P.Store(L.MultiplyAdd(z, P.Load<T, L>(before, i, stop) - n, n), after, i, stop);
        }
    }

    [MethodImpl(Lanes.Hot)]
    public static void Backward<T, L, P>(in UnitRow<T> at, nuint start, nuint stop)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
        where P : struct, IUnitPart
    {
        T* gates = at.Gates, byGates = at.ByGates, byHidden = at.ByHidden;
        nuint second = at.Units, third = 2 * second;
        for (nuint i = start; i < stop; i += (nuint)L.Count)
        {
            L r = P.Load<T, L>(gates, i, stop), z = P.Load<T, L>(gates + second, i, stop), n = P.Load<T, L>(gates + third, i, stop),
                dh = P.Load<T, L>(at.Upstream, i, stop) + P.Load<T, L>(at.Direct, i, stop) + P.Load<T, L>(at.Through, i, stop),
                direct = dh * z, rest = dh - direct;
            P.Store(direct, at.Direct, i, stop);
            L byZ = (P.Load<T, L>(at.Before, i, stop) - n) * z * rest, byN = rest * (1 - (n * n)),
                byR = byN * P.Load<T, L>(at.MemoryAfter, i, stop) * r * (1 - r);
            P.Store(byR, byGates, i, stop);
            P.Store(byR, byHidden, i, stop);
            P.Store(byZ, byGates + second, i, stop);
            P.Store(byZ, byHidden + second, i, stop);
            P.Store(byN, byGates + third, i, stop);
            P.Store(byN * r, byHidden + third, i, stop);
        }
    }
}
