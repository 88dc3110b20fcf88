using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>The innermost loops for a strip of whatever width, no wider than two lanes.</summary>
internal static class MatrixProductStrip<T, L>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where L : struct, ILane<L, T>, IReal<L>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run(in MatrixProductTile<T> tile)
    {
        if (tile.Columns == MatrixProductTile<T, L, Wide>.Width)
        {
            MatrixProductTile<T, L, Wide>.Run(in tile);
        }
        else if (tile.Columns == L.Count)
        {
            MatrixProductTile<T, L, Narrow>.Run(in tile);
        }
        else if (tile.Columns > L.Count)
        {
            MatrixProductTile<T, L, PartOf<Wide>>.Run(in tile);
        }
        else
        {
            MatrixProductTile<T, L, PartOf<Narrow>>.Run(in tile);
        }
    }
}
