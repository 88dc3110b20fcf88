using System.Numerics;
using Autograd.Core;

namespace Autograd.Tests.Numerics;

/// <summary>A formula over arrays, by lanes of a chosen width.</summary>
internal static class Lanes
{
    public static void Apply<L, T>(IUnaryFormula formula, T[] xs, T[] results)
        where L : struct, ILane<L, T>, IReal<L>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < xs.Length; i += L.Count)
        {
            L.Store(formula.Apply(L.Load(ref xs[0], (nuint)i)), ref results[0], (nuint)i);
        }
    }

    public static T[] Apply<L, T>(Func<L, L, L> function, T[] xs, T[] ys)
        where L : struct, ILane<L, T>, IReal<L>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] results = new T[xs.Length];
        for (int i = 0; i < xs.Length; i += L.Count)
        {
            L.Store(function(L.Load(ref xs[0], (nuint)i), L.Load(ref ys[0], (nuint)i)), ref results[0], (nuint)i);
        }

        return results;
    }
}
