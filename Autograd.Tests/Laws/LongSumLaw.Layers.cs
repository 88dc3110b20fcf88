using Autograd.Core;

namespace Autograd.Tests.Laws;

/// <summary>The sums inside convolutions, normalizations and sequences.</summary>
public sealed partial class LongSumLaw
{
    // What is added to each channel is one number for all samples and places.
    private static IEnumerable<string> ChannelBiases(OpDefinition op)
    {
        foreach (OpSample sample in op.Samples)
        {
            Tensor[] inputs = sample.Inputs(DType.Float32);
            if (inputs is not [{ Rank: > 2, Count: > 0 and <= 30 } x, _, { Rank: 1 }] || x.Rank != inputs[1].Rank)
            {
                continue;
            }

            Op made = op.Create(sample.Attributes);
            int each = made.Apply(inputs).Count / x.Shape[0];
            inputs[0] = Positive([Terms / each, .. x.Shape.Sizes[1..]]);
            Tensor upstream = Positive(made.Apply(inputs).Shape, 5);
            int[] axes = [.. Enumerable.Range(0, upstream.Rank).Where(axis => axis != 1)];
            double[] expected = Numbers.Of(upstream.To(DType.Float64).Sum(axes));
            foreach (string difference in Differences($"{op.Name}, gradient by the bias of {sample.Name} over {upstream.Shape}",
                Numbers.Of(Gradient(made, inputs, 2, upstream)), expected, expected))
            {
                yield return difference;
            }
        }
    }

    // Moments over many samples, and weights and biases that many samples share.
    private static IEnumerable<string> Scales(OpDefinition op)
    {
        foreach (OpSample sample in op.Samples)
        {
            Tensor[] inputs = sample.Inputs(DType.Float32);
            if (inputs is not [{ Rank: > 1, Count: > 0 } x, { Rank: 1, Count: < 10 } weight, ..])
            {
                continue;
            }

            // An ε that depends on the type would be another one in double precision.
            inputs[0] = Positive([Terms / x.Shape.CountOf(1..), .. x.Shape.Sizes[1..]]);
            Op made = op.Create(sample.With(new() { ["epsilon"] = 1e-5 }).Attributes);
            Tensor[] wide = Array.ConvertAll(inputs, input => input.To(DType.Float64));
            Tensor upstream = Positive(made.Apply(inputs).Shape, 5);
            double terms = Numbers.Of(upstream).Sum() / weight.Count;
            for (int by = 1; by < inputs.Length; by++)
            {
                double[] expected = Numbers.Of(Gradient(made, wide, by, upstream.To(DType.Float64)));
                foreach (string difference in Differences($"{op.Name}, gradient {by} of {sample.Name} over {inputs[0].Shape}",
                    Numbers.Of(Gradient(made, inputs, by, upstream)), expected,
                    [.. expected.Select(gradient => Math.Max(terms, Math.Abs(gradient)))]))
                {
                    yield return difference;
                }
            }
        }
    }

    private static IEnumerable<string> SoFar(OpDefinition op)
    {
        foreach ((Shape shape, int axis) in new (Shape, int)[] { ([Terms], 0), ([Terms / 2, 2], 0), ([2, Terms / 2], 1) })
        {
            Op made = op.Create(new() { ["axis"] = axis });
            Tensor x = Positive(shape), wide = x.To(DType.Float64), upstream = Positive(shape, 5);
            double[] expected = Numbers.Of(made.Apply(wide)), slopes = Numbers.Of(Gradient(made, [wide], 0, upstream.To(DType.Float64)));
            foreach (string difference in
                Differences($"{op.Name} of {shape} along axis {axis}", Numbers.Of(made.Apply(x)), expected, expected)
                .Concat(Differences($"{op.Name} of {shape} along axis {axis}, gradient", Numbers.Of(Gradient(made, [x], 0, upstream)),
                    slopes, slopes)))
            {
                yield return difference;
            }
        }
    }
}
