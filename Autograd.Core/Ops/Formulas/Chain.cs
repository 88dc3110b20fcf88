using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>
/// The chain rule of recorded pullbacks: slope · upstream, and 0 where either is 0, for what no result depends on has no
/// gradient, however steep it is there. The loops of fused pullbacks have the same rule from the lanes.
/// </summary>
internal static class Chain
{
    private static readonly Op s_op = Op.Binary("chain", new Formula());

    public static Tensor Of(Tensor slope, Tensor upstream) => s_op.Apply(slope, upstream);

    private readonly struct Formula : IBinaryFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R Apply<R>(R slope, R upstream) where R : struct, IReal<R> => R.Chain(slope, upstream);
    }
}
