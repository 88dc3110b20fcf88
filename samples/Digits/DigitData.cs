using Autograd.Core;
using Autograd.Nn;
using SampleTools;

namespace Digits;

/// <summary>Pictures of digits to learn from, and others to be tested with.</summary>
/// <param name="Name">What they are, for the report.</param>
/// <param name="Train">
/// To learn from: pictures of shape [digits, 1, height, width], from 0, the paper, to 1, the ink, and what digits they are.
/// </param>
/// <param name="Test">To be tested with.</param>
internal sealed record DigitData(string Name, TensorDataset Train, TensorDataset Test)
{
    /// <summary>The smallest picture that survives two poolings with something left to see.</summary>
    internal const int SmallestSide = 8;

    private const string TrainFile = "optdigits.tra", TestFile = "optdigits.tes";

    /// <summary>
    /// Reads a folder with optdigits.tra and optdigits.tes, or with MNIST's files; or one file of either, of which four fifths are then
    /// learned and the rest is for the test.
    /// </summary>
    /// <exception cref="SampleException">A file is missing or not as it should be.</exception>
    internal static DigitData Read(string path)
    {
        try
        {
            if (File.Exists(path))
            {
                return ReadFile(path);
            }

            if (!Directory.Exists(path))
            {
                throw new SampleException($"--data: expected a folder or a file, but {SampleException.Quote(path)} does not exist");
            }

            return ReadFolder(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new SampleException($"--data: {e.Message.ReplaceLineEndings(" ")}");
        }
    }

    /// <summary>Data of one source: four fifths to learn from, and the rest for the test.</summary>
    internal static DigitData Split(string name, TensorDataset all)
    {
        int train = all.Count * 4 / 5;
        return train > 0 && train < all.Count
            ? new(name, new(all.Inputs.Slice(0, ..train), all.Targets.Slice(0, ..train)),
                new(all.Inputs.Slice(0, train..), all.Targets.Slice(0, train..)))
            : throw new SampleException($"{name}: expected at least two digits, found {all.Count}");
    }

    private static DigitData ReadFolder(string folder)
    {
        string train = Path.Combine(folder, TrainFile), test = Path.Combine(folder, TestFile);
        if (File.Exists(train) && File.Exists(test))
        {
            return new("optdigits", Optdigits.Read(train), Optdigits.Read(test));
        }

        (string Images, string Labels)? learned = Mnist.Find(folder, "train"), tested = Mnist.Find(folder, "t10k");
        return (learned, tested) switch
        {
            ({ } first, { } second) => Alike(new("MNIST", Mnist.Read(first), Mnist.Read(second))),
            ({ } only, null) => Split("MNIST", Mnist.Read(only)),
            (null, { } only) => Split("MNIST's test digits", Mnist.Read(only)),
            _ => throw new SampleException(
                $"--data: expected {TrainFile} and {TestFile} in {SampleException.Quote(folder)}, or MNIST's files such as " +
                $"{Mnist.ImagesOf("train")} and {Mnist.LabelsOf("train")}, compressed (.gz) or not"),
        };
    }

    private static DigitData ReadFile(string file) => Mnist.IsImages(file)
        ? Split(Path.GetFileName(file), Mnist.Read((file, Mnist.LabelsFor(file))))
        : Split(Path.GetFileName(file), Optdigits.Read(file));

    private static DigitData Alike(DigitData data) => data.Train.Inputs.Shape.Sizes[1..].SequenceEqual(data.Test.Inputs.Shape.Sizes[1..])
        ? data
        : throw new SampleException(
            $"--data: the digits to learn from have the shape {data.Train.Inputs.Shape} and those of the test {data.Test.Inputs.Shape}; " +
            "expected the same height and width");
}
