using Autograd.Core;
using Autograd.Nn;
using Autograd.Tests.Laws;

namespace Autograd.Tests.Nn.Training;

/// <summary>A small problem for the tests of training: four numbers, three classes that overlap.</summary>
internal static class TrainerProblem
{
    public static TensorDataset Data(int count, ulong seed = 1)
    {
        var generator = new Generator(seed);
        float[] inputs = new float[4 * count];
        long[] classes = new long[count];
        for (int i = 0; i < count; i++)
        {
            classes[i] = i % 3;
            for (int j = 0; j < 4; j++)
            {
                inputs[(4 * i) + j] = (float)(generator.NextNormal() + (j == classes[i] ? 1.5 : 0));
            }
        }

        return new(Tensor.From(inputs, [count, 4]), Tensor.From(classes));
    }

    public static Sequential Model() =>
        new Sequential(new Linear(4, 8), new BatchNorm1d(8), new Relu(), new Dropout(0.1), new Linear(8, 3)).Initialize(5);

    /// <summary>All parameters and buffers, to the bit.</summary>
    public static byte[] Bits(Module model) => [.. model.StateDict().SelectMany(named => Numbers.Bits(named.Value))];
}
