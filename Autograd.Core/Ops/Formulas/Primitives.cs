using System.Runtime.CompilerServices;

namespace Autograd.Core;

// The operations of IReal as formulas, so that each is an op with derivatives of its own.

internal readonly struct NegatePrimitive : IUnaryFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Apply<R>(R x) where R : struct, IReal<R> => -x;
}

internal readonly struct ExpPrimitive : IUnaryFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Apply<R>(R x) where R : struct, IReal<R> => R.Exp(x);
}

internal readonly struct LogPrimitive : IUnaryFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Apply<R>(R x) where R : struct, IReal<R> => R.Log(x);
}

internal readonly struct Expm1Primitive : IUnaryFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Apply<R>(R x) where R : struct, IReal<R> => R.Expm1(x);
}

internal readonly struct Log1pPrimitive : IUnaryFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Apply<R>(R x) where R : struct, IReal<R> => R.Log1p(x);
}

internal readonly struct TanhPrimitive : IUnaryFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Apply<R>(R x) where R : struct, IReal<R> => R.Tanh(x);
}

internal readonly struct SigmoidPrimitive : IUnaryFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Apply<R>(R x) where R : struct, IReal<R> => R.Sigmoid(x);
}

internal readonly struct SoftplusPrimitive : IUnaryFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Apply<R>(R x) where R : struct, IReal<R> => R.Softplus(x);
}

internal readonly struct ErfPrimitive : IUnaryFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Apply<R>(R x) where R : struct, IReal<R> => R.Erf(x);
}

internal readonly struct NormalCdfPrimitive : IUnaryFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Apply<R>(R x) where R : struct, IReal<R> => R.NormalCdf(x);
}

internal readonly struct SqrtPrimitive : IUnaryFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Apply<R>(R x) where R : struct, IReal<R> => R.Sqrt(x);
}

internal readonly struct SinPrimitive : IUnaryFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Apply<R>(R x) where R : struct, IReal<R> => R.Sin(x);
}

internal readonly struct CosPrimitive : IUnaryFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Apply<R>(R x) where R : struct, IReal<R> => R.Cos(x);
}

internal readonly struct AbsPrimitive : IUnaryFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Apply<R>(R x) where R : struct, IReal<R> => R.Abs(x);
}

internal readonly struct GeluPrimitive : IUnaryFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Apply<R>(R x) where R : struct, IReal<R> => R.Gelu(x, out _);
}

internal readonly struct GeluSlopePrimitive : IUnaryFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Apply<R>(R x) where R : struct, IReal<R>
    {
        R.Gelu(x, out R slope);
        return slope;
    }
}

internal readonly struct AddPrimitive : IBinaryFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Apply<R>(R x, R y) where R : struct, IReal<R> => x + y;
}

internal readonly struct SubtractPrimitive : IBinaryFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Apply<R>(R x, R y) where R : struct, IReal<R> => x - y;
}

internal readonly struct MultiplyPrimitive : IBinaryFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Apply<R>(R x, R y) where R : struct, IReal<R> => x * y;
}

internal readonly struct DividePrimitive : IBinaryFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Apply<R>(R x, R y) where R : struct, IReal<R> => x / y;
}

internal readonly struct PowPrimitive : IBinaryFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Apply<R>(R x, R y) where R : struct, IReal<R> => R.Pow(x, y);
}

internal readonly struct MinPrimitive : IBinaryFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Apply<R>(R x, R y) where R : struct, IReal<R> => R.Min(x, y);
}

internal readonly struct MaxPrimitive : IBinaryFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Apply<R>(R x, R y) where R : struct, IReal<R> => R.Max(x, y);
}

internal readonly struct ChainPrimitive : IBinaryFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Apply<R>(R x, R y) where R : struct, IReal<R> => R.Chain(x, y);
}

internal readonly struct ChainOverPrimitive : IBinaryFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Apply<R>(R x, R y) where R : struct, IReal<R> => R.ChainOver(x, y);
}

internal readonly struct ExpTimesPrimitive : IBinaryFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Apply<R>(R x, R y) where R : struct, IReal<R> => R.ExpTimes(x, y);
}

internal readonly struct SigmoidTimesPrimitive : IBinaryFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Apply<R>(R x, R y) where R : struct, IReal<R> => R.SigmoidTimes(x, y);
}

internal readonly struct FusedMultiplyAddPrimitive : ITernaryFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Apply<R>(R x, R y, R z) where R : struct, IReal<R> => R.FusedMultiplyAdd(x, y, z);
}
