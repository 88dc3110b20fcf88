using Autograd.Core;
using Autograd.Nn;

namespace Digits;

/// <summary>
/// Digits as a shaky hand would write them: the strokes of each, moved point by point, then the whole slanted, turned, stretched and
/// shifted, drawn with a pen of some width on a fine grid, and counted square by square, as the digits of optdigits were; a few squares get
/// specks.
/// </summary>
internal static class DrawnDigits
{
    private const int Fine = 4, Dots = Optdigits.Side * Fine;
    private const double Shake = 0.035, Specks = 0.02;

    // Points that a pen goes through, from (0, 0) at the top left to (1, 1); between strokes it is lifted.
    private static readonly (double X, double Y)[][][] s_strokes =
    [
        [[(0.5, 0), (0.15, 0.2), (0.1, 0.5), (0.15, 0.8), (0.5, 1), (0.85, 0.8), (0.9, 0.5), (0.85, 0.2), (0.5, 0)]],
        [[(0.3, 0.2), (0.55, 0), (0.55, 0.5), (0.55, 1)]],
        [[(0.1, 0.25), (0.3, 0.03), (0.65, 0.02), (0.85, 0.25), (0.7, 0.5), (0.4, 0.75), (0.1, 1), (0.5, 0.97), (0.9, 1)]],
        [[(0.1, 0.12), (0.5, 0), (0.85, 0.2), (0.7, 0.42), (0.4, 0.48), (0.75, 0.55), (0.9, 0.78), (0.55, 1), (0.1, 0.9)]],
        [[(0.65, 1), (0.65, 0.5), (0.65, 0), (0.35, 0.35), (0.05, 0.68), (0.5, 0.68), (0.95, 0.68)]],
        [[(0.85, 0), (0.5, 0.02), (0.2, 0), (0.15, 0.45), (0.55, 0.38), (0.88, 0.6), (0.8, 0.9), (0.45, 1), (0.1, 0.9)]],
        [[(0.75, 0), (0.35, 0.2), (0.12, 0.6), (0.25, 0.95), (0.6, 1), (0.87, 0.78), (0.7, 0.52), (0.4, 0.52), (0.14, 0.72)]],
        [[(0.1, 0.03), (0.5, 0), (0.9, 0.02), (0.65, 0.4), (0.45, 0.7), (0.35, 1)]],
        [[(0.5, 0.46), (0.18, 0.25), (0.5, 0), (0.82, 0.25), (0.5, 0.46), (0.12, 0.75), (0.5, 1), (0.88, 0.75), (0.5, 0.46)]],
        [[(0.85, 0.3), (0.55, 0.5), (0.2, 0.35), (0.25, 0.08), (0.6, 0), (0.85, 0.15), (0.83, 0.5), (0.75, 0.8), (0.6, 1)]],
    ];

    /// <summary>So many digits of each kind in turn.</summary>
    /// <param name="count">How many in all.</param>
    /// <param name="seed">The seed of the hand.</param>
    internal static TensorDataset Make(int count, ulong seed)
    {
        var generator = new Generator(seed);
        float[] ink = new float[count * Optdigits.Side * Optdigits.Side];
        long[] labels = new long[count];
        for (int i = 0; i < count; i++)
        {
            labels[i] = i % s_strokes.Length;
            Draw(s_strokes[labels[i]], generator, ink.AsSpan(i * Optdigits.Side * Optdigits.Side, Optdigits.Side * Optdigits.Side));
        }

        return new(Tensor.From(ink, [count, 1, Optdigits.Side, Optdigits.Side]), Tensor.From(labels));
    }

    private static void Draw((double X, double Y)[][] strokes, Generator generator, Span<float> ink)
    {
        double width = 0.5 + (0.35 * generator.NextDouble()), height = 0.72 + (0.2 * generator.NextDouble());
        double slant = 0.15 * generator.NextNormal(), turn = 0.1 * generator.NextNormal(), pen = 0.05 + (0.035 * generator.NextDouble());
        double right = 0.5 + (0.03 * generator.NextNormal()), down = 0.5 + (0.03 * generator.NextNormal());
        Span<bool> dots = stackalloc bool[Dots * Dots];
        dots.Clear();
        foreach ((double X, double Y)[] stroke in strokes)
        {
            (double X, double Y)[] points = Array.ConvertAll(stroke, point =>
            {
                double x = (point.X - 0.5 + (Shake * generator.NextNormal())) * width;
                double y = (point.Y - 0.5 + (Shake * generator.NextNormal())) * height;
                x -= slant * y;
                return (right + (x * Math.Cos(turn)) - (y * Math.Sin(turn)), down + (x * Math.Sin(turn)) + (y * Math.Cos(turn)));
            });
            for (int i = 1; i < points.Length; i++)
            {
                Line(points[i - 1], points[i], pen, dots);
            }
        }

        for (int square = 0; square < ink.Length; square++)
        {
            (int row, int column) = Math.DivRem(square, Optdigits.Side);
            int set = 0;
            for (int y = row * Fine; y < (row + 1) * Fine; y++)
            {
                for (int x = column * Fine; x < (column + 1) * Fine; x++)
                {
                    set += dots[(y * Dots) + x] ? 1 : 0;
                }
            }

            set += generator.NextDouble() < Specks ? generator.NextInt32(Optdigits.MostInk / 2) : 0;
            ink[square] = Math.Min(1, (float)set / Optdigits.MostInk);
        }
    }

    // The dots no farther from a line than the pen is wide.
    private static void Line((double X, double Y) from, (double X, double Y) to, double pen, Span<bool> dots)
    {
        double dx = to.X - from.X, dy = to.Y - from.Y, length = Math.Max(1e-12, (dx * dx) + (dy * dy));
        for (int i = 0; i < dots.Length; i++)
        {
            double x = ((i % Dots) + 0.5) / Dots, y = ((i / Dots) + 0.5) / Dots;
            double along = Math.Clamp((((x - from.X) * dx) + ((y - from.Y) * dy)) / length, 0, 1);
            double offX = x - from.X - (along * dx), offY = y - from.Y - (along * dy);
            dots[i] |= (offX * offX) + (offY * offY) <= pen * pen;
        }
    }
}
