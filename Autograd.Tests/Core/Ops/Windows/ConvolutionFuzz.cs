using Autograd.Core;
using Autograd.Tests.Laws;

namespace Autograd.Tests.Core.Ops;

/// <summary>
/// Convolutions and transposed ones of every geometry give what their formula gives, value and gradients, and the same bits with any number
/// of threads: geometries drawn at random, and those that each way of computing is for.
/// </summary>
public sealed class ConvolutionFuzz
{
    private static readonly NaiveConvolution[] s_special =
    [
        new(2, 1, 32, 24, (10, 9), 3, 1, 0, 1),     // the unfolded image deeper than a stretch
        new(2, 1, 3, 230, (5, 6), 2, 1, 1, 1),      // many channels out
        new(1, 1, 2, 3, (60, 70), 3, 1, 1, 1),      // an image of several bands
        new(1, 1, 3, 14, (66, 64), (5, 1), 1, 0, 1),
        new(37, 1, 2, 5, (3, 4), 2, 1, 0, 1),       // several images to a block
        new(9, 1, 19, 17, (7, 6), 1, 1, 0, 1),      // windows of one tap
        new(3, 7, 1, 1, (9, 33), 3, 1, 1, 1),       // a kernel for each channel
        new(3, 5, 1, 2, (9, 20), 3, 2, 1, 1),
        new(2, 2, 4, 3, (12, 35), (3, 2), 1, 1, (1, 2)),
        new(5, 1, 1, 8, (28, 28), 5, 1, 0, 1),      // few channels
        new(4, 1, 8, 16, (12, 12), 5, 1, 0, 1),     // the image larger than the windows
        new(2, 1, 6, 33, (15, 14), 3, 2, 1, 1),
        new(2, 1, 5, 4, (2, 3), 3, 40, 60, 30),     // mostly padding
        new(1, 1, 1, 2, (2, 2), 2, (3000, 2500), (2000, 2600), (1700, 1800)),
        new(1, 3, 6, 5, (1, 300), (1, 9), 1, (0, 4), 1),
        new(1, 1, 40, 30, (20, 21), 3, 1, 1, 1),    // one image shared by threads
        new(2, 1, 1, 1, (40, 40), 17, 1, 8, 1),
        new(3, 1, 15, 40, (9, 11), 3, 2, 1, 1),     // lanes of channels: strides
        new(2, 2, 18, 20, (12, 13), (3, 2), 1, (2, 1), (1, 2)),
        new(1, 1, 4, 20, (47, 50), 3, 1, 1, 1),     // an image of several bands
        new(2, 1, 30, 9, (1, 300), (1, 9), 1, (0, 4), 1),
        new(2, 1, 5, 17, (3, 4), 7, 1, 4, 1),       // windows larger than the image
        new(1, 1, 2, 18, (2, 2), 4, (900, 700), (1300, 1600), (800, 1000)),
    ];

    private static IEnumerable<NaiveConvolution> Drawn()
    {
        var random = new System.Random(7);
        for (int i = 0; i < 150; i++)
        {
            Size2d kernel = (random.Next(1, 5), random.Next(1, 5)), dilation = (random.Next(1, 4), random.Next(1, 4));
            Size2d padding = (random.Next(0, 4), random.Next(0, 4)), image = (random.Next(1, 20), random.Next(1, 40));
            image = (Math.Max(image.Height, (dilation.Height * (kernel.Height - 1)) + 1 - (2 * padding.Height)),
                Math.Max(image.Width, (dilation.Width * (kernel.Width - 1)) + 1 - (2 * padding.Width)));
            yield return new(random.Next(0, 4), random.Next(1, 4), random.Next(1, 6), random.Next(1, 8), image, kernel,
                (random.Next(1, 4), random.Next(1, 4)), padding, dilation);
        }
    }

    [TestCase(false)]
    [TestCase(true, Description = "What lies beyond the input counts for nothing beside NaN and infinity either.")]
    public void Value_and_gradients_are_what_the_formula_gives(bool areSpoilt)
    {
        foreach (NaiveConvolution of in s_special.Concat(Drawn()))
        {
            foreach (DType dtype in new[] { DType.Float64, DType.Float32 })
            {
                Tensor x = OpSamples.Spread(of.X, dtype), w = OpSamples.Spread(of.W, dtype, phase: 1);
                Tensor dy = OpSamples.Spread(of.Y, dtype, phase: 2);
                (x, w, dy) = areSpoilt ? (Spoilt(x), Spoilt(w), Spoilt(dy)) : (x, w, dy);
                double[] image = Numbers.Of(x), weight = Numbers.Of(w), result = Numbers.Of(dy);
                (Tensor y, Tensor dx, Tensor dw) = Run(of, x, w, dy);
                Compare($"{of}, value", y, of.Value(image, weight));
                Compare($"{of}, by the input", dx, of.ByImage(weight, result));
                Compare($"{of}, by the weight", dw, of.ByWeight(image, result));
            }
        }
    }

    [TestCase(false)]
    [TestCase(true)]
    public void The_transposed_one_is_the_gradient_by_the_input_and_so_are_its_gradients(bool areSpoilt)
    {
        foreach (NaiveConvolution of in s_special.Concat(Drawn().Take(areSpoilt ? 30 : 150)))
        {
            Size2d least = ((of.Windows.Height - 1) * of.Stride.Height, (of.Windows.Width - 1) * of.Stride.Width);
            Size2d output = (of.Image.Height - (least.Height - (2 * of.Padding.Height) + (of.Dilation.Height * (of.Kernel.Height - 1)) + 1),
                of.Image.Width - (least.Width - (2 * of.Padding.Width) + (of.Dilation.Width * (of.Kernel.Width - 1)) + 1));
            Tensor x = OpSamples.Spread(of.Y, DType.Float64), w = OpSamples.Spread(of.W, DType.Float64, phase: 1);
            Tensor dy = OpSamples.Spread(of.X, DType.Float64, phase: 2), bias = OpSamples.Spread([of.X[1]], DType.Float64, phase: 3);
            (x, w, dy) = areSpoilt ? (Spoilt(x), Spoilt(w), Spoilt(dy)) : (x, w, dy);
            using var tape = new Tape();
            tape.Watch(x);
            tape.Watch(w);
            tape.Watch(bias);
            Tensor y = x.ConvTranspose2d(w, bias, of.Stride, of.Padding, output, of.Groups, of.Dilation);
            Tensor[] gradients = tape.Gradient(y, [x, w, bias], dy);
            double[] image = Numbers.Of(dy), weight = Numbers.Of(w), biases = Numbers.Of(bias);
            int plane = of.Image.Height * of.Image.Width;
            Compare($"{of}, value", y, [.. of.ByImage(weight, Numbers.Of(x)).Select((sum, i) => sum + biases[i / plane % biases.Length])]);
            Compare($"{of}, by the input", gradients[0], of.Value(image, weight));
            Compare($"{of}, by the weight", gradients[1], of.ByWeight(image, Numbers.Of(x)));
            Compare($"{of}, by the bias", gradients[2],
                [.. biases.Select((_, channel) => image.Where((_, i) => i / plane % biases.Length == channel).Sum())]);
        }
    }

    // At the corners, which meet the most of what is beyond.
    private static Tensor Spoilt(Tensor x)
    {
        double[] numbers = Numbers.Of(x);
        if (numbers.Length > 0)
        {
            (numbers[0], numbers[^1]) = (double.NaN, double.PositiveInfinity);
        }

        return Numbers.Make(numbers, x.Shape.Sizes.ToArray(), x.DType);
    }

    [Test]
    public void The_number_of_threads_changes_no_bit()
    {
        foreach (NaiveConvolution of in s_special.Select(of => of.Y.Count * (long)of.In < 200_000 ? of with { Batch = of.Batch * 9 } : of))
        {
            Tensor x = OpSamples.Spread(of.X, DType.Float32), w = OpSamples.Spread(of.W, DType.Float32, phase: 1);
            Tensor dy = OpSamples.Spread(of.Y, DType.Float32, phase: 2);
            byte[][] Bits(int threads)
            {
                using var limit = new ThreadLimit(threads);
                (Tensor y, Tensor dx, Tensor dw) = Run(of, x, w, dy);
                return [Numbers.Bits(y), Numbers.Bits(dx), Numbers.Bits(dw)];
            }

            foreach ((byte[] alone, byte[] together) in Bits(1).Zip(Bits(int.MaxValue)))
            {
                alone.AsSpan().SequenceEqual(together).ShouldBeTrue($"{of}");
            }
        }
    }

    private static (Tensor Y, Tensor Dx, Tensor Dw) Run(NaiveConvolution of, Tensor x, Tensor w, Tensor dy)
    {
        using var tape = new Tape();
        tape.Watch(x);
        tape.Watch(w);
        Tensor y = x.Conv2d(w, null, of.Stride, of.Padding, of.Dilation, of.Groups);
        Tensor[] gradients = tape.Gradient(y, [x, w], dy);
        return (y.Detach(), gradients[0].Detach(), gradients[1].Detach());
    }

    // Of many terms that cancel the error is one of the sum of magnitudes.
    private static void Compare(string what, Tensor actual, double[] expected)
    {
        double unit = actual.DType == DType.Float32 ? 1e-5 : 1e-13;
        double largest = expected.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        Numbers.Differences(what, Numbers.Of(actual), expected, unit, unit * Math.Max(1, largest)).ShouldBeEmpty();
    }
}
