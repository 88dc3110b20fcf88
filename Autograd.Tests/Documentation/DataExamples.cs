using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Documentation;

public sealed class DataExamples
{
    private static readonly Tensor inputs = Tensor.Normal([200, 21], new Generator(1));
    private static readonly Tensor labels = Tensor.From([.. Enumerable.Range(0, 200).Select(i => (long)(i % 3))]);
    private static readonly TensorDataset train = new(inputs, labels), test = new(inputs[..60], labels[..60]);

    [Test]
    public void From_tensors_to_a_loop()
    {
        int trained = 0;
        void Train(Sequential model, Tensor x, Tensor y) => trained += model.Forward(x).Shape[0];

        var data = new TensorDataset(inputs, labels);                                // refuses NaN and infinity, in both, by name
        (TensorDataset train, TensorDataset validation, TensorDataset test) =
            data.Split(validation: 0.15, test: 0.15, seed: 1, stratified: true);
        var model = new Sequential(Standardizer.Fit(train.Inputs), new Linear(21, 16), new Relu(), new Linear(16, 3));
        foreach ((Tensor x, Tensor y) in new DataLoader(train, batchSize: 32, seed: 1))
        {
            Train(model, x, y);
        }

        trained.ShouldBe(140);
        (validation.Count, test.Count).ShouldBe((30, 30));
    }

    [Test]
    public void Standardizing()
    {
        var standardizer = Standardizer.Fit(train.Inputs);
        TensorDataset standardized = standardizer.Apply(train);
        Tensor raw = standardizer.Inverse(standardized.Inputs);

        raw.ToArray<float>().ShouldBe(train.Inputs.ToArray<float>(), 1e-6);
    }

    [Test]
    public void Standardizing_what_is_predicted()
    {
        Tensor features = Tensor.Normal([40, 3], new Generator(1));
        var houses = new TensorDataset(features, (features.Sum(1, keepDims: true) * 1e5) + 3e5);     // prices, [40, 1]
        TensorDataset test = houses;
        var prices = Standardizer.Fit(houses.Targets);
        var scaled = new TensorDataset(houses.Inputs, prices.Forward(houses.Targets));
        var model = new Sequential(new Linear(3, 16), new Tanh(), new Linear(16, 1));
        var trainer = new Trainer(model, new MseLoss(), new Adam(model.Parameters(), 0.02));
        trainer.Fit(new DataLoader(scaled, batchSize: 20, seed: 1), epochs: 30);
        Tensor predicted = prices.Inverse(model.Predict(test.Inputs));               // in the units of the targets again

        Metric.R2.Of(predicted, houses.Targets).ShouldBeGreaterThan(0.5);
    }

    [Test]
    public void Stopping_and_going_on()
    {
        var loader = new DataLoader(train, batchSize: 32, seed: 1);
        IReadOnlyDictionary<string, Tensor> state = loader.StateDict();

        var resumed = new DataLoader(train, batchSize: 32, seed: 1);
        resumed.LoadState(state);                                                    // goes on with the very batches

        resumed.First().Indices.ShouldBe(loader.First().Indices);
    }

    [Test]
    public void Batches_of_ones_own()
    {
        static IEnumerable<Batch> Windows(float[] series, int length, int count, Generator generator)
        {
            for (int i = 0; i < count; i++)
            {
                int start = generator.NextInt32(series.Length - length);
                Tensor window = Tensor.From(series.AsSpan(start, length + 1));
                yield return new Batch(window[..length].Unsqueeze(0), window[1..].Unsqueeze(0));
            }
        }

        foreach ((Tensor x, Tensor y) in Windows([.. Enumerable.Range(0, 20).Select(i => (float)i)], 4, 5, new Generator(1)))
        {
            (y - x).ToArray<float>().ShouldBe([1, 1, 1, 1]);
        }
    }

    [Test]
    public void Augmentation_ahead_of_the_loop()
    {
        var augmented = new DataLoader(train, batchSize: 32, seed: 1)
        {
            Augment = (batch, generator) => batch with
            {
                Inputs = batch.Inputs + Tensor.Normal(batch.Inputs.Shape, generator, standardDeviation: 0.1),
            },
            Ahead = 2,
        };

        augmented.Count().ShouldBe(7);
    }

    [Test]
    public void Metrics()
    {
        var model = new Sequential(new Linear(21, 3));

        double accuracy = Metric.Accuracy.Of(model.Forward(test.Inputs), test.Targets);

        MetricAccumulator balanced = Metric.BalancedAccuracy.Start();
        foreach ((Tensor x, Tensor y) in new DataLoader(test, batchSize: 256))
        {
            using var scope = new TensorScope();
            balanced.Update(model.Forward(x), y);
        }

        Console.WriteLine($"{Metric.BalancedAccuracy}: {balanced.Value:F3}");

        balanced.Value.ShouldBe(accuracy, 1e-12, "there are as many samples of each class");

        ConfusionMatrix matrix = ConfusionMatrix.Of(model.Forward(test.Inputs), test.Targets);
        Console.WriteLine(matrix);                                                   // counts, recall, precision and F1 of every class

        ReliabilityDiagram diagram = ReliabilityDiagram.Of(model.Forward(test.Inputs), test.Targets, bins: 10);
        foreach (ReliabilityBin bin in diagram.Bins)
        {
            Console.WriteLine($"{bin.Confidence:P0} sure, {bin.Accuracy:P0} right, {bin.Count} samples");
        }

        matrix.Accuracy.ShouldBe(accuracy);
        diagram.Count.ShouldBe(60);
    }

    [Test]
    public void Deciding_by_cost_and_correcting_priors()
    {
        var model = new Sequential(new Linear(21, 3));
        var outputLayer = (Linear)model[0];

        var costs = new CostMatrix(new double[,] { { 0, 1, 1 }, { 20, 0, 5 }, { 20, 5, 0 } });    // a miss is as bad as 20 false alarms
        Tensor decided = costs.Decide(model.Forward(test.Inputs).Softmax(1));
        double cost = costs.MeanCost(ConfusionMatrix.Of(decided, test.Targets));
        double recall = Metric.BalancedAccuracy.Of(decided, test.Targets);

        PriorCorrection.FromBalanced(train.ClassFrequencies()).ApplyTo(outputLayer);

        cost.ShouldBeInRange(0, 20);
        recall.ShouldBeInRange(0, 1);
    }

    [Test]
    public void A_metric_of_ones_own() => new LargestError().Of(Tensor.From([1f, 5]), Tensor.From([2f, 2])).ShouldBe(3);
}

public sealed class LargestError() : Metric("largest error", higherIsBetter: false, "numbers of one shape")
{
    public override MetricAccumulator Start() => new Accumulator();

    private sealed class Accumulator : MetricAccumulator
    {
        private double _largest = double.NaN;

        public override double Value => _largest;

        public override void Update(Tensor predictions, Tensor targets)
        {
            double largest = (predictions - targets).Abs().Max().Item();
            (_largest, Count) = (double.MaxNumber(_largest, largest), Count + targets.Shape[0]);
        }

        public override void Merge(MetricAccumulator other) =>
            (_largest, Count) = (double.MaxNumber(_largest, other.Value), Count + other.Count);
    }
}
