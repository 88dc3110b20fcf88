using Autograd.Core;
using Autograd.Nn;
using Autograd.Tests.Laws;

namespace Autograd.Tests.Core.Tapes;

/// <summary>A table with a sparse gradient costs a step what the rows do that are looked up, and is right in every way back.</summary>
public sealed class SparseGradTests
{
    private const int Rows = 50_000, Width = 32;

    private static readonly long[] s_first = [3, 49_999, 3, 700], s_second = [700, 12];

    [Test]
    public void A_step_touches_only_the_rows_that_are_looked_up()
    {
        Parameter table = Table();
        var optimizer = new Sgd([table], 0.1);
        Step(table, optimizer, s_first);

        // What is written behind the library's back stays where nothing comes: NaN would spread to the values, and −0 would become 0.
        float[] marks = new float[Rows * Width];
        for (int i = 0; i < marks.Length; i++)
        {
            marks[i] = i % 2 == 0 ? float.NaN : float.NegativeZero;
        }

        Span<float> gradient = table.Grad!.Elements<float>();
        foreach (int row in Enumerable.Range(0, Rows).Except(s_first.Concat(s_second).Select(row => (int)row)))
        {
            marks.AsSpan(row * Width, Width).CopyTo(gradient[(row * Width)..]);
        }

        float[] values = table.Value.ToArray<float>();
        Step(table, optimizer, s_second);
        Step(table, optimizer, []);
        Step(table, optimizer, s_second);
        gradient = table.Grad!.Elements<float>();
        ReadOnlySpan<float> after = table.Value.Elements<float>();
        for (int row = 0; row < Rows; row++)
        {
            int start = row * Width;
            bool isTouched = s_first.Concat(s_second).Contains(row);
            for (int i = start; i < start + Width; i++)
            {
                int bits = BitConverter.SingleToInt32Bits(gradient[i]);
                bool isAsExpected = isTouched
                    ? bits == (s_second.Contains(row) ? BitConverter.SingleToInt32Bits(1) : 0)
                    : bits == BitConverter.SingleToInt32Bits(marks[i - start]) && after[i] == values[i];
                if (!isAsExpected)
                {
                    Assert.Fail($"row {row}: the gradient is {gradient[i]}, and the value went from {values[i]} to {after[i]}");
                }
            }
        }
    }

    [Test]
    public void A_step_takes_no_memory_of_the_size_of_the_table()
    {
        Allocated(Table()).ShouldBeLessThan(100_000);
        Allocated(new Parameter([Rows, Width], new Constant(1))).ShouldBeGreaterThan(Rows * Width * sizeof(float));

        // On a thread of its own, whose pool holds nothing yet.
        static long Allocated(Parameter table)
        {
            long allocated = 0;
            var thread = new Thread(() =>
            {
                var optimizer = new Sgd([table], 0.1);
                table.Value.GradMemory();
                long before = GC.GetAllocatedBytesForCurrentThread();
                Step(table, optimizer, s_first);
                allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            });
            thread.Start();
            thread.Join();
            return allocated;
        }
    }

    [Test]
    public void Gradients_asked_for_or_sent_elsewhere_are_dense_and_right()
    {
        Tensor table = OpSamples.Spread([5, 3], DType.Float64), index = Tensor.From([4L, 1, 4]);
        table.RequiresGrad = true;
        table.HasSparseGrad = true;
        var set = new GradientSet(table);
        using (var tape = new Tape())
        {
            Tensor loss = (table.IndexSelect(0, index).Square() * table.IndexSelect(0, index)).Sum();
            Tensor slope = tape.Gradient(loss, [table], createGraph: true)[0];
            Tensor second = tape.Gradient(slope.Sum(), [table])[0];
            tape.Backward(loss, into: set);
            table.Grad.ShouldBeNull();
            tape.Backward(loss, again: true);
            table.Grad!.ToArray<double>().ShouldBe(slope.ToArray<double>(), 1e-12);
            set[table]!.ToArray<double>().ShouldBe(slope.ToArray<double>(), 1e-12);
            double[] times = [0, 1, 0, 0, 2], x = table.ToArray<double>();
            slope.ToArray<double>().ShouldBe([.. x.Select((x, i) => 3 * times[i / 3] * x * x)], 1e-12);
            second.ToArray<double>().ShouldBe([.. x.Select((x, i) => 6 * times[i / 3] * x)], 1e-12);
        }

        // A pass into a set leaves nothing behind in the rows.
        table.ZeroGrad();
        Differentiate(table, Tensor.From([0L]));
        table.Grad!.ToArray<double>().ShouldBe([1, 1, 1, .. new double[12]]);
    }

    [Test]
    public void What_others_write_to_the_gradient_is_part_of_it()
    {
        Tensor table = Tensor.Zeros([4, 2]);
        table.RequiresGrad = true;
        table.HasSparseGrad = true;
        Differentiate(table, Tensor.From([1L]));
        table.Grad!.SetItem(5, 3);
        Tensor.Update(new Descent(), [table], [table.Grad!]);
        table.ToArray<float>().ShouldBe([0, 0, -1, -1, 0, 0, -5, -5]);
        Differentiate(table, Tensor.From([0L]));
        table.Grad!.ToArray<float>().ShouldBe([1, 1, 1, 1, 0, 0, 5, 5]);
        table.ZeroGrad();
        Differentiate(table, Tensor.From([2L]));
        table.Grad!.ToArray<float>().ShouldBe([0, 0, 0, 0, 1, 1, 0, 0]);
    }

    [Test]
    public void A_gradient_of_another_is_not_the_tables_own()
    {
        Tensor table = Tensor.Zeros([3, 1]);
        table.RequiresGrad = true;
        table.HasSparseGrad = true;
        Differentiate(table, Tensor.From([1L]));
        Tensor.Update(new Descent(), [table], [Tensor.Ones([3, 1])]);
        table.ToArray<float>().ShouldBe([-1, -1, -1]);
    }

    [Test]
    public void Among_others_each_row_goes_with_what_is_kept_for_it()
    {
        Tensor[] tensors = [Tensor.Zeros([20]), Tensor.Zeros([9, 3]), Tensor.Zeros([5])];
        Tensor[] means = [.. tensors.Select(tensor => Tensor.Arange(0, tensor.Count, 1).Reshape(tensor.Shape).Detach())];
        Tensor.Pack(means, out _);
        Array.ForEach(tensors, tensor => tensor.RequiresGrad = true);
        tensors[1].HasSparseGrad = true;
        using (var tape = new Tape())
        {
            tape.Backward(tensors[0].Sum() + tensors[1].IndexSelect(0, Tensor.From([7L, 2])).Sum() + tensors[2].Sum());
        }

        Tensor.Update(new Adding(), tensors, [.. tensors.Select(tensor => tensor.Grad!)], means[0]);
        tensors[0].ToArray<float>().ShouldBe([.. Enumerable.Range(1, 20)]);
        tensors[1].ToArray<float>().ShouldBe([.. Enumerable.Range(0, 27).Select(i => i / 3 is 2 or 7 ? i + 1f : 0)]);
        tensors[2].ToArray<float>().ShouldBe([1, 2, 3, 4, 5]);
        means[1].ToArray<float>().ShouldBe([.. Enumerable.Range(0, 27).Select(i => i / 3 is 2 or 7 ? i + 1f : i)]);
    }

    [Test]
    public void What_is_frozen_before_the_way_back_gets_nothing()
    {
        Parameter table = Table();
        using var tape = new Tape();
        Tensor loss = table.Value.IndexSelect(0, Tensor.From(s_first)).Sum();
        table.RequiresGrad = false;
        tape.Backward(loss);
        table.Grad.ShouldBeNull();
    }

    [Test]
    public void A_pass_that_ends_midway_leaves_no_rest_behind()
    {
        Tensor table = Tensor.Zeros([4, 1]);
        table.RequiresGrad = true;
        table.HasSparseGrad = true;
        Differentiate(table, Tensor.From([1L]));
        table.ZeroGrad();
        using (var tape = new Tape())
        {
            Should.Throw<NotSupportedException>(() => tape.Backward(new Failing().Apply(table)));
        }

        Differentiate(table, Tensor.From([2L]));
        table.Grad!.ToArray<float>().ShouldBe([0, 0, 1, 0]);
    }

    [Test]
    public void The_number_of_threads_changes_no_bit()
    {
        byte[][] bits = [.. new[] { 1, int.MaxValue }.Select(threads =>
        {
            using var limit = new ThreadLimit(threads);
            var table = new Parameter([Rows, 3], new Uniform(-1, 1), hasSparseGrad: true);
            var optimizer = new Sgd([table], 0.1);
            long[] rows = [.. Enumerable.Range(0, Rows).Select(i => i * 7L % Rows).Where(row => row % 10 != 0)];
            Step(table, optimizer, rows);
            Step(table, optimizer, rows);
            return Numbers.Bits(table);
        })];
        bits[1].ShouldBe(bits[0]);
    }

    [Test]
    public void What_has_no_rows_is_refused()
    {
        Should.Throw<InvalidOperationException>(() => Tensor.Ones([]).HasSparseGrad = true).Message.ShouldBe(
            "A tensor of Float32 [] has no gradient with rows; expected Float32 or Float64 and an axis at least.");
        Should.Throw<InvalidOperationException>(() => Tensor.From([1L]).HasSparseGrad = true);
        Should.Throw<ArgumentException>(() => new Parameter([], new Constant(1), hasSparseGrad: true));
        Should.Throw<ArgumentException>(() => new Parameter(Tensor.Ones([]), hasSparseGrad: true));
        Tensor scalar = Tensor.Ones([]);
        scalar.HasSparseGrad = false;
        scalar.HasSparseGrad.ShouldBeFalse();
    }

    private static Parameter Table() => new([Rows, Width], new Constant(1), hasSparseGrad: true);

    private static void Step(Parameter table, Sgd optimizer, long[] rows)
    {
        using var tape = new Tape();
        Tensor loss = table.Value.IndexSelect(0, Tensor.From(rows)).Sum();
        optimizer.ZeroGrad();
        tape.Backward(loss);
        optimizer.Step();
    }

    private static void Differentiate(Tensor table, Tensor index)
    {
        using var tape = new Tape();
        tape.Backward(table.IndexSelect(0, index).Sum());
    }

    private readonly record struct Descent : IUpdateFormula
    {
        public static IReadOnlyList<string> StateNames { get; } = [];

        public bool SkipsZeroGradients => true;

        public void Apply<R>(R gradient, ref R value, ref R first, ref R second, ref R third) where R : struct, IReal<R> =>
            value -= gradient;
    }

    // What it keeps, and the value with it, is moved by the gradient alone.
    private readonly record struct Adding : IUpdateFormula
    {
        public static IReadOnlyList<string> StateNames { get; } = ["mean"];

        public bool SkipsZeroGradients => true;

        public void Apply<R>(R gradient, ref R value, ref R mean, ref R second, ref R third) where R : struct, IReal<R>
        {
            mean += gradient;
            value += gradient * mean;
        }
    }

    // A sum whose pullback writes to what it was given and then gives up.
    private sealed class Failing() : Op("failing")
    {
        protected override Tensor Forward(OpCall call) => call.Inputs[0].Sum();

        protected override void Differentiate(Pullback call)
        {
            call.Destination(0)!.Elements<float>().Fill(9);
            throw new NotSupportedException();
        }
    }
}
