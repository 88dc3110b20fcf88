using Autograd.Core;

namespace Autograd.Tests.Laws.Fuzz;

/// <summary>How the numbers of a call are drawn.</summary>
internal enum FuzzNumbers
{
    /// <summary>Those of the sample again and again, which lie where the op is defined.</summary>
    OfSample,
    Normal,
    Special,
    SmallIntegers,
    AnyMagnitude,
}

/// <summary>Elements at random, and tensors of them, on their own or inside a larger buffer.</summary>
internal static class FuzzValues
{
    private static readonly double[] s_special =
    [
        0, -0.0, double.PositiveInfinity, double.NegativeInfinity, double.NaN, double.Epsilon, -double.Epsilon, float.Epsilon,
        -float.Epsilon,
        1e-310, 1e-40, 2.2250738585072014e-308, 1.17549435e-38, double.MaxValue, double.MinValue, float.MaxValue, float.MinValue,
        1, -1, 0.5, 1 - 1e-16, 1e30, -1e30, 1e-30, 710, -746, 89, -104,
    ];

    private static readonly long[] s_integers =
        [-1, -2, 5, 100, int.MaxValue, int.MinValue, (1L << 32) + 1, 9007199254740993, long.MaxValue, long.MinValue];

    public static double Float(Random random, FuzzNumbers numbers) => numbers switch
    {
        FuzzNumbers.Special when random.Chance(0.4) => random.Pick(s_special),
        FuzzNumbers.SmallIntegers => random.Next(-1, 3),
        FuzzNumbers.AnyMagnitude => Math.Pow(10, (random.NextDouble() * 640) - 326) * (random.Chance(0.5) ? 1 : -1),
        _ => random.Normal(),
    };

    /// <summary>
    /// A tensor; about a third are views into a larger one with other numbers before and behind, which is added to the buffers.
    /// </summary>
    public static Tensor Draw(Random random, Shape shape, DType dtype, FuzzNumbers numbers, double[] sample,
        ICollection<Tensor>? buffers = null)
    {
        bool isView = random.Chance(0.35) && !shape.Sizes.ContainsAnyExceptInRange(0, 1 << 20);
        int row = shape.Rank == 0 ? 1 : shape.Sizes[1..].ToArray().Aggregate(1, (product, size) => product * size);
        int before = isView ? random.Next(1, 4) : 0, rows = before + (shape.Rank == 0 ? 1 : shape[0]) + (isView ? random.Next(3) : 0);
        Shape whole = shape.Rank == 0 ? [rows] : [rows, .. shape.Sizes[1..]];
        Tensor tensor = Make(random, whole, dtype, i => numbers == FuzzNumbers.OfSample && sample.Length > 0 && i >= before * row
            ? sample[(i - (before * row)) % sample.Length]
            : null, numbers);
        buffers?.Add(tensor);
        return shape.Rank == 0 ? tensor[before] : isView ? tensor.Slice(0, before..(before + shape[0])) : tensor;
    }

    /// <summary>A tensor as a line of C# that makes it.</summary>
    public static string Code(Tensor? tensor)
    {
        if (tensor is null)
        {
            return "null!";
        }

        string elements = tensor.Count > 40 ? $"/* {tensor.Count} elements */" : string.Join(", ", tensor.DType switch
        {
            DType.Float32 => tensor.ToArray<float>().Select(x => $"{Literal(x)}f"),
            DType.Float64 => tensor.ToArray<double>().Select(Literal),
            DType.Int64 => tensor.ToArray<long>().Select(x => FormattableString.Invariant($"{x}L")),
            _ => tensor.ToArray<bool>().Select(x => x ? "true" : "false"),
        });
        return $"Tensor.From(new {Keyword(tensor.DType)}[] {{ {elements} }}, {tensor.Shape})";
    }

    private static string Keyword(DType dtype) => dtype switch
    {
        DType.Float32 => "float",
        DType.Float64 => "double",
        DType.Int64 => "long",
        _ => "bool",
    };

    // 1f / 0 is infinite and 0f / 0 is NaN in either type.
    private static string Literal(float x) => float.IsFinite(x) ? FormattableString.Invariant($"{x:R}") : Literal((double)x);

    private static string Literal(double x) =>
        double.IsNaN(x) ? "0.0 / 0" : double.IsInfinity(x) ? $"{(x < 0 ? "-" : "")}1.0 / 0" : FormattableString.Invariant($"{x:R}");

    private static Tensor Make(Random random, Shape shape, DType dtype, Func<int, double?> given, FuzzNumbers numbers) => dtype switch
    {
        DType.Float32 => Tensor.From([.. Each(shape.Count, i => (float)(given(i) ?? Float(random, numbers)))], shape),
        DType.Float64 => Tensor.From([.. Each(shape.Count, i => given(i) ?? Float(random, numbers))], shape),
        DType.Int64 => Tensor.From([.. Each(shape.Count, i => (long?)given(i) ?? Integer(random, numbers))], shape),
        _ => Tensor.From([.. Each(shape.Count, i => given(i) is { } x ? x != 0 : random.Chance(0.5))], shape),
    };

    private static long Integer(Random random, FuzzNumbers numbers) =>
        numbers == FuzzNumbers.Special && random.Chance(0.2) ? random.Pick(s_integers) : random.Next(numbers == FuzzNumbers.Normal ? 2 : 4);

    private static IEnumerable<T> Each<T>(int count, Func<int, T> element) => Enumerable.Range(0, count).Select(element);
}
