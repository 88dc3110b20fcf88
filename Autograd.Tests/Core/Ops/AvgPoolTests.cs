using Autograd.Core;
using Autograd.Tests.Laws;
using Autograd.Tests.Laws.Oracles;

namespace Autograd.Tests.Core.Ops;

public sealed class AvgPoolTests
{
    // What hangs over the end is not in the divisor: sonos/tract#2851, robertknight/rten#1456, apple/coremltools#2844.
    [TestCase(5, 2, 2, 0, true, new[] { 2.0, 2, 2 }, TestName = "The_rest_beyond_the_end_is_not_in_the_divisor")]
    [TestCase(5, 2, 2, 1, true, new[] { 1.0, 2, 2 }, TestName = "The_padding_counts")]
    [TestCase(5, 2, 2, 1, false, new[] { 2.0, 2, 2 }, TestName = "Unless_it_is_not_to")]
    [TestCase(6, 4, 3, 1, true, new[] { 1.5, 2, 1 }, TestName = "The_padding_counts_and_the_rest_beyond_it_does_not")]
    [TestCase(4, 3, 3, 1, true, new[] { 4.0 / 3, 4.0 / 3 }, TestName = "The_padding_at_both_ends_counts")]
    public void Of_twos(int size, int kernel, int stride, int padding, bool countIncludePad, double[] expected)
    {
        Tensor x = Tensor.Full([1, size], 2.0);
        x.To(DType.Float64).AvgPool1d(kernel, stride, padding, ceilMode: true, countIncludePad).ToArray<double>().ShouldBe(expected);
    }

    [Test]
    public void A_divisor_that_is_given_is_used_alone()
    {
        // pytorch/executorch#18616: it was ignored.
        Tensor x = Tensor.Ones([1, 1, 4, 4]);
        x.AvgPool2d(3, 2, 1, ceilMode: true, divisorOverride: 2).ToArray<float>().ShouldBe([2, 3, 1, 3, 4.5f, 1.5f, 1, 1.5f, 0.5f]);
        x.AvgPool2d(2, countIncludePad: false, divisorOverride: -1).ToArray<float>().ShouldBe([-4, -4, -4, -4]);
        Should.Throw<ArgumentException>(() => x.AvgPool2d(2, divisorOverride: 0)).Message.ShouldContain("divisorOverride is 0");
    }

    [Test]
    public void NaN_and_infinity_stay_in_their_windows()
    {
        Tensor x = Tensor.From([float.NaN, 1, 2, 3, float.PositiveInfinity, 1, float.PositiveInfinity, float.NegativeInfinity], [1, 8]);
        x.AvgPool1d(2).ToArray<float>().ShouldBe([float.NaN, 2.5f, float.PositiveInfinity, float.NaN]);
    }

    [Test]
    public void Means_of_many_keep_their_digits_forwards_and_backwards()
    {
        Tensor x = (OpSamples.Spread([1, 400, 300], DType.Float32, 0.3, 0.9) * 0.001) + 0.1, wide = x.To(DType.Float64);
        foreach (Func<Tensor, Tensor> pool in new Func<Tensor, Tensor>[]
        {
            t => t.AdaptiveAvgPool2d(1), t => t.AdaptiveAvgPool2d((3, 7)), t => t.AvgPool2d((5, 6), (1, 1)),
            t => t.AvgPool1d(300), t => t.AvgPool1d(100, 1),
        })
        {
            Tensor expected = pool(wide);
            Close(pool(x), expected);
            Tensor upstream = (OpSamples.Spread(expected.Shape, DType.Float32, 0.3, 0.9) * 0.001) + 0.1;
            Close(Gradient(pool, x, upstream), Gradient(pool, wide, upstream.To(DType.Float64)));
        }

        static Tensor Gradient(Func<Tensor, Tensor> pool, Tensor x, Tensor upstream)
        {
            using var tape = new Tape();
            tape.Watch(x);
            return tape.Gradient(pool(x), [x], upstream)[0].Detach();
        }

        static void Close(Tensor actual, Tensor expected) =>
            ((actual.To(DType.Float64) - expected).Abs() / expected).Max().Item<double>().ShouldBeLessThan(1e-6);
    }

    // Large windows that share no element take a way of their own.
    [TestCase(1, 1)]
    [TestCase(2, 2)]
    [TestCase(4, 1)]
    [TestCase(1, 3)]
    public void Windows_side_by_side_are_the_means_of_blocks(int down, int across)
    {
        Tensor x = OpSamples.Spread([2, 3, 28, 54], DType.Float64, -1, 1), upstream = OpSamples.Spread([2, 3, down, across], DType.Float64);
        using var tape = new Tape();
        tape.Watch(x);
        Tensor pooled = x.AdaptiveAvgPool2d((down, across));
        Tensor blocks = x.Reshape(2, 3, down, 28 / down, across, 54 / across).Mean([3, 5]);
        (pooled - blocks).Abs().Max().Item<double>().ShouldBeLessThan(1e-14);
        double[] actual = tape.Gradient(pooled, [x], upstream)[0].ToArray<double>();
        tape.Gradient(blocks, [x], upstream)[0].ToArray<double>().Zip(actual, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(1e-14);
    }

    // Whatever the numbers, what comes out is what a plain computation gives, in both types and whichever loop computes it.
    [TestCase("max_pool2d", 400)]
    [TestCase("avg_pool2d", 400)]
    [TestCase("max_pool1d", 200)]
    [TestCase("avg_pool1d", 200)]
    [TestCase("adaptive_max_pool2d", 150)]
    [TestCase("adaptive_avg_pool2d", 150)]
    public void Random_windows_are_as_computed_cell_by_cell(string name, int calls)
    {
        OpDefinition definition = OpRegistry.Find(name);
        int axes = name[^2] - '0';
        var random = new System.Random(3);
        for (int call = 0; call < calls; call++)
        {
            int[] sizes = [random.Next(1, 3), random.Next(1, 3), random.Next(1, 12), random.Next(1, 5) * random.Next(1, 14)];
            OpAttributes attributes = Attributes(random, name, axes);
            Shape shape = PoolingEvidence.Sizes(axes, sizes);
            double[] numbers = [.. Enumerable.Range(0, shape.Count).Select(_ => random.Next(40) switch
            {
                0 => double.NegativeInfinity,
                1 when name[0] == 'm' => double.NaN,
                _ => random.Next(-8, 9),
            })];
            Tensor x = Tensor.From(numbers, shape);
            Op op = definition.Create(attributes);
            string what = $"call {call}: {name} of {shape} with {op.Attributes}";
            double[] expected;
            try
            {
                expected = op.Apply(x).ToArray<double>();
            }
            catch (ArgumentException refused)
            {
                refused.Message.ShouldContain("spans", Case.Sensitive, what);
                continue;
            }

            Nd oracle = Oracle.For(definition)!.Value([Nd.From(x)], op.Attributes);
            Numbers.Differences(what, expected, oracle.Data, 1e-12, 1e-13).ShouldBeEmpty();
            Numbers.Differences(what, Numbers.Of(op.Apply(x.To(DType.Float32))), oracle.Data, 1e-6, 1e-6).ShouldBeEmpty();
        }
    }

    private static OpAttributes Attributes(System.Random random, string name, int axes)
    {
        OpValue Numbers(int least, int most) => PoolingEvidence.Last(axes, random.Next(least, most), random.Next(least, most));
        int? Windows() => random.Next(9) is var windows and > 0 ? windows : null;
        if (name[0] == 'a' && name[1] == 'd')
        {
            return new() { ["outputHeight"] = Windows(), ["outputWidth"] = Windows() };
        }

        int[] kernel = [random.Next(1, 6), random.Next(1, random.Next(10) == 0 ? 40 : 6)];
        OpAttributes attributes = new()
        {
            ["kernelSize"] = PoolingEvidence.Last(axes, kernel),
            ["padding"] = PoolingEvidence.Last(axes, [.. kernel.Select(size => random.Next((size / 2) + 1))]),
            ["ceilMode"] = random.Next(2) == 0,
        };
        if (random.Next(3) > 0)
        {
            attributes["stride"] = Numbers(1, 5);
        }

        if (name[0] == 'm')
        {
            attributes["dilation"] = Numbers(1, 4);
        }
        else
        {
            attributes["countIncludePad"] = random.Next(2) == 0;
        }

        return attributes;
    }
}
