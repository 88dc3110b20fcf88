using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Docs;

/// <summary>
/// How sure networks are and how often right, each alone and all as an ensemble, where samples are scarce: the class is the sign of the
/// product of two features, with noise, and eight features more say nothing.
/// </summary>
internal static class CalibrationStudy
{
    /// <summary>How many networks are in the ensemble.</summary>
    internal const int Members = 10;

    private const int Features = 10, TrainSamples = 400, TestSamples = 4000, BatchSize = 25, Epochs = 15, Bins = 10;

    /// <summary>The diagram of each network alone, all in one, and that of all together.</summary>
    internal static (ReliabilityDiagram One, ReliabilityDiagram All) Run()
    {
        TensorDataset train = Samples(TrainSamples, seed: 1), test = Samples(TestSamples, seed: 2);
        EnsemblePrediction answer = Ensemble.Train(Members, seed => Network(train, seed)).PredictProbabilities(test.Inputs);
        ReliabilityDiagram one = new(Bins, onProbabilities: true), all = new(Bins, onProbabilities: true);
        for (int i = 0; i < Members; i++)
        {
            one.Add(answer.Members[i], test.Targets);
        }

        all.Add(answer.Mean, test.Targets);
        return (one, all);
    }

    private static TensorDataset Samples(int count, ulong seed)
    {
        var generator = new Generator(seed);
        Tensor inputs = Tensor.Normal([count, Features], generator), noise = Tensor.Normal([count], generator);
        float[] features = inputs.ToArray<float>(), errors = noise.ToArray<float>();
        long[] classes = new long[count];
        for (int i = 0; i < count; i++)
        {
            classes[i] = (features[i * Features] * features[(i * Features) + 1]) + (0.3 * errors[i]) > 0 ? 1 : 0;
        }

        return new(inputs, Tensor.From(classes));
    }

    private static Sequential Network(TensorDataset data, ulong seed)
    {
        Sequential model = new Sequential(new Linear(Features, 64), new Relu(), new Linear(64, 64), new Relu(), new Linear(64, 2))
            .Initialize(seed);
        var optimizer = new Adam(model.Parameters(), learningRate: 3e-3);
        var loader = new DataLoader(data, new RandomBatchSampler(data.Count, BatchSize, seed));
        for (int epoch = 0; epoch < Epochs; epoch++)
        {
            foreach (Batch batch in loader)
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
}
