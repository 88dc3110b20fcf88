using Autograd.Core;
using Autograd.Nn;
using Autograd.Tests.Laws;

namespace Autograd.Tests.Nn.Training;

/// <summary>Losses some of whose chunks divide by nothing, or by next to nothing.</summary>
public sealed class DataParallelLossTests
{
    private static readonly Tensor s_inputs = Tensor.From([1f, 2f, 3f, 4f], [4, 1]);

    // Half of the rows want a class of weight 0, or of next to none, and smoothing counts by the weights of all.
    [TestCase(0f, 1f)]
    [TestCase(1e-25f, 1f)]
    [TestCase(1e-25f, 1e22f)]
    [TestCase(0f, 1e-40f)]
    [TestCase(0f, 3e30f)]
    public void Smoothing_counts_where_no_weight_does(float weight, float other)
    {
        Batch batch = new(s_inputs, Tensor.From([0L, 0L, 1L, 1L]));
        ExpectSame(batch, 2, new CrossEntropyLoss(Tensor.From([weight, other]), labelSmoothing: 0.1));
        ExpectSame(batch, 2, new CrossEntropyLoss(Tensor.From([weight, other])));
    }

    [TestCase(0f, 1f)]
    [TestCase(1e-25f, 1e22f)]
    public void What_no_weight_divides_is_not_finite_in_chunks_either(float weight, float other)
    {
        Batch batch = new(s_inputs, Tensor.From(new long[4]));
        var loss = new CrossEntropyLoss(Tensor.From([weight, other]), labelSmoothing: 0.1);
        loss.Forward(Model(2).Forward(batch.Inputs), batch.Targets).Item().ShouldBe(double.PositiveInfinity);
        foreach (int chunks in new[] { 1, 2, 4 })
        {
            Should.Throw<NotFiniteNumberException>(() => InChunks(batch, 2, loss, chunks)).Message
                .ShouldStartWith("DataParallel: the loss is Infinity");
        }
    }

    [Test]
    public void Losses_of_elements_are_divided_once_whatever_the_parts_divide_by()
    {
        Batch batch = new(s_inputs, Tensor.From([0f, 0f, 1f, 1f], [4, 1]));
        ExpectSame(batch, 1, new PerPositive());
        Tensor answers = Model(1).Forward(batch.Inputs);
        new PerPositive().Forward(answers, batch.Targets).Item().ShouldBe((answers - batch.Targets).Square().Sum().Item() / 2, 1e-4);
    }

    [Test]
    public void A_part_that_was_divided_by_nothing_is_refused_and_not_dropped() =>
        Should.Throw<InvalidOperationException>(
            () => InChunks(new(s_inputs, Tensor.From([0f, 0f, 1f, 1f], [4, 1])), 1, new Divided(0), 2)).Message
            .ShouldStartWith("DataParallel: the loss of a chunk is Infinity, a mean that is divided by 0; expected what");

    [Test]
    public void A_divisor_whose_inverse_is_not_finite_is_refused() =>
        Should.Throw<InvalidOperationException>(() => InChunks(new(s_inputs, Tensor.Ones([4, 1])), 1, new Divided(1e-310), 2)).Message
            .ShouldContain("divided by 1E-310; expected a finite number of 2.3E-308 or more, or 0.");

    [Test]
    public void An_error_of_ones_own_in_a_chunk_of_one_row_stays_as_it_is()
    {
        Sequential model = new Sequential(new Linear(1, 1), new Lambda(_ => throw new ArgumentException("mine"))).Initialize(1);
        Should.Throw<ArgumentException>(() => new DataParallel(model, new Sgd(model.Parameters(), 0.1), 4) { PerChunkStatistics = true }
            .Backward(new(s_inputs, Tensor.Ones([4, 1])), new MseLoss())).Message.ShouldNotContain("cut into");
    }

    private static Sequential Model(int outputs) => new Sequential(new Linear(1, outputs)).Initialize(1);

    private static (double Loss, double[][] Gradients) InChunks(Batch batch, int outputs, Loss loss, int chunks)
    {
        Sequential model = Model(outputs);
        double value = new DataParallel(model, new Sgd(model.Parameters(), 0.1), chunks).Backward(batch, loss);
        return (value, [.. model.Parameters().Select(parameter => Numbers.Of(parameter.Grad!))]);
    }

    private static void ExpectSame(Batch batch, int outputs, Loss loss)
    {
        Sequential plain = Model(outputs);
        using var tape = new Tape();
        Tensor error = loss.Forward(plain.Forward(batch.Inputs), batch.Targets);
        tape.Backward(error);
        foreach (int chunks in new[] { 1, 2, 4, 8 })
        {
            (double value, double[][] gradients) = InChunks(batch, outputs, loss, chunks);
            value.ShouldBe(error.Item(), 1e-5 * error.Item(), $"{chunks} chunks");
            foreach ((double[] actual, Parameter parameter) in gradients.Zip(plain.Parameters()))
            {
                double[] whole = Numbers.Of(parameter.Grad!);
                double most = whole.Max(Math.Abs);
                double.IsFinite(most).ShouldBeTrue();
                actual.Zip(whole).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) <= 1e-4 * most, $"{chunks} chunks");
            }
        }
    }

    private sealed class PerPositive : Loss
    {
        protected override Tensor Compute(Tensor input, Tensor target) => (input - target).Square();

        protected override double? Divisor(Tensor input, Tensor target) => target.Sum().Item();
    }

    private sealed class Divided(double least) : Loss
    {
        protected override Tensor Compute(Tensor input, Tensor target) => (input - target).Square().Sum() / target.Sum();

        protected override double? Divisor(Tensor input, Tensor target) => least > 0 ? least : target.Sum().Item();
    }
}
