using Autograd.Core;

namespace Autograd.Benchmarks;

/// <summary>Matrix products: the kernel against OpenBLAS, and the op against PyTorch's.</summary>
internal static class MatrixWorkloads
{
    private static readonly int[] s_sizes = [32, 64, 128, 256, 512, 1024, 2048];
    private static readonly (string Name, bool TransposeA, bool TransposeB)[] s_variants =
        [("plain", false, false), ("at", true, false), ("bt", false, true), ("atbt", true, true)];
    private static readonly (int M, int N, int K)[] s_products =
        [(32, 32, 32), (128, 128, 128), (128, 256, 784), (256, 1024, 1024), (1024, 1024, 1024)];

    internal static IEnumerable<Workload> Kernels()
    {
        foreach (int size in s_sizes)
        {
            foreach ((string name, bool transposeA, bool transposeB) in s_variants)
            {
                yield return new($"gemm/{size}/{name}", () => Kernel(size, transposeA, transposeB))
                {
                    Operations = 2.0 * size * size * size,
                    Against = Workload.OpenBlas,
                    Yardstick = () => Yardstick(size, transposeA, transposeB),
                };
            }
        }
    }

    internal static IEnumerable<Workload> Ops() =>
        s_products.Select(product =>
        new Workload($"matmul/{product.M}x{product.N}x{product.K}", () => Product(product.M, product.N, product.K))
        {
            Operations = 2.0 * product.M * product.N * product.K,
        });

    private static Action Kernel(int size, bool transposeA, bool transposeB)
    {
        Tensor a = Data.Normal(size, size), b = Data.Normal(size, size), c = Tensor.Zeros([size, size]);
        return () => MatrixProduct.Run(a, 0, transposeA, b, 0, transposeB, c, 0, size, size, size);
    }

    private static Action Yardstick(int size, bool transposeA, bool transposeB)
    {
        OpenBlas.SetThreads(ThreadLimit.Current);
        Tensor a = Data.Normal(size, size), b = Data.Normal(size, size), c = Tensor.Zeros([size, size]);
        return () =>
            OpenBlas.Multiply(a.AsSpan<float>(), transposeA, b.AsSpan<float>(), transposeB, c.AsWritableSpan<float>(), size, size, size);
    }

    private static Action Product(int m, int n, int k)
    {
        Tensor a = Data.Normal(m, k), b = Data.Normal(k, n);
        return () =>
        {
            using var scope = new TensorScope();
            a.MatMul(b);
        };
    }
}
