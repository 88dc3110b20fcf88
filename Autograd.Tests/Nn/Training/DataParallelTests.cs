using System.Security.Cryptography;
using Autograd.Core;
using Autograd.Nn;
using NUnit.Framework;
using Shouldly;

namespace Autograd.Tests.Nn.Training;

public sealed class DataParallelTests
{
    [TestCase(2, 1)]
    [TestCase(4, 1)]
    [TestCase(4, 2)]
    [TestCase(4, 4)]
    public void Neither_threads_nor_processes_change_a_bit(int chunks, int processes)
    {
        string expected = Trained(chunks, 1, threads: 1)[0];
        foreach (string bits in Trained(chunks, processes, threads: 2))
        {
            bits.ShouldBe(expected);
        }

        Trained(chunks / 2, 1, threads: 1)[0].ShouldNotBe(expected);
    }

    private static string[] Trained(int chunks, int processes, int threads) => ProcessesOfThreads.Run(processes, exchange =>
    {
        using var limit = new ThreadLimit(threads);
        TensorDataset data = TrainerProblem.Data(61);
        Sequential model = TrainerProblem.Model();
        var optimizer = new Adam(model.Parameters());
        var trainer = new Trainer(model, new CrossEntropyLoss(Tensor.From([1f, 2f, 0.5f]), ignoreIndex: 1), optimizer)
        {
            Parallel = new(model, optimizer, chunks, exchange) { PerChunkStatistics = true },
            Metrics = [Metric.Accuracy],
            ClipNorm = 1,
        };
        trainer.Fit(new DataLoader(data, 16, seed: 1), epochs: 3);
        return Convert.ToHexString(SHA256.HashData(TrainerProblem.Bits(model)));
    });
}
