using Autograd.Core;
using Autograd.Nn;
using Autograd.Tests.Nn.Training;

namespace Autograd.Tests.Documentation;

/// <summary>What the page on training shows. It uses public members only.</summary>
public sealed class TrainingExamples
{
    [Test]
    public void The_loop_by_hand()
    {
        Sequential model = TrainerProblem.Model();
        var train = new DataLoader(TrainerProblem.Data(60), batchSize: 16, seed: 1);
        var optimizer = new AdamW(model.Parameters());
        var loss = new CrossEntropyLoss();
        Schedule schedule = Schedule.OneCycle(peak: 3e-3, steps: 20 * train.BatchCount);
        long step = 0;
        for (int epoch = 0; epoch < 20; epoch++)
        {
            foreach ((Tensor inputs, Tensor targets) in train)
            {
                using var tape = new Tape();
                Tensor error = loss.Forward(model.Forward(inputs), targets);
                optimizer.ZeroGrad();
                tape.Backward(error);
                GradientClipping.ByNorm(optimizer, 1);
                optimizer.LearningRate = schedule.At(step++);
                optimizer.Step();
            }
        }

        new Trainer(model, loss, optimizer).Evaluate(train).Loss.ShouldBeLessThan(1.08);
    }

    [Test]
    public void The_trainer()
    {
        TensorDataset data = TrainerProblem.Data(120);
        Sequential model = TrainerProblem.Model();
        (TensorDataset seen, TensorDataset unseen) = data.Split(validation: 0.2, seed: 1);
        var train = new DataLoader(seen, batchSize: 32, seed: 1);
        var validation = new DataLoader(unseen, batchSize: 256);

        var trainer = new Trainer(model, new CrossEntropyLoss(), new AdamW(model.Parameters()))
        {
            ClipNorm = 1,
            EarlyStopping = new(patience: 5),
            Metrics = [Metric.Accuracy, Metric.BalancedAccuracy],
        };
        TrainingResult result = trainer.Fit(train, validation, epochs: 100);
        Console.WriteLine(result);        // StoppedEarly after 31 epochs, ...

        result.ToString().ShouldContain("validation: loss ");
        foreach (EpochReport epoch in trainer.Epochs(train, validation))
        {
            Console.WriteLine(epoch);     // epoch 1: loss 0.9, accuracy 0.6; validation: loss 0.7, accuracy 0.7 (best)
            if (epoch.Loss < 0.1)
            {
                break;
            }
        }

        Tensor inputs = unseen.Inputs;
        Evaluation evaluation = trainer.Evaluate(validation);
        Console.WriteLine(evaluation[Metric.Accuracy]);
        Tensor answers = model.Predict(inputs);                 // in batches, nothing random, and every part as it was afterwards

        evaluation[Metric.Accuracy].ShouldBe(Metric.Accuracy.Of(answers, unseen.Targets));
    }

    [Test]
    public void A_plan_of_two_phases()
    {
        TensorDataset data = TrainerProblem.Data(90);
        Sequential model = TrainerProblem.Model();
        var balanced = new DataLoader(data, new ClassBalancedBatchSampler(data.Labels, samplesPerClass: 8, seed: 1));
        var actual = new DataLoader(data, batchSize: 24, seed: 1);
        var validation = new DataLoader(TrainerProblem.Data(40, seed: 2), batchSize: 256);
        var trainer = new Trainer(model, new CrossEntropyLoss(), new Adam(model.Parameters(), 0.01));
        trainer.Fit(
        [
            new TrainingPhase(balanced, epochs: 10),
            new TrainingPhase(actual, epochs: 5) { RateFactor = 0.1, Trained = model[^1] },
        ], validation);

        trainer.Evaluate(validation).Loss.ShouldBeLessThan(0.9);
    }

    [Test]
    public void A_module_of_another_kind()
    {
        var model = new Lstm(2, 3);
        var trainer = new Trainer(
            model,
            batch => model.Forward(batch.Inputs, state: null).Output,
            (answer, target) => (answer - target).Square().Mean(),
            new Adam(model.Parameters()));

        trainer.Step(new(Tensor.Ones([1, 4, 2]), Tensor.Zeros([1, 4, 3]))).ShouldBePositive();
    }

    [Test]
    public void A_trained_body_under_another_head()
    {
        var trained = new Sequential(new Sequential(new Linear(4, 16), new Relu()), new Linear(16, 3));
        TensorDataset data = TrainerProblem.Data(60);
        var train = new DataLoader(data, batchSize: 20, seed: 1);

        var model = new Sequential(new Sequential(new Linear(4, 16), new Relu()), new Linear(16, 5));
        model[0].LoadState(trained[0].StateDict());                                  // a part into the same part
        IReadOnlyDictionary<string, Tensor> state = trained.StateDict();             // or out of a whole, as a file has it, by names
        model.LoadState(state.Where(pair => pair.Key.StartsWith("0.", StringComparison.Ordinal)).ToDictionary(), strict: false);

        var trainer = new Trainer(model, new CrossEntropyLoss(), new Adam(model.Parameters()));
        trainer.Fit(
        [
            new TrainingPhase(train, epochs: 5) { Trained = model[1] },              // the new head, while the body rests
            new TrainingPhase(train, epochs: 5) { RateFactor = 0.1 },                // then all of it, gently
        ]);

        trainer.Evaluate(train).Loss.ShouldBeLessThan(3);
        Should.Throw<ArgumentException>(() => model.LoadState(state, strict: false)).Message.ShouldContain("'1.weight' is Float32 [3, 16]");
    }

    [Test]
    public void Averaged_weights_are_validated()
    {
        Sequential model = TrainerProblem.Model();
        (TensorDataset seen, TensorDataset unseen) = TrainerProblem.Data(120).Split(validation: 0.2, seed: 1);
        var train = new DataLoader(seen, batchSize: 32, seed: 1);
        var validation = new DataLoader(unseen, batchSize: 256);
        var trainer = new Trainer(model, new CrossEntropyLoss(), new Sgd(model.Parameters(), 0.5)) { ClipNorm = 1 };
        var average = new ExponentialAverage(model, decay: 0.9);
        for (int epoch = 0; epoch < 10; epoch++)
        {
            foreach (Batch batch in train)
            {
                trainer.Step(batch);
                average.Update();
            }

            using (average.Apply())
            {
                Console.WriteLine(trainer.Evaluate(validation));
            }
        }

        average.Updates.ShouldBe(30);
    }
}
