using System.Numerics;

namespace Autograd.Core;

/// <summary>Which of two numbers comes first, as a test of elements.</summary>
internal interface IComparison
{
    static abstract bool Holds<T>(T x, T y) where T : IComparisonOperators<T, T, bool>;
}

/// <summary>Compares two tensors element by element, with broadcasting.</summary>
internal static class Compare
{
    /// <summary>result = whether C holds of x and y, both of one type of numbers.</summary>
    public static void Run<C>(in ArrayView x, in ArrayView y, in ArrayView result) where C : struct, IComparison =>
        DTypes.Run(new Kernel<C>(x, y, result), x.DType);

    private readonly struct Kernel<C>(ArrayView x, ArrayView y, ArrayView result) : INumberKernel where C : struct, IComparison
    {
        public void Run<T>() where T : unmanaged, INumber<T> => Compare.Run<C, T>(x, y, result);
    }

    private static void Run<C, T>(in ArrayView x, in ArrayView y, in ArrayView result)
        where C : struct, IComparison
        where T : unmanaged, IComparisonOperators<T, T, bool>
    {
        var plan = new BroadcastPlan(result.Shape, x.Shape, y.Shape, Shape.Scalar);
        ReadOnlySpan<T> xs = x.Numbers<T>(), ys = y.Numbers<T>();
        Span<bool> results = result.Elements<bool>();
        int stepX = plan.Advances0 ? 1 : 0, stepY = plan.Advances1 ? 1 : 0;
        for (int row = 0; row < plan.Rows; row++)
        {
            plan.Offsets(row, out int ox, out int oy, out _);
            Span<bool> to = results.Slice(row * plan.RowLength, plan.RowLength);
            for (int i = 0; i < to.Length; i++, ox += stepX, oy += stepY)
            {
                to[i] = C.Holds(xs[ox], ys[oy]);
            }
        }
    }

    public readonly struct GreaterThan : IComparison
    {
        public static bool Holds<T>(T x, T y) where T : IComparisonOperators<T, T, bool> => x > y;
    }

    public readonly struct GreaterThanOrEqual : IComparison
    {
        public static bool Holds<T>(T x, T y) where T : IComparisonOperators<T, T, bool> => x >= y;
    }

    public readonly struct LessThan : IComparison
    {
        public static bool Holds<T>(T x, T y) where T : IComparisonOperators<T, T, bool> => x < y;
    }

    public readonly struct LessThanOrEqual : IComparison
    {
        public static bool Holds<T>(T x, T y) where T : IComparisonOperators<T, T, bool> => x <= y;
    }

    public readonly struct Equal : IComparison
    {
        public static bool Holds<T>(T x, T y) where T : IComparisonOperators<T, T, bool> => x == y;
    }

    public readonly struct NotEqual : IComparison
    {
        public static bool Holds<T>(T x, T y) where T : IComparisonOperators<T, T, bool> => x != y;
    }
}
