using System.Numerics;

namespace Autograd.Data;

/// <summary>How large a network is, and how much its weights are kept small.</summary>
/// <param name="Hidden">The widths of the hidden layers.</param>
/// <param name="WeightDecay">The weight decay of AdamW.</param>
internal sealed record NetworkDesign(IReadOnlyList<int> Hidden, double WeightDecay)
{
    private const int LeastWidth = 16, MostWidth = 128, WidthPerClass = 4, RowsOfTwoLayers = 10_000;

    private const double CautiousDecay = 1, BoldDecay = 0.3;

    private static readonly int[] s_bold = [64, 32];

    /// <summary>
    /// Those that are tried, where nothing else is said: a cautious one, for most tables have few rows and much chance in them, and a bold
    /// one, which learns what is intricate where nearly every row tells.
    /// </summary>
    /// <param name="options">What is said.</param>
    /// <param name="rows">The number of rows that teach.</param>
    /// <param name="priors">The share of each class; none where a number is predicted.</param>
    public static NetworkDesign[] Tried(TabularOptions options, int rows, double[] priors)
    {
        if (options.Hidden is { } hidden)
        {
            return [new(hidden, options.WeightDecay ?? CautiousDecay)];
        }

        int[] cautious = BySize(rows, priors), bold = cautious[0] > s_bold[0] ? [cautious[0], cautious[0] / 2] : s_bold;
        return [new(cautious, options.WeightDecay ?? CautiousDecay), new(bold, options.WeightDecay ?? BoldDecay)];
    }

    // The wider the more rows there are to learn from, and two layers where there are many. Where classes are uneven it is the rarer ones
    // that say how much there is to learn from: as many rows as if all classes had those of the one in the middle.
    private static int[] BySize(int rows, double[] priors)
    {
        int classes = priors.Length;
        double telling = classes == 0 ? rows : Math.Min(rows, rows * classes * priors.Order().ElementAt((classes - 1) / 2));
        double least = Math.Clamp(WidthPerClass * classes, LeastWidth, MostWidth);
        int width = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(Math.Sqrt(telling) / 2, least, MostWidth));
        return telling < RowsOfTwoLayers ? [width] : [width, width / 2];
    }
}
