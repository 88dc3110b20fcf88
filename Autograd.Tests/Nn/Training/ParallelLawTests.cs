using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Training;

public sealed class ParallelLawTests
{
    [Test]
    public void Neither_threads_nor_processes_change_a_bit() =>
        Enumerable.Range(0, 30).SelectMany(seed => ParallelLaw.OtherBits(new(seed))).ShouldBeEmpty();

    [Test]
    public void Loss_and_gradients_are_those_of_the_whole_batch() =>
        Enumerable.Range(0, 150).SelectMany(seed => ParallelLaw.OtherNumbers(new(seed, isPlain: true))).ShouldBeEmpty();

    [Test]
    public void The_law_rejects_processes_that_add_up_in_another_order() =>
        Enumerable.Range(0, 30).Select(seed => new ParallelTraining(seed)).Where(training => training.Chunks >= 4)
            .SelectMany(training => ParallelLaw.OtherBits(training, inTurn: true)).ShouldNotBeEmpty();

    [Test]
    public void The_law_rejects_a_module_that_draws_from_what_chunks_share() =>
        Enumerable.Range(0, 8).SelectMany(seed => ParallelLaw.OtherBits(new(seed) { Besides = () => new Noise() })).ShouldNotBeEmpty();

    [Test]
    public void The_law_rejects_a_loss_that_says_a_wrong_divisor() =>
        Enumerable.Range(0, 8)
            .SelectMany(seed => ParallelLaw.OtherNumbers(new(seed, isPlain: true) { Loss = new WrongDivisor() }))
            .ShouldNotBeEmpty();

    private sealed class Noise : Layer
    {
        private readonly Generator _generator = new(1);

        protected override Tensor Compute(Tensor input)
        {
            lock (_generator)
            {
                return input + (0.1 * Tensor.Normal(input.Shape, _generator));
            }
        }
    }

    // The number of samples, where the targets are counted by their squares.
    private sealed class WrongDivisor : Loss
    {
        protected override Tensor Compute(Tensor input, Tensor target) =>
            input.Square().Sum() / (1 + target.To(DType.Float64).Square().Sum());

        protected override double? Divisor(Tensor input, Tensor target) => input.Shape[0];
    }
}
