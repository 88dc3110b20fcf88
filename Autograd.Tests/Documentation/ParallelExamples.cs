using Autograd.Core;
using Autograd.Nn;
using Autograd.Tests.Nn.Training;

namespace Autograd.Tests.Documentation;

/// <summary>The examples of docs/parallel.md.</summary>
public sealed class ParallelExamples
{
    private static readonly TensorDataset train = TrainerProblem.Data(61);

    [Test]
    public void A_trainer_splits_its_steps()
    {
        Sequential model = Model();

        var optimizer = new Adam(model.Parameters(), 1e-3);
        var trainer = new Trainer(model, new CrossEntropyLoss(), optimizer) { Parallel = new(model, optimizer, chunks: 2) };
        trainer.Fit(new DataLoader(train, batchSize: 128, seed: 1), epochs: 3);

        trainer.Steps.ShouldBe(3);
    }

    [Test]
    public void Steps_are_split_by_hand()
    {
        Sequential model = Model();
        var optimizer = new Adam(model.Parameters(), 1e-2);
        var loss = new CrossEntropyLoss();
        var loader = new DataLoader(train, batchSize: 16, seed: 1);
        double before = model.Forward(train.Inputs).CrossEntropy(train.Targets).Item();

        var parallel = new DataParallel(model, optimizer, chunks: 2);
        foreach (Batch batch in loader)
        {
            double value = parallel.Step(batch, loss);
        }

        optimizer.ZeroGrad();
        double again = parallel.Backward(train.AsBatch(), loss);
        GradientClipping.ByNorm(optimizer, 1);
        optimizer.Step();

        again.ShouldBeLessThan(before);
    }

    [Test]
    public void A_loss_of_ones_own_says_what_its_mean_divides_by()
    {
        Sequential model = Model();
        var optimizer = new Sgd(model.Parameters(), 0.1);
        var whole = new Batch(train.Inputs, Tensor.Normal([61, 3], new Generator(1)));
        new DataParallel(model, optimizer).Backward(whole, new WeightedError())
            .ShouldBe(new WeightedError().Forward(model.Forward(whole.Inputs), whole.Targets).Item(), 1e-5);

        Batch batch = train.AsBatch();
        var ofFunction = new DataParallel(model, optimizer) { Divisor = part => part.Count };
        double mean = ofFunction.Backward(batch, part => model.Forward(part.Inputs), (answers, targets) => answers.CrossEntropy(targets));

        mean.ShouldBe(model.Forward(train.Inputs).CrossEntropy(train.Targets).Item(), 1e-5);
    }

    private static Sequential Model() => new Sequential(new Linear(4, 8), new Relu(), new Linear(8, 3)).Initialize(seed: 1);

    private sealed class WeightedError : Loss
    {
        protected override Tensor Compute(Tensor input, Tensor target) => (input - target).Square() * target.Abs();

        protected override double? Divisor(Tensor input, Tensor target) => target.Abs().Sum().Item();
    }
}
