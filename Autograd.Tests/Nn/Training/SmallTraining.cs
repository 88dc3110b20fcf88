using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Training;

/// <summary>A network with everything that a seed decides, trained for some steps.</summary>
internal static class SmallTraining
{
    /// <summary>Two clouds of four features that overlap.</summary>
    public static TensorDataset Clouds { get; } = Make(60);

    /// <summary>Trains a network from a seed: its weights, its dropout and the order of the samples.</summary>
    public static Sequential Classifier(ulong seed) => Classifier(seed, Clouds);

    /// <summary>The same on other data.</summary>
    public static Sequential Classifier(ulong seed, TensorDataset data)
    {
        Sequential model = new Sequential(new Linear(4, 8), new BatchNorm1d(8), new PRelu(8), new Dropout(0.2), new Linear(8, 2))
            .Initialize(seed);
        var optimizer = new Adam(model.Parameters(), learningRate: 1e-2);
        for (int epoch = 0; epoch < 2; epoch++)
        {
            foreach (Batch batch in new DataLoader(data, new RandomBatchSampler(data.Count, 15, seed)))
            {
                using var tape = new Tape();
                Tensor error = model.Forward(batch.Inputs).CrossEntropy(batch.Targets);
                optimizer.ZeroGrad();
                tape.Backward(error);
                optimizer.Step();
            }
        }

        return model;
    }

    private static TensorDataset Make(int count)
    {
        long[] labels = [.. Enumerable.Range(0, count).Select(i => i % 2L)];
        Tensor inputs = Tensor.Normal([count, 4], new Generator(1)) + Tensor.From(labels).To(DType.Float32).Reshape(count, 1);
        return new(inputs, Tensor.From(labels));
    }
}
