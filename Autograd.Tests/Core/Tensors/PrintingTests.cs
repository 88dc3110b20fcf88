using System.Globalization;
using Autograd.Core;

namespace Autograd.Tests.Core.Tensors;

public sealed class PrintingTests
{
    [Test]
    public void The_first_program_prints_the_gradient()
    {
        Tensor x = Tensor.From([1.0, 2.0, 3.0]);
        using var tape = new Tape();
        tape.Watch(x);
        tape.Backward((x * x).Sum());
        x.Grad!.ToString().ShouldBe("[2, 4, 6]");
    }

    [TestCase(new[] { 1.0, -2, 10 }, "[1, -2, 10]")]
    [TestCase(new[] { 0.5, 0.25 }, "[0.50, 0.25]")]
    [TestCase(new[] { 1, 1.0 / 3 }, "[1.0000, 0.3333]")]
    [TestCase(new[] { 0.50003, 1 }, "[0.5000, 1.0000]")]
    [TestCase(new[] { 1.5, double.NaN, double.PositiveInfinity, double.NegativeInfinity }, "[1.5, NaN, inf, -inf]")]
    [TestCase(new[] { 1.0, 10000 }, "[1, 10000]")]
    [TestCase(new[] { 1e10, 25e9 }, "[1.0e+10, 2.5e+10]")]
    [TestCase(new[] { 1e-5, 0 }, "[1e-05, 0e+00]")]
    [TestCase(new[] { 0.0012345, 5.5 }, "[1.2345e-03, 5.5000e+00]")]
    [TestCase(new[] { 1, 1e-7 }, "[1e+00, 1e-07]")]
    [TestCase(new[] { 16777217.0, -1 }, "[16777217, -1]")]
    [TestCase(new[] { 1234567890123.0, 1 }, "[1234567890123, 1]")]
    [TestCase(new[] { 0.0, 0 }, "[0, 0]")]
    [TestCase(new[] { double.NaN }, "[NaN]")]
    public void Numbers_share_the_shortest_format_that_does(double[] numbers, string expected) =>
        Tensor.From(numbers).ToString().ShouldBe(expected);

    [Test]
    public void Float32_is_read_as_Float32() => Tensor.From([0.1f, 0.7f, 12.25f]).ToString().ShouldBe("[0.10, 0.70, 12.25]");

    [Test]
    public void Other_types_print_as_CSharp_writes_them()
    {
        Tensor.From([1L, long.MinValue]).ToString().ShouldBe("[1, -9223372036854775808]");
        Tensor.From(new[,] { { true, false } }).ToString().ShouldBe("[[ true, false]]");
    }

    [Test]
    public void A_scalar_prints_its_number()
    {
        Tensor.Scalar(3.5).ToString().ShouldBe("3.5");
        Tensor.Scalar(2).ToString().ShouldBe("2");
        Tensor.Scalar(0.1).ToString().ShouldBe("0.1");
        Tensor.Scalar(1 / 3f).ToString().ShouldBe("0.33333334");
        Tensor.Scalar(1 / 3.0, DType.Float64).ToString().ShouldBe("0.3333333333333333");
        Tensor.Scalar(16777216).ToString().ShouldBe("16777216");
        Tensor.Scalar(1e-7).ToString().ShouldBe("1e-07");
        Tensor.From([123456789.0]).ToString().ShouldBe("[123456789]");
    }

    [Test]
    public void No_elements_print_as_brackets_and_the_shape_where_it_says_more()
    {
        Tensor.Zeros([0]).ToString().ShouldBe("[]");
        Tensor.Zeros([0, 3]).ToString().ShouldBe("[] of shape [0, 3]");
    }

    [Test]
    public void Columns_are_aligned()
    {
        Tensor.From(new[,] { { 1f, -20f }, { 300f, 4f } }).ToString().ShouldBe("[[  1, -20],\n [300,   4]]");
        Tensor.Arange(0, 8).Reshape(2, 2, 2).ToString().ShouldBe("[[[0, 1],\n  [2, 3]],\n\n [[4, 5],\n  [6, 7]]]");
    }

    [Test]
    public void Long_tensors_show_their_edges()
    {
        Tensor.Arange(0, 1000).ToString().ShouldNotContain("...");
        Tensor.Arange(0, 1001).ToString().ShouldBe("[0, 1, 2, ..., 998, 999, 1000]");
        Tensor.Zeros([1001, 2]).ToString().ShouldBe("[[0, 0],\n [0, 0],\n [0, 0],\n ...,\n [0, 0],\n [0, 0],\n [0, 0]]");
        Tensor.Arange(0, 2002).Reshape(2, 1001).ToString()
            .ShouldBe("[[   0,    1,    2, ...,  998,  999, 1000],\n [1001, 1002, 1003, ..., 1999, 2000, 2001]]");
    }

    [Test]
    public void Long_rows_break_into_aligned_lines()
    {
        string[] lines = Tensor.Arange(0, 60).ToString().Split('\n');
        lines.Length.ShouldBe(3);
        lines.ShouldAllBe(line => line.Length <= 100);
        lines[0].ShouldStartWith("[ 0,  1,");
        lines[1].ShouldStartWith(" 25, 26,");
        string.Concat(lines).Split(',').Length.ShouldBe(60);
    }

    [Test]
    public void The_culture_does_not_matter()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        comma.NumberFormat.NegativeSign = "~";
        try
        {
            CultureInfo.CurrentCulture = comma;
            Tensor.From([-0.5, 0.25]).ToString().ShouldBe("[-0.50, 0.25]");
            Tensor.From([-1L]).ToString().ShouldBe("[-1]");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Test]
    public void A_disposed_tensor_says_so()
    {
        Tensor y;
        using (new Tape())
        {
            y = Tensor.Ones([2]) * 2;
        }

        y.ToString().ShouldContain("The tensor [2] computed by 'mul' belonged to a tape or scope that was disposed.");
    }
}
