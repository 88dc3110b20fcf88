using Autograd.Core;

namespace Autograd.Tests.Core.Ops;

public sealed class SoftmaxTests
{
    // Rows shorter than a lane, of whole lanes and not, and of more than one stretch, along the last axis and along others.
    private static IEnumerable<object[]> Shapes() =>
    [
        [new[] { 19, 3 }, 1], [new[] { 5, 16 }, 1], [new[] { 3, 67 }, 1], [new[] { 2, 4133 }, 1],
        [new[] { 7, 5 }, 0], [new[] { 6, 37 }, 0], [new[] { 2, 3, 5 }, 1], [new[] { 2, 9, 16 }, 1],
    ];

    [TestCase(5.6e5)]
    [TestCase(-5.6e5)]
    public void At_a_large_inverse_temperature_the_largest_element_takes_all(double beta)
    {
        foreach (int[] sizes in new[] { new[] { 1, 2 }, [1, 2, 1], [1, 2, 17] })
        {
            int inner = sizes.Length > 2 ? sizes[2] : 1, most = beta > 0 ? 0 : inner, least = inner - most;
            Tensor x = Tensor.From([.. Enumerable.Repeat(12345.6f, inner), .. Enumerable.Repeat(1.1f, inner)], Shape.Of(sizes));
            using var tape = new Tape();
            tape.Watch(x);
            Tensor shares = x.Softmax(1, beta), logs = x.LogSoftmax(1, beta);
            (shares.ToArray<float>()[most], shares.ToArray<float>()[least]).ShouldBe((1, 0));
            logs.ToArray<float>()[most].ShouldBe(0);
            logs.ToArray<float>()[least].ShouldBe(-6.91292e9f, 1e5f);
            x.Softmin(1, -beta).ToArray<float>().ShouldBe(shares.ToArray<float>());
            tape.Gradient(shares, [x], shares.Square().Detach())[0].ToArray<float>().ShouldAllBe(gradient => gradient == 0);
            float[] byLogs = tape.Gradient(logs, [x], Tensor.Ones(x.Shape))[0].ToArray<float>();
            (byLogs[most], byLogs[least]).ShouldBe(((float)-beta, (float)beta));
        }
    }

    [Test]
    public void Near_equal_elements_and_ones_far_apart_are_told_apart()
    {
        Tensor.From([0.3f, 0.1f], [1, 2]).Softmax(1, beta: 1e10).ToArray<float>().ShouldBe([1, 0]);
        Tensor.From([12345.6, 1.1], [1, 2]).LogSoftmax(1, beta: 5.6e15).ToArray<double>()[1].ShouldBe(-6.912919999999999e19, 1e6);
        Tensor.From([3e38f, -3e38f], [1, 2]).LogSoftmax(1, beta: 0.1).ToArray<float>()[1].ShouldBe(-6e37f, 1e31f);
    }

    [TestCaseSource(nameof(Shapes))]
    public void Rows_follow_the_definition(int[] sizes, int axis)
    {
        foreach (DType dtype in new[] { DType.Float32, DType.Float64 })
        {
            double tolerance = dtype == DType.Float32 ? 4e-6 : 1e-14;
            Tensor x = OpSamples.Spread(Shape.Of(sizes), dtype, -4, 4), upstream = OpSamples.Spread(Shape.Of(sizes), dtype, phase: 1);
            double[] xs = Doubles(x), gs = Doubles(upstream);
            double[] y = [.. xs.Select((double value, int i) => Math.Exp(2 * value) / Row(i, j => Math.Exp(2 * xs[j])))];
            double[] dx = [.. y.Select((value, i) => 2 * value * (gs[i] - Row(i, j => gs[j] * y[j])))];
            double[] dxOfLog = [.. y.Select((value, i) => 2 * (gs[i] - (value * Row(i, j => gs[j]))))];
            using var tape = new Tape();
            tape.Watch(x);
            Tensor softmax = x.Softmax(axis, beta: 2), logSoftmax = x.LogSoftmax(axis, beta: 2);
            Doubles(softmax).ShouldBe(y, tolerance);
            Doubles(logSoftmax).ShouldBe(y.Select(value => Math.Log(value)).ToArray(), 4 * tolerance);
            double longest = 8 * Math.Sqrt(sizes[axis]);
            Doubles(tape.Gradient(softmax, [x], upstream)[0]).ShouldBe(dx, longest * tolerance);
            Doubles(tape.Gradient(logSoftmax, [x], upstream)[0]).ShouldBe(dxOfLog, longest * tolerance);
        }

        double Row(int element, Func<int, double> term)
        {
            int inner = sizes[(axis + 1)..].Aggregate(1, (a, b) => a * b), length = sizes[axis];
            int first = (element / (length * inner) * length * inner) + (element % inner);
            return Enumerable.Range(0, length).Sum(i => term(first + (i * inner)));
        }
    }

    // A lane of columns as long as these would take many times the room of the few there are.
    [TestCase(20_011, 2)]
    [TestCase(40_000, 3)]
    public void Few_long_columns_are_as_rows_are(int length, int columns)
    {
        Tensor x = OpSamples.Spread([length, columns], DType.Float32, -4, 4), upstream = OpSamples.Spread(x.Shape, x.DType, phase: 1);
        Tensor turned = x.Transpose();
        using var tape = new Tape();
        tape.Watch(x);
        tape.Watch(turned);
        Tensor down = x.Softmax(0), along = turned.Softmax(1);
        down.Transpose().ToArray<float>().ShouldBe(along.ToArray<float>());
        tape.Gradient(down, [x], upstream)[0].Transpose().ToArray<float>()
            .ShouldBe(tape.Gradient(along, [turned], upstream.Transpose())[0].ToArray<float>());
    }

    [Test]
    public void Few_long_columns_take_room_in_proportion()
    {
        Tensor x = Tensor.Zeros([1 << 20, 2]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        x.Softmax(0).ToArray<float>()[^1].ShouldBe(1f / (1 << 20));
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(6L * x.Count * sizeof(float));
    }

    [Test]
    public void Great_numbers_neither_overflow_nor_vanish([Values(3, 40)] int length)
    {
        double[] row = new double[length];
        Array.Fill(row, -1e4);
        row[1] = 1e4;
        Tensor.From(row).Softmax(0).ToArray<double>().ShouldBe([.. row.Select(x => x > 0 ? 1.0 : 0)]);
        Tensor.From(row).LogSoftmax(0).ToArray<double>().ShouldBe([.. row.Select(x => x > 0 ? 0.0 : -2e4)]);
        Gradients.Of(x => x.LogSoftmax(0), row).ShouldBe([.. row.Select(x => x > 0 ? 1.0 - length : 1)]);
    }

    [Test]
    public void Masked_elements_get_nothing_and_a_wholly_masked_row_is_NaN([Values(3, 40)] int length)
    {
        double[] row = new double[length];
        Array.Fill(row, double.NegativeInfinity);
        Tensor.From(row).Softmax(0).ToArray<double>().ShouldAllBe(y => double.IsNaN(y));
        Tensor.From(row).LogSoftmax(0).ToArray<double>().ShouldAllBe(y => double.IsNaN(y));
        row[0] = row[1] = 5;
        Tensor.From(row).Softmax(0).ToArray<double>().ShouldBe([.. row.Select(x => x > 0 ? 0.5 : 0)]);
        Gradients.Of(x => x.Softmax(0), row).ShouldBe(new double[length]);
    }

    [Test]
    public void A_NaN_spreads_over_its_row_and_no_further([Values(3, 40)] int length, [Values(0, 2)] int at)
    {
        double[] rows = new double[2 * length];
        rows[at] = double.NaN;
        double[] y = Tensor.From(rows, [2, length]).Softmax(1).ToArray<double>();
        y[..length].ShouldAllBe(value => double.IsNaN(value));
        y[length..].ShouldAllBe(value => value == 1.0 / length);
    }

    private static double[] Doubles(Tensor tensor) => tensor.To(DType.Float64).ToArray<double>();
}
