using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>A formula of two arguments as one of three, the last of which it leaves alone.</summary>
internal readonly struct TwoOfThree<F>(F formula) : ITernaryFormula where F : struct, IBinaryFormula
{
    static bool ITernaryFormula.IgnoresThird => true;

    static bool ITernaryFormula.IsDerivative => F.IsDerivative;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Apply<R>(R x, R y, R z) where R : struct, IReal<R> => formula.Apply(x, y);
}
