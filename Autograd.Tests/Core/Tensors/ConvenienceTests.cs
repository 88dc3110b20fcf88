using Autograd.Core;

namespace Autograd.Tests.Core.Tensors;

/// <summary>The small things that every program wants.</summary>
public sealed class ConvenienceTests
{
    [Test]
    public void Where_takes_numbers_on_either_side()
    {
        Tensor x = Tensor.From([-1.0, 2]), y = Tensor.From([5f, 6f]);
        Tensor.Where(x > 0, x, 0).ToArray<double>().ShouldBe([0, 2]);
        Tensor.Where(x > 0, 1.5, x).ToArray<double>().ShouldBe([-1, 1.5]);
        Tensor.Where(x > 0, y, 0.5).DType.ShouldBe(DType.Float32);
        Tensor.Where(x > 0, 1, -1).ToArray<float>().ShouldBe([-1, 1]);
        Tensor.Where(x > 0, 1, -1, DType.Float64).ToArray<double>().ShouldBe([-1, 1]);
        using var tape = new Tape();
        tape.Watch(x);
        tape.Gradient(Tensor.Where(x > 0, x.Sqrt(), 0).Sum(), [x])[0].ToArray<double>().ShouldBe([0, 0.5 / Math.Sqrt(2)]);
    }

    [Test]
    public void The_deviation_of_equal_elements_is_0_and_so_is_its_gradient()
    {
        Tensor x = Tensor.From([2.0, 2, 2, 1, 3, 5], [2, 3]);
        using var tape = new Tape();
        tape.Watch(x);
        Tensor deviation = x.Std(1);
        deviation.ToArray<double>().ShouldBe([0, 2]);
        tape.Gradient(deviation.Sum(), [x])[0].ToArray<double>().ShouldBe([0, 0, 0, -0.5, 0, 0.5]);
        double.IsNaN(Tensor.From([1.0]).Std().Item()).ShouldBeTrue();
    }

    [Test]
    public void A_mask_has_a_count_and_a_share()
    {
        Tensor mask = Tensor.From(new[,] { { true, false, true }, { false, false, true } });
        mask.Sum().Item<long>().ShouldBe(3);
        mask.Sum(0).ToArray<long>().ShouldBe([1, 0, 2]);
        mask.Mean().Item<float>().ShouldBe(0.5f);
        mask.Mean(1, keepDims: true).ToArray<float>().ShouldBe([2 / 3f, 1 / 3f]);
        double.IsNaN(Tensor.Zeros([0], DType.Bool).Mean().Item()).ShouldBeTrue();
    }

    [Test]
    public void Conversions_have_names()
    {
        Tensor x = Tensor.From([0.0, 2.7]);
        x.ToFloat32().DType.ShouldBe(DType.Float32);
        x.ToFloat32().ToFloat64().DType.ShouldBe(DType.Float64);
        x.ToInt64().ToArray<long>().ShouldBe([0, 2]);
        x.ToBool().ToArray<bool>().ShouldBe([false, true]);
    }

    [Test]
    public void A_formula_of_three_arguments_maps()
    {
        Tensor x = Tensor.From([1.0, 2]), y = Tensor.From([3.0]), z = Tensor.From([5.0, 7]);
        using var tape = new Tape();
        tape.Watch(y);
        Tensor sum = x.Map(default(MultiplyAdd), y, z);
        sum.ToArray<double>().ShouldBe([8, 13]);
        tape.Gradient(sum.Sum(), [y])[0].ToArray<double>().ShouldBe([3]);
    }

    [TestCase(new[] { 3 }, new[] { 3 }, new int[0])]
    [TestCase(new[] { 3 }, new[] { 3, 4 }, new[] { 4 })]
    [TestCase(new[] { 2, 3 }, new[] { 3 }, new[] { 2 })]
    [TestCase(new[] { 3 }, new[] { 5, 3, 4 }, new[] { 5, 4 })]
    [TestCase(new[] { 5, 2, 3 }, new[] { 3 }, new[] { 5, 2 })]
    public void A_matrix_product_takes_vectors(int[] a, int[] b, int[] expected)
    {
        Tensor left = OpSamples.Spread(Shape.Of(a), DType.Float64), right = OpSamples.Spread(Shape.Of(b), DType.Float64, phase: 1);
        Tensor product = left.MatMul(right);
        product.Shape.ShouldBe(Shape.Of(expected));
        Tensor row = left.Rank == 1 ? left.Unsqueeze(0) : left, column = right.Rank == 1 ? right.Unsqueeze(1) : right;
        product.Flatten().Difference(row.MatMul(column).Flatten()).ShouldBeNull();
        left.MatMul(right, transposeThis: a.Length == 1, transposeOther: b.Length == 1).ElementsEqual(product).ShouldBeTrue();
        GradCheck.Run("vectors", inputs => inputs[0].MatMul(inputs[1]), [left, right]).Passed.ShouldBeTrue();
    }

    [Test]
    public void Vectors_that_do_not_fit_are_refused()
    {
        Should.Throw<ArgumentException>(() =>
            Tensor.Ones([3]).MatMul(Tensor.Ones([4]))).Message.ShouldStartWith("matmul: the inner sizes of [3] and [4] are 3 and 4");
        Should.Throw<ArgumentException>(() =>
            Tensor.Ones([]).MatMul(Tensor.Ones([4]))).Message.ShouldStartWith("matmul: the shapes are [] and [4]");
        Should.Throw<ArgumentNullException>(() => Tensor.Ones([3]).MatMul(null!)).Message.ShouldStartWith("matmul: input 1 is null");
    }

    [Test]
    public void A_paused_tape_lets_parameters_change_in_place()
    {
        Tensor w = Tensor.From([1.0, 2]);
        using var tape = new Tape();
        tape.Watch(w);
        tape.Backward((w * w).Sum());
        using (tape.Pause())
        {
            w[..] = w - (w.Grad! * 0.25);
        }

        w.ToArray<double>().ShouldBe([0.5, 1]);
    }

    [Test]
    public void A_difference_says_where_and_how_far()
    {
        Tensor x = Tensor.From([1.0, 2, 3.5, 4, 5, 7], [2, 3]), expected = Tensor.From([1.0, 2, 3, 4, 5, 6], [2, 3]);
        x.Difference(x).ShouldBeNull();
        x.Difference(expected).ShouldBe("The element at [0, 2] is 3.5; expected 3, which is 0.5 away. Of 6 elements 2 differ.");
        x.Difference(expected, absolute: 1).ShouldBeNull();
        x.Difference(expected.Flatten()).ShouldBe("The shape is [2, 3]; expected [6].");
        Tensor.From([double.NaN]).Difference(Tensor.From([double.NaN]), equalNan: true).ShouldBeNull();
        Tensor.From([double.NaN]).Difference(Tensor.From([1.0]))!.ShouldStartWith("The element at [0] is NaN; expected 1");
        Should.Throw<ArgumentException>(() =>
            x.Difference(x, relative: -1)).Message.ShouldStartWith("Difference: the relative tolerance is -1");
    }

    private readonly record struct MultiplyAdd : ITernaryFormula
    {
        public R Apply<R>(R x, R y, R z) where R : struct, IReal<R> => (x * y) + z;
    }
}
