#pragma warning disable NUnit1027 // FsCheck, not NUnit, supplies the arguments of a property.
using System.Numerics;
using Autograd.Benchmarks;
using Autograd.Core;
using PropertyAttribute = FsCheck.NUnit.PropertyAttribute;

namespace Autograd.Tests.Core.Kernels;

/// <summary>
/// The matrix product against OpenBLAS, an oracle that shares no line with it: any shape, factors transposed, parts of larger tensors, a
/// bias. Where the library is not installed a plain loop in double precision stands in, and the output says so.
/// </summary>
public sealed class MatrixProductOpenBlasTests
{
    private static readonly (int M, int N, int K)[] s_large =
        [(200, 300, 700), (384, 2048, 520), (1, 1000, 1030), (1000, 3, 600), (129, 129, 129)];

    [OneTimeSetUp]
    public void SayWhichOracle() => TestContext.Out.WriteLine(OpenBlas.IsAvailable
        ? $"Oracle: {OpenBlas.Version}"
        : "WARNING: there is no libopenblas.so.0 (Debian: libopenblas0-pthread); the oracle is a plain loop in double precision instead.");

    [Property(MaxTest = 200)]
    public void Float32_agrees(byte m, byte n, ushort k, bool transposeA, bool transposeB, byte offset, bool withBias) =>
        Check<float>(m % 70, n % 70, k % 1100, transposeA, transposeB, offset % 20, withBias);

    [Property(MaxTest = 200)]
    public void Float64_agrees(byte m, byte n, ushort k, bool transposeA, bool transposeB, byte offset, bool withBias) =>
        Check<double>(m % 70, n % 70, k % 1100, transposeA, transposeB, offset % 20, withBias);

    [Test]
    public void Large_ones_agree([Values] bool transposeA, [Values] bool transposeB)
    {
        foreach ((int m, int n, int k) in s_large)
        {
            Check<float>(m, n, k, transposeA, transposeB, offset: 3, withBias: true);
            Check<double>(m, n, k, transposeA, transposeB, offset: 0, withBias: false);
        }
    }

    private static void Check<T>(int m, int n, int k, bool transposeA, bool transposeB, int offset, bool withBias)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] a = Numbers(offset + (m * k), 1), b = Numbers(offset + (k * n), 2), bias = Numbers(n, 3);
        DType dtype = typeof(T) == typeof(float) ? DType.Float32 : DType.Float64;
        Tensor left = Tensor.From(a).To(dtype), right = Tensor.From(b).To(dtype), added = Tensor.From(bias).To(dtype);
        Tensor result = Tensor.Full([offset + (m * n)], double.NaN, dtype);
        MatrixProduct.Run(left, offset, transposeA, right, offset, transposeB, result, offset, m, n, k, withBias ? added : null);
        double[] expected = new double[m * n];
        for (int i = 0; withBias && i < expected.Length; i++)
        {
            expected[i] = double.CreateTruncating(added.AsSpan<T>()[i % n]);
        }

        AddProduct(left.AsSpan<T>()[offset..], transposeA, right.AsSpan<T>()[offset..], transposeB, expected, m, n, k);

        // Numbers of at most 1: both sides are off by at most so many roundings of a sum of k of them and the bias.
        double tolerance = 2 * (k + 2) * (k + 1) * double.CreateTruncating(T.BitIncrement(T.One) - T.One) / Math.Sqrt(k + 1);
        ReadOnlySpan<T> actual = result.AsSpan<T>()[offset..];
        for (int i = 0; i < expected.Length; i++)
        {
            if (!(Math.Abs(double.CreateTruncating(actual[i]) - expected[i]) <= tolerance))
            {
                Assert.Fail(
                    $"{typeof(T).Name} {m} x {n} x {k}, transposed {transposeA}, {transposeB}, bias {withBias}: element [{i / n}, " +
                    $"{i % n}] is {actual[i]}, expected {expected[i]}.");
            }
        }
    }

    private static void AddProduct<T>(ReadOnlySpan<T> a, bool transposeA, ReadOnlySpan<T> b, bool transposeB, double[] c, int m, int n,
        int k) where T : unmanaged, INumberBase<T>
    {
        if (!OpenBlas.IsAvailable || c.Length == 0 || k == 0)
        {
            AddProductPlainly(a, transposeA, b, transposeB, c, m, n, k);
        }
        else if (typeof(T) == typeof(float))
        {
            float[] single = Array.ConvertAll(c, number => (float)number);
            OpenBlas.Multiply(Convert<T, float>(a), transposeA, Convert<T, float>(b), transposeB, single, m, n, k, beta: 1);
            Array.ConvertAll(single, number => (double)number).CopyTo(c, 0);
        }
        else
        {
            OpenBlas.Multiply(Convert<T, double>(a), transposeA, Convert<T, double>(b), transposeB, c, m, n, k, beta: 1);
        }
    }

    private static void AddProductPlainly<T>(ReadOnlySpan<T> a, bool transposeA, ReadOnlySpan<T> b, bool transposeB, double[] c, int m,
        int n, int k) where T : INumberBase<T>
    {
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                for (int p = 0; p < k; p++)
                {
                    c[(i * n) + j] += double.CreateTruncating(a[transposeA ? (p * m) + i : (i * k) + p]) * double.CreateTruncating(
                        b[transposeB ? (j * k) + p : (p * n) + j]);
                }
            }
        }
    }

    private static U[] Convert<T, U>(ReadOnlySpan<T> numbers) where T : INumberBase<T> where U : INumberBase<U>
    {
        var converted = new U[numbers.Length];
        for (int i = 0; i < converted.Length; i++)
        {
            converted[i] = U.CreateTruncating(numbers[i]);
        }

        return converted;
    }

    private static double[] Numbers(int count, int seed)
    {
        var random = new System.Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (2 * random.NextDouble()) - 1)];
    }
}
