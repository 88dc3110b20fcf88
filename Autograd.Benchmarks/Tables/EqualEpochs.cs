using System.Diagnostics;
using System.Globalization;
using Autograd.Core;
using Autograd.Data;
using Autograd.Nn;
using SampleTools;

namespace Autograd.Benchmarks;

/// <summary>
/// The seconds of a training of so many epochs, here and with scikit-learn's MLPClassifier: the same rows, layers, batches and Adam, and
/// neither validation nor repeated rows.
/// </summary>
internal sealed record EqualEpochs(string Table, string Layers, int Batch, int Epochs, double Ours, double Theirs)
{
    private const int Rounds = 3;

    internal string Row => FormattableString.Invariant(
        $"| {Table} | {Layers.Replace(',', '-')} | {Batch} | {Epochs} | {Ours:0.000} | {Theirs:0.00} | {Theirs / Ours:0.0} |");

    /// <summary>Measures both sides in turn; the least of each counts.</summary>
    internal static EqualEpochs Measure(TableFile file, string folder, string python, string layers, int batch, int epochs)
    {
        Table table = Autograd.Data.Table.ReadCsv(file.Csv);
        TabularEncoder encoder = TabularEncoder.Fit(table, new TabularOptions(file.Target) { MostOneHot = 1000 });
        TensorDataset data = encoder.Encode(table);
        int[] hidden = [.. layers.Split(',').Select(width => int.Parse(width, CultureInfo.InvariantCulture))];
        using Process process = Sklearn.Start(python, "epochs", folder, file.Name);
        if (process.StandardOutput.ReadLine() != "ready")
        {
            throw new SampleException("scikit-learn did not start; what it wrote stands above");
        }

        double ours = double.MaxValue, theirs = double.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            ours = Math.Min(ours, Train(encoder, data, hidden, batch, epochs));
            process.StandardInput.WriteLine(FormattableString.Invariant($"{epochs} {batch} {layers}"));
            process.StandardInput.Flush();
            theirs = Math.Min(theirs, double.Parse(process.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture));
        }

        process.StandardInput.Close();
        process.WaitForExit();
        return new(file.Name, layers, batch, epochs, ours, theirs);
    }

    private static double Train(TabularEncoder encoder, TensorDataset data, int[] hidden, int batch, int epochs)
    {
        long start = Stopwatch.GetTimestamp();
        TabularNetwork network = new TabularNetwork(encoder.FeatureCount, [], hidden, encoder.Classes.Count).Initialize(1);
        var trainer = new Trainer(network, new CrossEntropyLoss(), new Adam(network.Parameters()));
        trainer.Fit([new TrainingPhase(new DataLoader(data, batch, seed: 1), epochs)]);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
