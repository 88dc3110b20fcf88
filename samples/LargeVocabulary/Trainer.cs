using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Autograd.Core;
using Autograd.Nn;
using SampleTools;

namespace LargeVocabulary;

/// <summary>What came out of a training.</summary>
/// <param name="Name">The output layer.</param>
/// <param name="Parameters">How many numbers it learns.</param>
/// <param name="Gradient">The median milliseconds of a forward and backward pass.</param>
/// <param name="Update">The median milliseconds of the optimizer's step.</param>
/// <param name="Allocated">The bytes allocated for parameters, gradients, optimizer and everything computed; after the first steps they are
/// reused.</param>
/// <param name="Losses">The loss of each step.</param>
/// <param name="TestLoss">The mean loss of samples that were not trained on.</param>
/// <param name="Accuracy">The share of them whose class was predicted.</param>
internal sealed record TrainingResult(
    string Name, long Parameters, double Gradient, double Update, long Allocated, double[] Losses, double TestLoss, double Accuracy);

/// <summary>Trains output layers, all on the same samples.</summary>
internal sealed class Trainer(Options options, Session session)
{
    private const int TestBatches = 4;

    /// <summary>Trains one on a thread of its own, whose pool of buffers begins empty, so that its memory is its own.</summary>
    /// <param name="make">Makes the output layer.</param>
    /// <param name="stepped">Called after each step.</param>
    /// <exception cref="SampleException">The loss was no finite number.</exception>
    internal TrainingResult Run(Func<Contender> make, Action stepped)
    {
        TrainingResult? result = null;
        ExceptionDispatchInfo? failure = null;
        int threads = ThreadLimit.Current;
        var thread = new Thread(() =>
        {
            using var limit = new ThreadLimit(threads);
            try
            {
                result = Train(make(), stepped);
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result!;
    }

    /// <summary>Trains an adaptive softmax over a toy vocabulary one step, which has compiled what the real ones run through.</summary>
    internal static void TrainToy()
    {
        // So many that threads share them, and some of the samples belong to each cluster.
        const int Classes = 4000, Features = 64, Batch = 64;
        var vocabulary = new Vocabulary(Classes, Features, seed: 0);
        var toy =
            new AdaptiveContender(Features, FrequencyOrder.FromLabels(vocabulary.Labels(Classes), Classes), [Classes / 50, Classes / 5]);
        var optimizer = new Adam(toy.Module.Parameters());
        (Tensor features, Tensor labels) = vocabulary.Batch(Batch);
        Differentiate(toy, optimizer, features, labels);
        optimizer.Step();
    }

    private TrainingResult Train(Contender contender, Action stepped)
    {
        var vocabulary = new Vocabulary(options.Classes, options.Features, options.Seed);
        long before = GC.GetAllocatedBytesForCurrentThread(), apart = 0;
        contender.Module.Initialize(options.Seed);
        var optimizer = new Adam(contender.Module.Parameters(), options.LearningRate);

        // A row a step: the loss, the milliseconds of gradient and update, and the bytes allocated up to there.
        var done = new Series(columns: 4);
        KeptLoop kept = session.Keep(
            contender.Name, contender.Module, ("optimizer", optimizer), ("vocabulary", vocabulary), ("done", done));
        for (int step = 0; step < options.Steps; step++)
        {
            if (step == done.Count)
            {
                long start = GC.GetAllocatedBytesForCurrentThread();
                (Tensor features, Tensor labels) = vocabulary.Batch(options.Batch);
                apart += GC.GetAllocatedBytesForCurrentThread() - start;
                (double loss, double gradient, double update) = Step(contender, optimizer, features, labels, step + 1);
                start = GC.GetAllocatedBytesForCurrentThread();
                done.Add(loss, gradient, update, start - before - apart);
                session.Stepped();
                kept.Passed();
                apart += GC.GetAllocatedBytesForCurrentThread() - start;
            }

            stepped();
        }

        kept.Save();
        (double testLoss, double accuracy) = Test(contender, vocabulary);
        return new(
            contender.Name, contender.Module.Parameters().Sum(parameter => (long)parameter.Shape.Count), Median(done.Column(1)),
            Median(done.Column(2)), (long)done.Column(3).Max(), done.Column(0), testLoss, accuracy);
    }

    private static (double Loss, double GradientTime, double UpdateTime) Step(
        Contender contender, Adam optimizer, Tensor features, Tensor labels, int step)
    {
        long began = Stopwatch.GetTimestamp();
        double loss = Differentiate(contender, optimizer, features, labels);
        TimeSpan gradient = Stopwatch.GetElapsedTime(began);
        if (!double.IsFinite(loss))
        {
            throw new SampleException(
                $"{contender.Name}: the loss is {loss} at step {step}; try a smaller --learning-rate");
        }

        began = Stopwatch.GetTimestamp();
        optimizer.Step();
        return (loss, gradient.TotalMilliseconds, Stopwatch.GetElapsedTime(began).TotalMilliseconds);
    }

    private static double Differentiate(Contender contender, Adam optimizer, Tensor features, Tensor labels)
    {
        using var tape = new Tape();
        Tensor loss = contender.Loss(features, labels);
        optimizer.ZeroGrad();
        tape.Backward(loss);
        return loss.Item();
    }

    private (double Loss, double Accuracy) Test(Contender contender, Vocabulary vocabulary)
    {
        double loss = 0;
        int right = 0;
        for (int i = 0; i < TestBatches; i++)
        {
            using var scope = new TensorScope();
            (Tensor features, Tensor labels) = vocabulary.Batch(options.Batch);
            loss += contender.Loss(features, labels).Item() / TestBatches;
            right += contender.Predict(features).Zip(labels.ToArray<long>()).Count(pair => pair.First == pair.Second);
        }

        return (loss, (double)right / (TestBatches * options.Batch));
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);
}
