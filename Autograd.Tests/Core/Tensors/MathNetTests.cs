using Autograd.Core;
using MathNet.Numerics.LinearAlgebra;

namespace Autograd.Tests.Core.Tensors;

public sealed class MathNetTests
{
    [Test]
    public void A_matrix_keeps_rows_and_columns_on_the_way_in_and_out()
    {
        Matrix<double> matrix = Matrix<double>.Build.DenseOfArray(new double[,] { { 1, 2, 3 }, { 4, 5, 6 } });
        Tensor x = Tensor.From(matrix);
        x.Shape.ShouldBe([2, 3]);
        x.ToArray<double>().ShouldBe([1, 2, 3, 4, 5, 6]);
        x.ToMatrix<double>().ShouldBe(matrix);
        Tensor.From(matrix.ToSingle()).DType.ShouldBe(DType.Float32);
        Tensor.From(matrix.ToSingle()).ToMatrix<float>()[1, 0].ShouldBe(4);
    }

    [Test]
    public void A_sparse_matrix_becomes_dense() =>
        Tensor.From(Matrix<float>.Build.SparseOfIndexed(2, 3, [(1, 0, 5f)])).ToArray<float>().ShouldBe([0, 0, 0, 5, 0, 0]);

    [Test]
    public void A_vector_keeps_its_elements()
    {
        Tensor.From(Vector<double>.Build.Dense([1, 2])).ToVector<double>().ShouldBe(Vector<double>.Build.Dense([1, 2]));
        Tensor.From(Vector<float>.Build.Dense([1, 2])).ToVector<float>()[1].ShouldBe(2);
        Tensor.From(Vector<float>.Build.Sparse(3)).Shape.ShouldBe([3]);
    }

    [Test]
    public void The_matrix_does_not_share_the_elements()
    {
        Tensor x = Tensor.Ones([1, 1]);
        x.ToMatrix<float>()[0, 0] = 5;
        x.Item().ShouldBe(1);
    }

    [Test]
    public void The_product_agrees_with_MathNet()
    {
        Tensor x = Tensor.Normal([3, 4], new Generator(1), dtype: DType.Float64),
            y = Tensor.Normal([4, 2], new Generator(2), dtype: DType.Float64);
        x.MatMul(y).AllClose(Tensor.From(x.ToMatrix<double>() * y.ToMatrix<double>()), 1e-12, 1e-14).ShouldBeTrue();
    }

    [Test]
    public void What_does_not_fit_is_named()
    {
        Should.Throw<InvalidOperationException>(() => Tensor.Ones([2])
            .ToMatrix<float>()).Message.ShouldStartWith("ToMatrix: the tensor has the shape [2]; expected 2 axes: reshape it");
        Should.Throw<InvalidOperationException>(() => Tensor.Ones([2, 1]).ToVector<float>()).Message.ShouldStartWith(
            "ToVector: the tensor has the shape [2, 1]; expected 1 axis: flatten it with Reshape(-1)");
        Should.Throw<ArgumentException>(() => Tensor.Ones([1, 2])
            .ToMatrix<double>()).Message.ShouldStartWith("The tensor holds Float32, not Float64. Convert it with To(DType.Float64) first.");
        Should.Throw<ArgumentException>(() => Tensor.From([1])
            .ToVector<long>()).Message.ShouldStartWith("ToVector: Math.NET has no linear algebra over Int64; expected float or double.");
        Should.Throw<ArgumentNullException>(() => Tensor.From((Matrix<float>)null!));
        Should.Throw<ArgumentNullException>(() => Tensor.From((Vector<double>)null!));
    }

    [Test]
    public void Empty_ones_pass()
    {
        Tensor.Ones([0, 3]).ToMatrix<float>().ColumnCount.ShouldBe(3);
        Tensor.From(Tensor.Ones([2, 0]).ToMatrix<float>()).Shape.ShouldBe([2, 0]);
        Tensor.Ones([0]).ToVector<float>().Count.ShouldBe(0);
    }
}
