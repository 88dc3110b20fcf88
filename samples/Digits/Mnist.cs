using Autograd.Core;
using Autograd.Nn;
using SampleTools;

namespace Digits;

/// <summary>
/// Reads digits in the files of MNIST (LeCun et al., 1998) or of any data in its form: pictures of bytes, 0 to 255, and their labels.
/// </summary>
internal static class Mnist
{
    private const string Images = "-images-idx3-ubyte", Labels = "-labels-idx1-ubyte", Packed = ".gz";
    private const int Brightest = 255, Classes = 10;

    /// <summary>The name of a file of pictures.</summary>
    internal static string ImagesOf(string set) => set + Images;

    /// <summary>The name of a file of labels.</summary>
    internal static string LabelsOf(string set) => set + Labels;

    /// <summary>Whether a file is, by its name, one of pictures.</summary>
    internal static bool IsImages(string file) => Path.GetFileName(file).Contains(Images, StringComparison.Ordinal);

    /// <summary>The file of labels that belongs to one of pictures.</summary>
    internal static string LabelsFor(string images) => Path.Combine(
        Path.GetDirectoryName(images) ?? "", Path.GetFileName(images).Replace(Images, Labels, StringComparison.Ordinal));

    /// <summary>The two files of a set in a folder, compressed or not; null where one of them is missing.</summary>
    internal static (string Images, string Labels)? Find(string folder, string set) =>
        Existing(folder, ImagesOf(set)) is { } images && Existing(folder, LabelsOf(set)) is { } labels ? (images, labels) : null;

    /// <summary>Reads the files of a set.</summary>
    /// <exception cref="SampleException">They are not what they should be.</exception>
    internal static TensorDataset Read((string Images, string Labels) files)
    {
        Tensor images = IdxFile.Read(files.Images), labels = IdxFile.Read(files.Labels, DType.Int64);
        if (images.Rank != 3 || images.Shape[0] == 0 || Math.Min(images.Shape[1], images.Shape[2]) < DigitData.SmallestSide)
        {
            throw new SampleException(
                $"{Path.GetFileName(files.Images)}: expected pictures of at least {DigitData.SmallestSide} by {DigitData.SmallestSide}, " +
                $"found the shape {images.Shape}");
        }

        if (labels.Rank != 1 || labels.Count != images.Shape[0])
        {
            throw new SampleException(
                $"{Path.GetFileName(files.Labels)}: expected {images.Shape[0]} labels, one for each picture, " +
                $"found the shape {labels.Shape}");
        }

        int wrong = labels.AsSpan<long>().IndexOfAnyExceptInRange(0, Classes - 1);
        return wrong < 0
            ? new((images / Brightest).Reshape(images.Shape[0], 1, images.Shape[1], images.Shape[2]), labels)
            : throw new SampleException(
                $"{Path.GetFileName(files.Labels)}: expected digits from 0 to 9, " +
                $"found {labels.AsSpan<long>()[wrong]} as label {wrong + 1}");
    }

    private static string? Existing(string folder, string name)
    {
        string file = Path.Combine(folder, name);
        return File.Exists(file) ? file : File.Exists(file + Packed) ? file + Packed : null;
    }
}
