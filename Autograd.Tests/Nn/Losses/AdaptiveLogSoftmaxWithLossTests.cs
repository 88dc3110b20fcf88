using Autograd.Core;
using Autograd.Nn;
using Autograd.Tests.Laws;
using Autograd.Tests.Laws.Oracles;

namespace Autograd.Tests.Nn.Losses;

public sealed class AdaptiveLogSoftmaxWithLossTests
{
    // Head 0..3, clusters 4..6, 7..11 and 12..19.
    private static readonly int[] s_cutoffs = [4, 7, 12];

    [TestCase("0, 3, 1", "Head")]
    [TestCase("0, 5, 6", "Tail.0")]
    [TestCase("13, 8, 19", "Tail.1 Tail.2")]
    public void Clusters_that_no_row_needs_get_no_gradient(string targets, string touched)
    {
        AdaptiveLogSoftmaxWithLoss layer = Layer();
        Backward(layer, Features(3), Labels(targets));
        foreach ((string name, Parameter parameter) in layer.NamedParameters())
        {
            bool isTouched = name == "Head.Weight" || touched.Split(' ').Any(part => name.StartsWith(part + ".", StringComparison.Ordinal));
            (parameter.Grad is not null).ShouldBe(isTouched, name);
        }
    }

    [Test]
    public void Ignored_rows_touch_nothing()
    {
        AdaptiveLogSoftmaxWithLoss layer = Layer(Reduction.Sum);
        Tensor x = Features(2);
        (Tensor output, Tensor loss) = Backward(layer, x, Tensor.From([-100L, -100]));
        output.ToArray<double>().ShouldBe([0, 0]);
        loss.Item().ShouldBe(0);
        layer.Parameters().ShouldAllBe(parameter => parameter.Grad == null);
    }

    [Test]
    public void Optimizers_leave_an_untouched_cluster_alone()
    {
        foreach (Func<IEnumerable<Parameter>, Optimizer> make in new Func<IEnumerable<Parameter>, Optimizer>[]
        {
            parameters => new Adam(parameters, 0.1, weightDecay: 0.1),
            parameters => new Sgd(parameters, 0.1, momentum: 0.9, weightDecay: 0.1),
        })
        {
            AdaptiveLogSoftmaxWithLoss layer = Layer();
            Optimizer optimizer = make(layer.Parameters());
            Step("5");
            double[] before = layer.Tail[0].Weight.Value.ToArray<double>(), other = layer.Tail[2].Weight.Value.ToArray<double>();
            Step("15");
            layer.Tail[0].Weight.Value.ToArray<double>().ShouldBe(before);
            layer.Tail[2].Weight.Value.ToArray<double>().ShouldNotBe(other);

            void Step(string target)
            {
                optimizer.ZeroGrad();
                Backward(layer, Features(1), Labels(target));
                optimizer.Step();
            }
        }
    }

    [TestCase(Reduction.None)]
    [TestCase(Reduction.Mean)]
    [TestCase(Reduction.Sum)]
    public void The_loss_is_reduced_over_what_is_not_ignored(Reduction reduction)
    {
        Tensor x = Features(4), targets = Labels("3, -100, 15, 9");
        (Tensor output, Tensor loss) = Layer(reduction).Forward(x, targets);
        double[] all = output.ToArray<double>();
        all[1].ShouldBe(0);
        double[] expected = reduction switch
        {
            Reduction.None => [.. all.Select(value => -value)],
            Reduction.Sum => [-all.Sum()],
            _ => [-all.Sum() / 3],
        };
        Numbers.Differences("loss", Numbers.Of(loss), expected, 1e-14).ShouldBeEmpty();
    }

    [TestCase(EmptyMean.NaN, double.NaN)]
    [TestCase(EmptyMean.Zero, 0.0)]
    public void A_mean_over_nothing_is_a_choice_and_its_gradient_zero(EmptyMean emptyMean, double expected)
    {
        var layer = new AdaptiveLogSoftmaxWithLoss(8, 20, s_cutoffs, emptyMean: emptyMean);
        layer.To(DType.Float64);
        Tensor x = Features(2);
        (_, Tensor loss) = Backward(layer, x, Tensor.From([-100L, -100]));
        loss.Item().ShouldBe(expected);
        x.Grad.ShouldNotBeNull().ToArray<double>().ShouldAllBe(gradient => gradient == 0);
        layer.Parameters().ShouldAllBe(parameter => parameter.Grad == null);
    }

    [Test]
    public void All_log_probabilities_are_those_of_the_naive_computation_and_make_a_distribution()
    {
        AdaptiveLogSoftmaxWithLoss layer = Layer();
        Tensor x = Features(5), all = layer.LogProbabilities(x);
        Nd[] inputs = [Nd.From(x), new([], [0]), .. layer.Parameters().Select(parameter => Nd.From(parameter.Value))];
        for (int row = 0; row < 5; row++)
        {
            double[] expected = LossOracles.AdaptiveLogProbabilities([.. Enumerable.Range(0, 8).Select(i => inputs[0][row, i])], inputs);
            double[] actual = Numbers.Of(all[row]);
            Numbers.Differences("log-probabilities", actual, expected, 1e-13).ShouldBeEmpty();
            actual.Sum(Math.Exp).ShouldBe(1, 1e-14);
        }

    }

    [Test]
    public void Predictions_are_the_most_probable_classes()
    {
        int[] head = new int[3];
        for (ulong seed = 0; seed < 20; seed++)
        {
            AdaptiveLogSoftmaxWithLoss layer = Layer();
            layer.Initialize(seed);
            Tensor x = (Features(12).Reshape(3, 4, 8) * 3.0).Detach(), predicted = layer.Predict(x);
            predicted.Shape.ShouldBe([3, 4]);
            predicted.ElementsEqual(layer.LogProbabilities(x).ArgMax(-1)).ShouldBeTrue();
            head[0] += predicted.ToArray<long>().Count(found => found < 4);
            head[1] += predicted.ToArray<long>().Count(found => found >= 12);
        }

        head[0].ShouldBeGreaterThan(20);
        head[1].ShouldBeGreaterThan(20);
        Layer().Predict(Features(0)).Shape.ShouldBe([0]);
    }

    [Test]
    public void Predicting_visits_a_cluster_only_where_it_must()
    {
        AdaptiveLogSoftmaxWithLoss layer = Layer();
        layer.To(DType.Float32);

        // A cluster of another type refuses to be visited.
        layer.Tail[1].To(DType.Float64);
        float[] weights = new float[7 * 8];
        weights[1 * 8] = 5;
        weights[5 * 8] = -5;
        layer.Head.Weight.Assign(Tensor.From(weights, [7, 8]));
        float[] features = new float[8];
        features[0] = 1;
        layer.Predict(Tensor.From(features, [1, 8])).ToArray<long>().ShouldBe([1]);
        features[0] = -1;
        Should.Throw<ArgumentException>(() => layer.Predict(Tensor.From(features, [1, 8]))).Message.ShouldContain("expected one type");
    }

    // Clusters of 4 and 2, 5 and 3, 1 and no features; scores near zero, and some that are far from it; a head whose powers are kept for
    // the way back, and one with more of them.
    [TestCase(8, 2, 1, 700)]
    [TestCase(8, 2, 300, 700)]
    [TestCase(8, 1.5, 1, 700)]
    [TestCase(8, 8, 300, 700)]
    [TestCase(8, 8, 300, 4000)]
    public void Scores_in_stretches_give_what_scores_at_once_give(int features, double divValue, double scale, int cutoff)
    {
        const int rows = 300;
        int classes = cutoff + 2300;
        var layer = new AdaptiveLogSoftmaxWithLoss(features, classes, [cutoff, cutoff + 1200], divValue, headBias: true);
        layer.To(DType.Float64);
        Tensor x = OpSamples.Spread([rows, features], DType.Float64) * scale,
            targets = Tensor.From([.. Enumerable.Range(0, rows).Select(i => i * 7919L % classes)]);
        using var tape = new Tape();
        tape.Watch(x);
        Tensor output = layer.Forward(x, targets).Output;
        double[] expected = Numbers.Of(layer.LogProbabilities(x).Gather(1, targets.Reshape(rows, 1)));
        Numbers.Differences("output", Numbers.Of(output), expected, 1e-13).ShouldBeEmpty();
        Tensor[] by = [x, .. layer.Parameters().Select(parameter => parameter.Value)];
        Tensor upstream = Numbers.Upstream([rows], DType.Float64);
        Tensor[] streamed = tape.Gradient(output, by, upstream), recorded = tape.Gradient(output, by, upstream, createGraph: true);
        for (int i = 0; i < by.Length; i++)
        {
            Numbers.Differences($"gradient {i}", Numbers.Of(streamed[i]), Numbers.Of(recorded[i]), 1e-10, 1e-13 * scale).ShouldBeEmpty();
        }
    }

    [Test]
    public void What_is_subtracted_from_scores_is_counted_to_the_last_bit()
    {
        // Scores of 30 and 9.5e-7: their bound is the sum, which no float is, and the first class has all of the probability but e^-30.
        Tensor x = Tensor.Ones([1, 2]), head = Tensor.From([30f, 0f, 0f, 9.5e-7f], [2, 2]), one = Tensor.Ones([1, 2]);
        double actual = x.AdaptiveLogSoftmaxWithLoss(Tensor.From([0L]), head, null, [(one, Tensor.Ones([1, 1]))]).Output.Item();
        actual.ShouldBe(0, 1e-12);
    }

    [Test]
    public void A_step_takes_memory_for_the_clusters_it_touches_and_never_for_a_row_of_scores()
    {
        // On a thread of its own, whose pool of buffers begins empty.
        const int rows = 64, classes = 500_000;
        long untouched = 0, touched = 0;
        var thread = new Thread(() =>
        {
            var layer = new AdaptiveLogSoftmaxWithLoss(16, classes, [1000, 10_000]);
            Tensor x = OpSamples.Spread([rows, 16], DType.Float32);
            layer.Initialize(0);
            Tensor frequent = Tensor.From([.. Enumerable.Range(0, rows)]);
            Tensor rare = Tensor.From([.. Enumerable.Range(0, rows).Select(i => classes - 1 - i)]);
            untouched = Allocated(() => Backward(layer, x, frequent));
            touched = Allocated(() => Backward(layer, x, rare));
        });
        thread.Start();
        thread.Join();
        long gradient = (classes - 10_000L) * sizeof(float), scores = (long)rows * classes * sizeof(float);
        untouched.ShouldBeLessThan(gradient);

        // The gradient of the parameter, which is written where it stays.
        touched.ShouldBeInRange(gradient, 2 * gradient);
        touched.ShouldBeLessThan(scores / 10);

        static long Allocated(Action action)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            action();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Test]
    public void Infinite_and_missing_scores_are_as_in_a_softmax()
    {
        const double infinity = double.PositiveInfinity;
        foreach ((double first, double later) in new[] { (-infinity, 1.0), (1, -infinity), (1, double.NaN), (double.NaN, 1),
            (1, infinity) })
        {
            // One feature of 1 makes the weights the scores, and there are more of them than a stretch has.
            double[] weights = new double[5000];
            Array.Fill(weights, first, 0, 4500);
            Array.Fill(weights, later, 4500, 500);
            Tensor x = Tensor.Ones([1, 1], DType.Float64), head = Tensor.From(weights, [5000, 1]), one = Tensor.Ones([1, 1], DType.Float64);
            foreach (long target in new[] { 0L, 4700 })
            {
                double expected = head.Reshape(5000).LogSoftmax(0).ToArray<double>()[target];
                double actual = x.AdaptiveLogSoftmaxWithLoss(Tensor.From([target]), head, null, [(one, one)]).Output.Item();
                Numbers.AreNear(actual, expected, 1e-13, 0).ShouldBeTrue($"{first}, {later}, {target}: {actual}, expected {expected}");
            }
        }
    }

    [TestCase("", "of the cutoffs there are none; expected at least one")]
    [TestCase("0, 5", "of the cutoffs cutoff 0 is 0; expected 1 or more")]
    [TestCase("-3", "cutoff 0 is -3; expected 1 or more")]
    [TestCase("4, 20", "cutoff 1 is 20 of 20 classes; expected at most 19, for the last cluster reaches to the last class by itself")]
    [TestCase("4, 21", "cutoff 1 is 21 of 20 classes; expected at most 19")]
    [TestCase("4, 7, 7", "cutoff 2 repeats 7; expected each number once")]
    [TestCase("7, 4", "cutoff 1 is 4 after 7; expected increasing numbers")]
    public void Wrong_cutoffs_are_told(string cutoffs, string expected) =>
        Should.Throw<ArgumentException>(() => new AdaptiveLogSoftmaxWithLoss(
        8, 20, [.. cutoffs.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)])).Message.ShouldContain(expected);

    [Test]
    public void Other_wrong_arguments_are_told()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new AdaptiveLogSoftmaxWithLoss(8, 20, [4], divValue: 0.5))
            .Message.ShouldContain("divValue is 0.5; expected a finite number of 1 or more");
        Should.Throw<ArgumentOutOfRangeException>(() => new AdaptiveLogSoftmaxWithLoss(0, 20, [4]));
        Should.Throw<ArgumentException>(() => Layer().Forward(Features(1), Labels("20"))).Message
            .ShouldContain("the target at [0] is 20; expected a class from 0 to 19 of 20");
        Should.Throw<ArgumentOutOfRangeException>(() => Layer((Reduction)7).Forward(Features(1), Labels("2")))
            .Message.ShouldContain("there is no reduction 7");
    }

    [Test]
    public void It_says_what_it_is() => Layer().ToString().ShouldBe(
        "AdaptiveLogSoftmaxWithLoss(8 → 20, cutoffs [4, 7, 12])\n  (Head): Linear(8 → 7, no bias)\n" +
        "  (Tail): ModuleList\n    (0): AdaptiveTail(8 → 4 → 3)\n" +
        "    (1): AdaptiveTail(8 → 2 → 5)\n    (2): AdaptiveTail(8 → 1 → 8)");

    private static AdaptiveLogSoftmaxWithLoss Layer(Reduction reduction = Reduction.Mean)
    {
        var layer = new AdaptiveLogSoftmaxWithLoss(8, 20, s_cutoffs, divValue: 2, reduction: reduction);
        layer.To(DType.Float64);
        return layer;
    }

    private static Tensor Features(int rows) => OpSamples.Spread([rows, 8], DType.Float64);

    private static Tensor Labels(string targets) => Tensor.From([.. targets.Split(", ").Select(long.Parse)]);

    private static AdaptiveLogSoftmax Backward(AdaptiveLogSoftmaxWithLoss layer, Tensor x, Tensor targets)
    {
        using var tape = new Tape();
        tape.Watch(x);
        (Tensor output, Tensor loss) = layer.Forward(x, targets);
        tape.Backward(loss);
        return new(output.Detach(), loss.Detach());
    }
}
