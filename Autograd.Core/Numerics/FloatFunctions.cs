using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>The functions of <see cref="IReal{R}"/> in single precision, over lanes of any width.</summary>
internal static class FloatFunctions<L, T>
    where L : struct, ILane<L, T>, IReal<L>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    [MethodImpl(Inline)]
    public static L Exp(L x) => DoubleFunctions<L, T>.Exp(x);

    [MethodImpl(Inline)]
    public static L Log(L x) => DoubleFunctions<L, T>.Log(x);

    [MethodImpl(Inline)]
    public static L Expm1(L x) => DoubleFunctions<L, T>.Expm1(x);

    [MethodImpl(Inline)]
    public static L Log1p(L x) => DoubleFunctions<L, T>.Log1p(x);

    [MethodImpl(Inline)]
    public static L Tanh(L x) => DoubleFunctions<L, T>.Tanh(x);

    [MethodImpl(Inline)]
    public static L Sigmoid(L x) => DoubleFunctions<L, T>.Sigmoid(x);

    [MethodImpl(Inline)]
    public static L Softplus(L x) => DoubleFunctions<L, T>.Softplus(x);

    [MethodImpl(Inline)]
    public static L Erf(L x) => DoubleFunctions<L, T>.Erf(x);
}
