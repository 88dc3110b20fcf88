using System.Numerics;
using Autograd.Core;

namespace Autograd.Tests.Laws;

/// <summary>
/// Sums of a million terms keep their digits in Float32, whatever the axis, forwards and backwards: to 1e-6 of the sum of the magnitudes
/// they are what the same op gives in Float64. Matrix products are exempt.
/// </summary>
public sealed partial class LongSumLaw : Law
{
    private const int Terms = 1_000_000;

    protected override IEnumerable<string> Check(OpDefinition op)
    {
        using var scope = new TensorScope();
        IEnumerable<string> found = op.Category switch
        {
            OpCategory.Reduction => Reductions(op),
            OpCategory.Loss => Losses(op),
            OpCategory.Indexing => Picks(op),
            OpCategory.LinearAlgebra => Biases(op),
            OpCategory.Windows => ChannelBiases(op),
            OpCategory.Normalization => Scales(op),
            OpCategory.Sequences when op.Parameters.Any(parameter => parameter.Name == "axis") => SoFar(op),
            _ when op.Create() is ElementwiseOp { Arity: > 1 } => Broadcasts(op),
            OpCategory.Activation or OpCategory.Sequences when op.Parameters.Any(parameter => parameter.Name == "axis") => AlongAxis(op),
            _ => [],
        };
        return found.ToArray();
    }

    // Numbers of one sign, so that the sum of the magnitudes is that of the terms; 0.1 has bits that a sum rounds the same way again and
    // again.
    private static Tensor Positive(Shape shape, int phase = 0) =>
        (OpSamples.Spread(shape, DType.Float32, 0.3, 0.9, phase) * 0.001) + Tensor.Full(shape, 0.1 * (phase + 1));

    private static IEnumerable<string> Reductions(OpDefinition op)
    {
        foreach ((Shape shape, int[] axes) in new (Shape, int[])[]
        {
            ([Terms / 2, 2], [0]), ([2, Terms / 2], [1]), ([Terms], []), ([2, Terms / 4, 2], [1]), ([500, 2, 1000], [0, 2]),
        })
        {
            Op reduction = op.Create(new() { ["axes"] = axes });
            Tensor x = Positive(shape);
            double[] expected = Numbers.Of(reduction.Apply(x.To(DType.Float64)));
            string what = $"{op.Name} of {shape} over [{string.Join(", ", axes)}]";
            foreach (string difference in Differences(what, Numbers.Of(reduction.Apply(x)), expected, expected))
            {
                yield return difference;
            }
        }
    }

    // Each argument in turn is one row for all rows, one column for all columns, or one number: its gradient is a sum of those by its
    // copies.
    private static IEnumerable<string> Broadcasts(OpDefinition op)
    {
        int arity = op.Create() is ElementwiseOp elementwise ? elementwise.Arity : 2;
        foreach ((Shape full, Shape small) in new (Shape, Shape)[]
        {
            ([Terms / 2, 2], [2]), ([Terms], [1]), ([Terms / 8, 2, 4], [2, 1]),
        })
        {
            for (int by = 0; by < arity; by++)
            {
                Tensor[] inputs = [.. Enumerable.Range(0, arity).Select(i => Positive(i == by ? small : full, i))];
                Tensor[] wide = Array.ConvertAll(inputs, input => input.To(DType.Float64));
                wide[by] = wide[by].BroadcastTo(full);
                Op made = op.Create();
                Tensor upstream = Positive(full, 5), terms = Gradient(made, wide, by, upstream.To(DType.Float64));
                foreach (string difference in Differences(
                    $"{op.Name}, gradient {by} of {small} for {full}",
                    Numbers.Of(Gradient(made, inputs, by, upstream)),
                    Numbers.Of(terms.SumTo(small, op.Name)),
                    Numbers.Of(terms.Abs().SumTo(small, op.Name))))
                {
                    yield return difference;
                }
            }
        }
    }

    private static IEnumerable<string> AlongAxis(OpDefinition op)
    {
        foreach ((Shape shape, int axis) in new (Shape, int)[] { ([Terms], 0), ([Terms / 2, 2], 0) })
        {
            Op made = op.Create(new() { ["axis"] = axis });
            Tensor x = Positive(shape), wide = x.To(DType.Float64), output = made.Apply(wide),
                upstream = OpSamples.Spread(output.Shape, DType.Float32, 0.5, 1.5);
            double[] expected = Numbers.Of(output), slopes = Numbers.Of(Gradient(made, [wide], 0, upstream.To(DType.Float64)));

            // The upstream gradients, and what they are reduced by, are some times as large as what is left.
            double most = 4 * slopes.Max(Math.Abs);
            foreach (string difference in
                Differences($"{op.Name} of {shape} along axis {axis}", Numbers.Of(made.Apply(x)), expected, expected)
                .Concat(Differences($"{op.Name} of {shape} along axis {axis}, gradient", Numbers.Of(Gradient(made, [x], 0, upstream)),
                    slopes, Array.ConvertAll(slopes, _ => most))))
            {
                yield return difference;
            }
        }
    }

    // Rows of the samples, repeated.
    private static IEnumerable<string> Losses(OpDefinition op)
    {
        if (op.Parameters.All(parameter => parameter.Name != "reduction"))
        {
            yield break;
        }

        int samples = 0;
        foreach (OpSample sample in op.Samples)
        {
            Tensor[] inputs = sample.Inputs(DType.Float32);
            Tensor first = inputs[0];
            if (first.Rank == 0 || first.Count == 0 || samples == 2)
            {
                continue;
            }

            int times = (int)BitOperations.RoundUpToPowerOf2((uint)(Terms / first.Count));
            inputs = Array.ConvertAll(inputs, input => input.Rank > 0 && input.Shape[0] == first.Shape[0]
                && (input.Rank == 1 || input.Shape == first.Shape)
                ? Repeat(input, times)
                : input);
            Tensor[] wide = Array.ConvertAll(inputs, input => input.DType == DType.Float32 ? input.To(DType.Float64) : input);
            Op Reduced(string by) => op.Create(sample.With(new() { ["reduction"] = by }).Attributes);
            double[] each;
            try
            {
                each = Numbers.Of(Reduced("none").Apply(wide));
            }
            catch (ArgumentException)
            {
                continue;
            }

            samples++;
            double sum = Numbers.Of(Reduced("sum").Apply(wide))[0];
            foreach (string by in new[] { "sum", "mean" })
            {
                double expected = by == "sum" ? sum : Numbers.Of(Reduced(by).Apply(wide))[0];
                double magnitude = each.Sum(Math.Abs) * expected / sum;
                foreach (string difference in Differences($"{op.Name}, the {by} of {times} times {sample.Name}",
                    Numbers.Of(Reduced(by).Apply(inputs)), [expected], [magnitude]))
                {
                    yield return difference;
                }
            }
        }
    }

    // The indices of a sample, repeated, and what is to be added at them.
    private static IEnumerable<string> Picks(OpDefinition op)
    {
        foreach (OpSample sample in op.Samples.Where(sample => sample.Attributes is null
            || !sample.Attributes.Any(attribute => attribute.Key == "axis" && !attribute.Value.Equals(0))).Take(3))
        {
            Tensor[] inputs = sample.Inputs(DType.Float32);
            Tensor index = inputs[1];
            if (index.Count == 0)
            {
                continue;
            }

            // A million terms, but of wide rows not tens of millions of numbers.
            int width = Math.Max(1, op.Create(sample.Attributes).Apply(inputs).Count / index.Count);
            int times = (int)BitOperations.RoundUpToPowerOf2((uint)(Terms / index.Count / Math.Max(1, width / 4)));
            Shape Longer(Shape shape) => [shape[0] * times, .. shape.Sizes[1..]];
            inputs[0] = Positive(inputs[0].Shape);
            inputs[1] = Repeat(index, times);
            if (inputs.Length == 3)
            {
                inputs[2] = Positive(Longer(inputs[2].Shape), 1);
            }

            Tensor[] wide = Array.ConvertAll(inputs, input => input.DType == DType.Float32 ? input.To(DType.Float64) : input);
            Op made = op.Create(sample.Attributes);
            Tensor output = made.Apply(wide), upstream = Positive(output.Shape, 5);
            double[] expected = Numbers.Of(output), slopes = Numbers.Of(Gradient(made, wide, 0, upstream.To(DType.Float64)));
            string what = $"{op.Name}, {times} times {sample.Name}";
            foreach (string difference in Differences(what, Numbers.Of(made.Apply(inputs)), expected, expected)
                .Concat(Differences($"{what}, gradient", Numbers.Of(Gradient(made, inputs, 0, upstream)), slopes, slopes)))
            {
                yield return difference;
            }
        }
    }

    // What is added to a matrix product is one vector for all rows.
    private static IEnumerable<string> Biases(OpDefinition op)
    {
        foreach (OpSample sample in op.Samples)
        {
            Tensor[] inputs = sample.Inputs(DType.Float32);
            int bias = Array.FindLastIndex(inputs, input => input.Rank == 1);
            if (bias < 2 || inputs[0].Rank != 2 || inputs[0].Count is 0 or > 12)
            {
                continue;
            }

            inputs[0] = Positive([Terms, inputs[0].Shape[1]]);
            Op made = op.Create(sample.Attributes);
            Tensor upstream = Positive(made.Apply(inputs).Shape, 5);
            double[] expected = Numbers.Of(upstream.To(DType.Float64).Sum(0));
            foreach (string difference in Differences($"{op.Name}, gradient by the bias over {Terms} rows",
                Numbers.Of(Gradient(made, inputs, bias, upstream)), expected, expected))
            {
                yield return difference;
            }
        }
    }

    private static Tensor Repeat(Tensor x, int times) => times == 1 ? x : Repeat(Tensor.Concatenate([x, x]), times / 2);

    private static Tensor Gradient(Op op, Tensor[] inputs, int by, Tensor upstream)
    {
        using var tape = new Tape();
        tape.Watch(inputs[by]);
        return tape.Gradient(op.Apply(inputs), [inputs[by]], upstream)[0].Detach();
    }

    private static IEnumerable<string> Differences(string what, double[] actual, double[] expected, double[] magnitudes)
    {
        int worst = -1;
        double most = 1e-6;
        for (int i = 0; i < expected.Length; i++)
        {
            double error = Math.Abs(actual[i] - expected[i]) / Math.Abs(magnitudes[i]);
            if (!(error <= most) && actual[i] != expected[i])
            {
                (worst, most) = (i, error);
            }
        }

        return worst < 0
            ? []
            : [$"{what}: number {worst} is {actual[worst]:R} for {expected[worst]:R}, wrong by {most:E1} of the sum of the magnitudes."];
    }
}
