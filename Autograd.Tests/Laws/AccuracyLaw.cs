using System.Globalization;
using Autograd.Core;
using Autograd.Tests.Numerics;

namespace Autograd.Tests.Laws;

/// <summary>
/// In Float32 an elementwise function is within 4 units in the last place of what it is in Float64, for the same numbers: over the whole
/// range, at zeros, subnormals, kinks and extremes. An attribute is a number of the tensor's type, so both sides get it rounded to Float32.
/// </summary>
public sealed class AccuracyLaw : Law
{
    private const double Bound = 4;

    [Explicit("10 million points for each op take minutes."), Category("Long")]
    [TestCaseSource(nameof(Ops))]
    public void Holds_at_ten_million_points(OpDefinition op)
    {
        foreach ((string name, Op function) in Functions(op))
        {
            (double Ulp, float At) worst = Points(10_000_000).Chunk(1 << 20).Select(chunk => Worst(function, chunk))
                .MaxBy(part => part.Ulp);
            TestContext.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {worst.Ulp:F3} ulp at {worst.At:R}"));
            worst.Ulp.ShouldBeLessThanOrEqualTo(Bound, $"{name} at {worst.At:R}");
        }
    }

    protected override IEnumerable<string> Check(OpDefinition op)
    {
        foreach ((string name, Op function) in Functions(op))
        {
            (double ulp, float at) = Worst(function, [.. Points(20_000)]);
            if (ulp > Bound)
            {
                yield return string.Create(CultureInfo.InvariantCulture,
                    $"{name} is off by {ulp:F2} ulp at {at:R}; expected at most {Bound}.");
            }
        }
    }

    // The functions of one argument that the op's samples make of it.
    private static IEnumerable<(string Name, Op Function)> Functions(OpDefinition op) =>
        op.Create() is not ElementwiseOp { Arity: 1 }
            ? []
            : op.Samples.Select(sample => sample.Attributes).Prepend(null).DistinctBy(attributes => $"{attributes}")
            .Select(attributes =>
                ($"{op.Name}{(attributes is null ? "" : $" with {attributes}")}", op.Create(Rounded(Call.WithDefaults(op, attributes)))));

    private static OpAttributes Rounded(OpAttributes attributes)
    {
        OpAttributes rounded = [];
        foreach ((string name, OpValue value) in attributes)
        {
            rounded[name] = value.Value is double number ? (float)number : value;
        }

        return rounded;
    }

    // What is special; every so many bit patterns, which is evenly on a logarithmic scale; and evenly where most functions bend.
    private static IEnumerable<float> Points(int count)
    {
        uint stride = (uint)((1ul << 32) / (ulong)(count / 2)) | 1;
        float[] kinks = [0, 0.25f, 0.5f, 1, 1.25f, 1.5f, 2, 3, 6, 20, 40];
        return Floats.Special
            .Concat(kinks.SelectMany(kink => new[] { kink, float.BitIncrement(kink), float.BitDecrement(kink) })
                .SelectMany(x => new[] { x, -x }))
            .Concat(Enumerable.Range(0, count / 2).Select(i => BitConverter.UInt32BitsToSingle((uint)i * stride)))
            .Concat(Enumerable.Range(0, count / 4).Select(i => (float)(-110 + (220.0 * i / (count / 4)))))
            .Concat(Enumerable.Range(0, count / 4).Select(i => (float)(-8 + (16.0 * i / (count / 4)))));
    }

    private static (double Ulp, float At) Worst(Op function, float[] points)
    {
        Tensor narrow = Tensor.From(points);
        float[] actual = function.Apply(narrow).ToArray<float>();
        double[] exact = function.Apply(narrow.To(DType.Float64)).ToArray<double>();
        (double Ulp, float At) worst = (0, 0);
        for (int i = 0; i < points.Length; i++)
        {
            double ulp = Floats.Ulp(actual[i], exact[i]);
            if (ulp > worst.Ulp)
            {
                worst = (ulp, points[i]);
            }
        }

        return worst;
    }
}
