using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>
/// The unit with a long short-term memory: c' = f · c + i · g, h' = o · tanh(c'), its gates in the order i, f, g, o.
/// </summary>
internal readonly unsafe struct LstmUnit : IRecurrentUnit
{
    public static int Gates => 4;

    public static UnitMemory Memory => UnitMemory.State;

    [MethodImpl(Lanes.Hot)]
    public static void Forward<T, L, P>(in UnitRow<T> at, nuint start, nuint stop)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
        where P : struct, IUnitPart
    {
        T* gates = at.Gates, hidden = at.Hidden;
        nuint second = at.Units, third = 2 * second, fourth = 3 * second;
        for (nuint j = start; j < stop; j += (nuint)L.Count)
        {
            L i = L.Sigmoid(P.Load<T, L>(gates, j, stop) + P.Load<T, L>(hidden, j, stop));
            P.Store(i, gates, j, stop);
            L g = L.Tanh(P.Load<T, L>(gates + third, j, stop) + P.Load<T, L>(hidden + third, j, stop));
            P.Store(g, gates + third, j, stop);
            L f = L.Sigmoid(P.Load<T, L>(gates + second, j, stop) + P.Load<T, L>(hidden + second, j, stop));
            P.Store(f, gates + second, j, stop);
            L c = L.MultiplyAdd(f, P.Load<T, L>(at.MemoryBefore, j, stop), i * g);
            P.Store(c, at.MemoryAfter, j, stop);
            L o = L.Sigmoid(P.Load<T, L>(gates + fourth, j, stop) + P.Load<T, L>(hidden + fourth, j, stop));
            P.Store(o, gates + fourth, j, stop);
            P.Store(o * L.Tanh(c), at.After, j, stop);
        }
    }

    [MethodImpl(Lanes.Hot)]
    public static void Backward<T, L, P>(in UnitRow<T> at, nuint start, nuint stop)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
        where P : struct, IUnitPart
    {
        T* gates = at.Gates, byGates = at.ByGates;
        nuint second = at.Units, third = 2 * second, fourth = 3 * second;
        for (nuint j = start; j < stop; j += (nuint)L.Count)
        {
            L i = P.Load<T, L>(gates, j, stop), f = P.Load<T, L>(gates + second, j, stop), g = P.Load<T, L>(gates + third, j, stop),
                o = P.Load<T, L>(gates + fourth, j, stop), t = L.Tanh(P.Load<T, L>(at.MemoryAfter, j, stop)),
                dh = P.Load<T, L>(at.Upstream, j, stop) + P.Load<T, L>(at.Direct, j, stop) + P.Load<T, L>(at.Through, j, stop),
                byO = dh * t,
                dc = P.Load<T, L>(at.MemoryUpstream, j, stop) + P.Load<T, L>(at.Remembered, j, stop) + (o * (dh - (byO * t)));
            P.Store(default(L), at.Direct, j, stop);
            P.Store(dc * f, at.Remembered, j, stop);
            P.Store(dc * g * i * (1 - i), byGates, j, stop);
            P.Store(dc * P.Load<T, L>(at.MemoryBefore, j, stop) * f * (1 - f), byGates + second, j, stop);
            P.Store(dc * i * (1 - (g * g)), byGates + third, j, stop);
            P.Store(byO * o * (1 - o), byGates + fourth, j, stop);
        }
    }
}
