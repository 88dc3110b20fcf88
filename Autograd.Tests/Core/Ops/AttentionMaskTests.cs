using Autograd.Core;
using Autograd.Tests.Laws;

namespace Autograd.Tests.Core.Ops;

/// <summary>
/// The streamed loops and the composed ops, which higher derivatives take, are one function: their values and gradients agree under masks
/// of every kind.
/// </summary>
public sealed class AttentionMaskTests
{
    private const double Closed = double.NegativeInfinity;

    [Test]
    public void Streamed_and_composed_attention_agree_under_every_mask(
        [Values(DType.Float32, DType.Float64)] DType dtype,
        [Values("truth", "added", "lowest", "lowest and closed", "beyond single precision", "rows closed", "scores of −∞")] string kind,
        [Values] bool causal) => Differences(dtype, kind, causal, Composed).ShouldBeEmpty();

    /// <summary>Where attention made of ops, as somebody has it, differs from the streamed loops under masks of a kind.</summary>
    /// <param name="dtype">The type of the numbers.</param>
    /// <param name="kind">The masks.</param>
    /// <param name="causal">Whether no query sees later keys.</param>
    /// <param name="composed">The attention of queries, keys and values under a mask, if there is one, and causality.</param>
    internal static List<string> Differences(
        DType dtype, string kind, bool causal, Func<Tensor[], Tensor?, bool, Tensor> composed)
    {
        List<string> differences = [];
        for (ulong seed = 1; seed <= 6; seed++)
        {
            var generator = new Generator(seed);
            Tensor[] inputs = [Normal([2, 5, 3]), Normal([2, 7, 3]), Normal([2, 7, 2])];
            Tensor chance = Tensor.Uniform([5, 7], generator), numbers = Normal([5, 7]);
            double lowest = dtype == DType.Float32 ? float.MinValue : kind == "beyond single precision" ? -1e300 : float.MinValue;
            Tensor? mask = kind switch
            {
                "truth" => chance.GreaterThan(0.6),
                "added" => Tensor.Where(chance.GreaterThan(0.6), numbers, Closed),
                "rows closed" => Tensor.Where(chance.Slice(1, ..1).GreaterThan(0.5), numbers, Closed),
                "lowest" => Tensor.Where(chance.GreaterThan(0.6), numbers, lowest),
                "scores of −∞" => null,
                _ => Tensor.Where(chance.GreaterThan(0.8), numbers, Tensor.Where(chance.GreaterThan(0.4), Full(lowest), Closed)),
            };
            if (mask is null)
            {
                double large = dtype == DType.Float32 ? 1e30 : 1e200;
                inputs[0] = Tensor.Full([2, 5, 3], -large, dtype);
                inputs[1] = Tensor.Where(chance.Reshape(1, 7, 5).Slice(-1, ..1).GreaterThan(0.6), Full(0), Full(large))
                    .BroadcastTo([2, 7, 3]);
            }

            Compare(inputs, mask, causal, composed, dtype == DType.Float32 ? 1e-4 : 1e-11, differences);

            Tensor Normal(int[] sizes) => Tensor.Normal(Shape.Of(sizes), generator, dtype: dtype);
        }

        return differences;

        Tensor Full(double number) => Tensor.Full([1], number, dtype);
    }

    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    public void What_is_hidden_costs_no_memory_in_higher_derivatives(double hidden)
    {
        const int Length = 128, Size = 64;
        Tensor x = Tensor.Normal([Length, Size], new Generator(1));
        Tensor isReal = Tensor.Arange(0, Length).LessThan(Length - 1), spoilt = Tensor.Where(isReal.Unsqueeze(-1), x, hidden);
        using var limit = new ThreadLimit(1);
        long before = GC.GetAllocatedBytesForCurrentThread();
        using (var tape = new Tape())
        {
            tape.Watch(x);
            tape.Watch(spoilt);
            Tensor gradient = tape.Gradient(x.ScaledDotProductAttention(spoilt, spoilt, isReal).Sum(), [x], createGraph: true)[0];
            Numbers.Of(tape.Gradient(gradient.Square().Sum(), [x])[0]).ShouldAllBe(number => double.IsFinite(number));
        }

        (GC.GetAllocatedBytesForCurrentThread() - before)
            .ShouldBeLessThan(Length * Length * Size * 4, "all products of one matrix take as much");
    }

    private static Tensor Composed(Tensor[] inputs, Tensor? mask, bool causal)
    {
        Tensor[] masks = mask is null ? [] : [mask];
        var settings = AttentionSettings.Of("attention", causal, null);
        return ComposedAttention.Product(new ComposedAttention(inputs[0], inputs[1], inputs[2], masks, settings).Weights, inputs[2]);
    }

    private static void Compare(Tensor[] inputs, Tensor? mask, bool causal, Func<Tensor[], Tensor?, bool, Tensor> composed,
        double tolerance, List<string> differences)
    {
        using var tape = new Tape();
        Array.ForEach(inputs, input => tape.Watch(input));
        Tensor output = inputs[0].ScaledDotProductAttention(inputs[1], inputs[2], mask, causal), other = composed(inputs, mask, causal);
        Near("output", output, other);
        Tensor upstream = Tensor.Normal(output.Shape, new Generator(9), dtype: output.DType);
        Tensor[] streamed = tape.Gradient(output, inputs, upstream), recorded = tape.Gradient(output, inputs, upstream, createGraph: true),
            others = tape.Gradient(other, inputs, upstream);
        for (int i = 0; i < inputs.Length; i++)
        {
            Near($"recorded gradient {i}", recorded[i], streamed[i]);
            Near($"composed gradient {i}", others[i], streamed[i]);
        }

        void Near(string name, Tensor actual, Tensor expected)
        {
            double[] numbers = Numbers.Of(expected);
            differences.AddRange(numbers.Where(number => !double.IsFinite(number)).Select(number => $"{name} is {number}"));
            differences.AddRange(Numbers.Differences(
                name, Numbers.Of(actual), numbers, tolerance, tolerance * Math.Max(1e-30, numbers.Max(Math.Abs))));
        }
    }
}
