using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Export;

/// <summary>
/// NumPy's file of one array, .npy. Read are the versions 1.0, 2.0 and 3.0, both byte orders and both orders of axes; written is what
/// <c>numpy.save</c> writes, to the byte.
/// </summary>
/// <remarks>
/// float16 and float32 become Float32, float64 Float64, all integers Int64, and bool Bool. Refused are a uint64 above
/// <see cref="long.MaxValue"/>, objects (which would run code), structured arrays, complex numbers, texts and times.
/// </remarks>
/// <example><code>
/// Npy.Write("scores.npy", scores);                             // numpy.load("scores.npy")
/// Tensor images = Npy.Read("images.npy");                      // numpy.save("images.npy", images)
/// </code></example>
public static class Npy
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>A tensor of the array's shape.</returns>
    /// <exception cref="TensorFileException">
    /// The file is no such file, is damaged, or holds what a tensor does not: the message says what and at which byte. No more memory is
    /// taken than the file can fill.
    /// </exception>
    /// <exception cref="IOException">The file is not there, is a folder or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static Tensor Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream stream = ReadableFile.Open(path, "a .npy file");
        return Read(new SourceFile(path, stream), stream.Length);
    }

    /// <summary>Writes a tensor, in version 1.0 of the format.</summary>
    /// <param name="path">The file, which is replaced once the new one is whole.</param>
    /// <param name="tensor">The tensor.</param>
    /// <param name="flush">
    /// Whether to wait until all of it is on the disk, so that not even a power failure harms it; without, the system does it later.
    /// </param>
    /// <exception cref="IOException">The file cannot be written; what was there is as it was.</exception>
    public static void Write(string path, Tensor tensor, bool flush = true)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(tensor);
        AtomicFile.Write(path, stream => Write(stream, tensor), flush);
    }

    /// <summary>Reads an array that takes all of a number of bytes.</summary>
    internal static Tensor Read(SourceFile file, long length)
    {
        long start = file.Position;
        NpyHeader header = NpyHeader.Read(file);
        long expected = file.Position - start + header.ByteCount;
        if (expected != length)
        {
            throw file.Damage(FormattableString.Invariant(
                $"has {length - file.Position + start} bytes behind its header, and {header.Type.Name} {header.Shape} takes ") +
                FormattableString.Invariant($"{header.ByteCount}: it is cut off, or the header is wrong"));
        }

        if (!TensorBuffer.Holds(header.Shape.Count, header.Type.DType))
        {
            throw file.Damage($"has the shape {header.Shape}; a tensor of {header.Type.DType} does not hold that many elements");
        }

        Tensor elements = Tensor.Uninitialized(header.IsFortran ? [header.Shape.Count] : header.Shape, header.Type.DType);
        file.Fill(elements, header.Type, header.IsBigEndian);
        file.ExpectEnd("its elements");
        if (!header.IsFortran)
        {
            return elements;
        }

        Tensor tensor = Tensor.Uninitialized(header.Shape, header.Type.DType);
        Strided.Gather(elements, 0, Strided.ColumnMajor(header.Shape), tensor);
        return tensor;
    }

    internal static void Write(Stream stream, Tensor tensor)
    {
        stream.Write(NpyHeader.Of(tensor));
        stream.Write(tensor.Bytes);
    }
}
