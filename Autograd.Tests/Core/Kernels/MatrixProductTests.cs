#pragma warning disable NUnit1027 // FsCheck, not NUnit, supplies the arguments of a property.
using System.Numerics;
using Autograd.Core;
using PropertyAttribute = FsCheck.NUnit.PropertyAttribute;

namespace Autograd.Tests.Core.Kernels;

/// <summary>
/// The kernel promises bits, so most tests compare bits: with the chain of fused multiply-adds that defines the result, for shapes on both
/// sides of every border between loops, tiles and blocks.
/// </summary>
public sealed class MatrixProductTests
{
    private const int Stretch = 512;

    private static readonly (int M, int N, int K)[] s_borders =
    [
        (1, 1, 1), (1, 40, 7), (40, 1, 7), (4, 32, 3), (5, 33, 3), (8, 16, 9), (11, 15, 4), (12, 17, 5), (13, 31, 6), (16, 64, 8),
        (17, 65, 16),
        (24, 48, 33), (48, 3, 16), (49, 3, 16), (97, 10, 20), (3, 5, 511), (3, 5, 512), (3, 5, 513), (2, 33, 1025), (13, 20, 1537),
        (192, 6, 40), (193, 6, 40),
    ];

    private static readonly (int M, int N, int K)[] s_blocks = [(24, 700, 300), (23, 700, 300), (200, 2100, 100), (390, 260, 600),
        (193, 2049, 513), (1, 800, 300), (1100, 130, 1030), (1100, 3, 530), (600, 4, 1030), (515, 8, 70)];

    [Test]
    public void Every_element_is_the_defined_chain_of_additions([Values] bool transposeA, [Values] bool transposeB, [Values] bool withBias)
    {
        var random = new System.Random(1);
        var shapes = s_borders.Concat(Enumerable.Range(0, 100).Select(_ => (random.Next(41), random.Next(41), random.Next(41))));
        foreach ((int m, int n, int k) in shapes)
        {
            Check<float>(m, n, k, transposeA, transposeB, withBias, every: 1);
            Check<double>(m, n, k, transposeA, transposeB, withBias, every: 1);
        }
    }

    [Test]
    public void Blocks_and_packing_change_no_bit([Values] bool transposeA, [Values] bool transposeB)
    {
        foreach ((int m, int n, int k) in s_blocks)
        {
            Check<float>(m, n, k, transposeA, transposeB, withBias: true, every: 97);
            Check<double>(m, n, k, transposeA, transposeB, withBias: false, every: 97);
        }
    }

    [Test]
    public void Lanes_of_every_width_give_the_same_bits()
    {
        foreach ((int m, int n, int k) in s_borders)
        {
            Tensor a = Matrix<float>(m * k, 1), b = Matrix<float>(k * n, 2), bias = Matrix<float>(n, 3);
            float[] expected = Product<Lane512<float>>();
            Same<Lane256<float>>();
            Same<Lane128<float>>();
            Same<Scalar<float>>();

            void Same<L>() where L : struct, ILane<L, float>, IReal<L> =>
                Product<L>().ShouldBe(expected, $"{m} x {n} x {k} with {L.Count} lanes");

            float[] Product<L>() where L : struct, ILane<L, float>, IReal<L>
            {
                Tensor c = Tensor.Full([m * n], double.NaN);
                ArrayView left = a, right = b, result = c, row = bias;
                new MatrixProduct.Kernel(in left, 0, false, in right, 0, false, in result, 0, m, n, k, in row).Run<float, L>();
                return c.ToArray<float>();
            }
        }
    }

    [Test]
    public void The_number_of_threads_changes_no_bit([Values] bool transposeA, [Values] bool transposeB)
    {
        // On both sides of where products are shared, where strips join, where factors are packed and where their blocks end.
        (int M, int N, int K)[] shapes = [(64, 64, 64), (63, 64, 65), (7, 300, 200), (128, 10, 900), (97, 257, 129), (200, 1100, 600),
            (1100, 290, 1030), (13, 1025, 513)];
        foreach ((int m, int n, int k) in shapes)
        {
            Tensor a = Matrix<float>(m * k, 1), b = Matrix<float>(k * n, 2), bias = Matrix<float>(n, 3);
            float[] expected = Product(1);
            Product(2).ShouldBe(expected, $"{m} x {n} x {k} on two threads");
            Product(int.MaxValue).ShouldBe(expected, $"{m} x {n} x {k} on all threads");

            float[] Product(int threads)
            {
                using var limit = new ThreadLimit(threads);
                Tensor c = Tensor.Full([m * n], double.NaN);
                MatrixProduct.Run(a, 0, transposeA, b, 0, transposeB, c, 0, m, n, k, bias);
                return c.ToArray<float>();
            }
        }
    }

    [Property(MaxTest = 60)]
    public void A_rows_result_does_not_depend_on_its_batch(byte rows, byte columns, ushort inner, byte row)
    {
        int m = 1 + (rows % 60), n = 1 + (columns % 60), k = 1 + (inner % 1200), i = row % m;
        Tensor a = Matrix<float>(m * k, 1), b = Matrix<float>(k * n, 2), all = Tensor.Zeros([m * n]), alone = Tensor.Zeros([n]);
        MatrixProduct.Run(a, 0, false, b, 0, false, all, 0, m, n, k);
        MatrixProduct.Run(a, i * k, false, b, 0, false, alone, 0, 1, n, k);
        alone.ToArray<float>().ShouldBe(all.AsSpan<float>().Slice(i * n, n).ToArray());
    }

    [Property(MaxTest = 60)]
    public void A_product_is_near_the_exact_one(byte rows, byte columns, ushort inner, bool transposeA, bool transposeB)
    {
        int m = 1 + (rows % 40), n = 1 + (columns % 40), k = 1 + (inner % 1200);
        float[] a = Numbers<float>(m * k, 1), b = Numbers<float>(k * n, 2);
        Tensor c = Tensor.Zeros([m * n]);
        MatrixProduct.Run(Tensor.From(a), 0, transposeA, Tensor.From(b), 0, transposeB, c, 0, m, n, k);
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                double exact = 0, magnitude = 0;
                for (int p = 0; p < k; p++)
                {
                    double product =
                        (double)(transposeA ? a[(p * m) + i] : a[(i * k) + p]) * (transposeB ? b[(j * k) + p] : b[(p * n) + j]);
                    exact += product;
                    magnitude += Math.Abs(product);
                }

                // The error of a chain of at most 512 additions and k / 512 more (Higham, Accuracy and stability of numerical algorithms,
                // 2002).
                double bound = (Math.Min(k, Stretch) + (k / Stretch) + 1) * Math.Pow(2, -24) * magnitude;
                Math.Abs(c.AsSpan<float>()[(i * n) + j] - exact).ShouldBeLessThanOrEqualTo(bound);
            }
        }
    }

    [Test]
    public void It_agrees_with_MathNet()
    {
        const int m = 37, n = 53, k = 700;
        double[] a = Numbers<double>(m * k, 1), b = Numbers<double>(k * n, 2);
        var dense = MathNet.Numerics.LinearAlgebra.Double.DenseMatrix.Build;
        double[] expected = (dense.DenseOfRowMajor(m, k, a) * dense.DenseOfRowMajor(k, n, b)).ToRowMajorArray();
        Tensor c = Tensor.Zeros([m * n], DType.Float64);
        MatrixProduct.Run(Tensor.From(a), 0, false, Tensor.From(b), 0, false, c, 0, m, n, k);
        c.ToArray<double>().ShouldBe(expected, 1e-11);
    }

    [Test]
    public void NaN_and_infinity_reach_their_row_and_column_and_nothing_else([Values] bool transposeA, [Values] bool transposeB)
    {
        foreach ((int m, int n, int k) in s_borders.Where(shape => shape is { M: > 2, N: > 2, K: > 2 }))
        {
            float[] a = [.. Enumerable.Repeat(1f, m * k)], b = [.. Enumerable.Repeat(1f, k * n)];
            a[transposeA ? (2 * m) + 1 : k + 2] = float.NaN;
            b[transposeB ? (2 * k) + 1 : n + 2] = float.PositiveInfinity;
            Tensor c = Tensor.Zeros([m * n]);
            MatrixProduct.Run(Tensor.From(a), 0, transposeA, Tensor.From(b), 0, transposeB, c, 0, m, n, k);
            for (int i = 0; i < m; i++)
            {
                for (int j = 0; j < n; j++)
                {
                    c.AsSpan<float>()[(i * n) + j]
                        .ShouldBe(i == 1 ? float.NaN : j == 2 ? float.PositiveInfinity : k, $"{m} x {n} x {k} at {i}, {j}");
                }
            }
        }
    }

    [Test]
    public void Zero_times_infinity_is_NaN()
    {
        Tensor c = Tensor.Zeros([1]);
        MatrixProduct.Run(Tensor.From([0f, 1f]), 0, false, Tensor.From([float.PositiveInfinity, 1f]), 0, false, c, 0, 1, 1, 2);
        c.Item().ShouldBe(double.NaN);
    }

    [Test]
    public void It_writes_nothing_beside_its_result()
    {
        foreach ((int m, int n, int k) in s_borders)
        {
            Tensor a = Matrix<float>((m * k) + 5, 1), b = Matrix<float>((k * n) + 3, 2), c = Tensor.Full([(m * n) + 9], 7),
                plain = Tensor.Zeros([m * n]);
            MatrixProduct.Run(a, 5, false, b, 3, false, c, 4, m, n, k);
            MatrixProduct.Run(Tensor.From(a.AsSpan<float>()[5..]), 0, false, Tensor.From(b.AsSpan<float>()[3..]), 0, false, plain, 0, m, n,
                k);
            c.ToArray<float>().ShouldBe([7, 7, 7, 7, .. plain.ToArray<float>(), 7, 7, 7, 7, 7]);
        }
    }

    [Test]
    public void Without_inner_elements_the_product_is_zero_or_the_bias()
    {
        Tensor none = Tensor.Zeros([0]), c = Tensor.Full([6], 7);
        MatrixProduct.Run(none, 0, false, none, 0, false, c, 0, 2, 3, 0);
        c.ToArray<float>().ShouldBe([0, 0, 0, 0, 0, 0]);
        MatrixProduct.Run(none, 0, false, none, 0, false, c, 0, 2, 3, 0, Tensor.From([1f, 2f, 3f]));
        c.ToArray<float>().ShouldBe([1, 2, 3, 1, 2, 3]);
    }

    [Test]
    public void Elements_that_are_not_there_are_refused()
    {
        Tensor two = Tensor.Zeros([2]), one = Tensor.Zeros([1]);
        Should.Throw<ArgumentOutOfRangeException>(() => MatrixProduct.Run(two, 1, false, two, 0, false, one, 0, 1, 1, 2));
        Should.Throw<ArgumentOutOfRangeException>(() => MatrixProduct.Run(two, 0, false, two, 0, false, one, 0, 2, 1, 1));
    }

    [Test]
    public void Sizes_whose_product_wraps_to_zero_are_refused()
    {
        const int size = 1 << 16;
        Tensor none = Tensor.Zeros([0]), c = Tensor.Zeros([0]);
        Should.Throw<OverflowException>(() => MatrixProduct.Run(none, 0, false, none, 0, false, c, 0, size, size, 0));
        Should.Throw<OverflowException>(() => MatrixProduct.Run(none, 0, false, none, 0, false, c, 0, size, 0, size));
        Should.Throw<OverflowException>(() => MatrixProduct.Run(none, 0, false, none, 0, false, c, 0, 0, size, size));
    }

    [Test]
    public void It_allocates_nothing_once_it_has_run()
    {
        Tensor a = Matrix<float>(48 * 40, 1), b = Matrix<float>(40 * 33, 2), c = Tensor.Zeros([48 * 33]);
        Action run = () => MatrixProduct.Run(a, 0, true, b, 0, true, c, 0, 48, 33, 40);
        run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++)
        {
            run();
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private static void Check<T>(int m, int n, int k, bool transposeA, bool transposeB, bool withBias, int every)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] a = Numbers<T>(m * k, 1), b = Numbers<T>(k * n, 2), bias = Numbers<T>(n, 3);
        Tensor result = Tensor.Full([m * n], double.NaN, Wrap(bias).DType);
        MatrixProduct.Run(Wrap(a), 0, transposeA, Wrap(b), 0, transposeB, result, 0, m, n, k, withBias ? Wrap(bias) : null);
        ReadOnlySpan<T> c = result.AsSpan<T>();
        for (int at = 0; at < c.Length; at += every)
        {
            (int i, int j) = (at / n, at % n);
            T expected = withBias ? bias[j] : T.Zero;
            for (int start = 0; start < k; start += Stretch)
            {
                T sum = T.Zero;
                for (int p = start; p < Math.Min(k, start + Stretch); p++)
                {
                    sum = T.MultiplyAddEstimate(
                        transposeA ? a[(p * m) + i] : a[(i * k) + p], transposeB ? b[(j * k) + p] : b[(p * n) + j], sum);
                }

                expected += sum;
            }

            if (c[at] != expected)
            {
                Assert.Fail(
                    $"{typeof(T).Name} {m} x {n} x {k}, transposed {transposeA}, {transposeB}, bias {withBias}: element [{i}, {j}] is " +
                    $"{c[at]}, expected {expected}.");
            }
        }
    }

    private static Tensor Matrix<T>(int count, int seed) where T : unmanaged, INumberBase<T> => Wrap(Numbers<T>(count, seed));

    private static Tensor Wrap<T>(T[] numbers) => numbers is float[] floats ? Tensor.From(floats) : Tensor.From((double[])(object)numbers);

    private static T[] Numbers<T>(int count, int seed) where T : INumberBase<T>
    {
        var random = new System.Random(seed);
        var numbers = new T[count];
        for (int i = 0; i < count; i++)
        {
            numbers[i] = T.CreateTruncating((2 * random.NextDouble()) - 1);
        }

        return numbers;
    }
}
