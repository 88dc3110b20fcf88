using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Reads files of the IDX format, which the digits of MNIST come in, plain or compressed by gzip: two zeros, the type of the elements, the
/// number of axes, their sizes, and the elements, the highest byte first.
/// </summary>
/// <example><code>
/// Tensor images = IdxFile.Read("train-images-idx3-ubyte.gz") / 255;
/// Tensor labels = IdxFile.Read("train-labels-idx1-ubyte.gz", DType.Int64);
/// </code></example>
public static class IdxFile
{
    // No file compressed by gzip becomes larger by more than this.
    private const int MostGrowth = 1032;

    private const int MostAxes = 8;

    /// <summary>Reads a whole file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="dtype">What the elements become: Float32, Float64 or, of integers, Int64.</param>
    /// <returns>A tensor of the file's sizes.</returns>
    /// <exception cref="ArgumentException">The type is another, or the path empty.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is no such file, or damaged: the message names it and what is wrong. No more memory is taken than the file can fill.
    /// </exception>
    /// <exception cref="IOException">The file is not there, is a folder or cannot be read.</exception>
    public static Tensor Read(string path, DType dtype = DType.Float32)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (dtype == DType.Bool || !Enum.IsDefined(dtype))
        {
            throw new ArgumentException($"IdxFile: dtype is {dtype}; expected Float32, Float64 or Int64.", nameof(dtype));
        }

        if (path.Length == 0)
        {
            throw new ArgumentException("IdxFile: path is empty; expected that of a file.", nameof(path));
        }

        if (Directory.Exists(path))
        {
            throw new IOException($"IdxFile: '{path}' is a folder; expected a file.");
        }

        using FileStream file = File.OpenRead(path);
        try
        {
            if (file.ReadByte() != 0x1f || file.ReadByte() != 0x8b)
            {
                file.Position = 0;
                return Read(file, file.Length, dtype);
            }

            file.Position = 0;
            using var unpacked = new GzipMember(file);
            Tensor tensor = Read(unpacked, file.Length * MostGrowth, dtype);
            unpacked.ExpectEnd();
            return tensor;
        }
        catch (Damage error)
        {
            throw new InvalidDataException($"IdxFile: '{path}' {error.Message}");
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException(
                $"IdxFile: '{path}' is compressed, and damaged or cut off: its bytes are not those of one file packed by gzip, with " +
                "nothing behind it.", error);
        }
    }

    private static Tensor Read(Stream stream, long most, DType dtype)
    {
        Span<byte> head = stackalloc byte[4];
        Fill(stream, head, "the type and the number of axes");
        if (head[0] != 0 || head[1] != 0)
        {
            throw new Damage($"begins with the bytes {head[0]} and {head[1]}; expected 0 and 0, as IDX files begin.");
        }

        int type = head[2], axes = head[3];
        int width = type switch
        {
            0x08 or 0x09 => 1,
            0x0b => 2,
            0x0c or 0x0d => 4,
            0x0e => 8,
            _ => throw new Damage($"holds elements of the type 0x{type:x2}; expected 0x08, 0x09, 0x0b, 0x0c, 0x0d or 0x0e."),
        };
        if (type is 0x0d or 0x0e && dtype == DType.Int64)
        {
            throw new Damage($"holds floating-point numbers, which Int64 does not; read them as Float32 or Float64.");
        }

        Shape shape = ReadShape(stream, axes, width);
        long bytes = (long)shape.Count * width;
        if (bytes > most)
        {
            throw new Damage($"cannot hold the {bytes} bytes that its sizes {shape} call for: it is cut off, or the sizes are wrong.");
        }

        if (!TensorBuffer.Holds(shape.Count, dtype))
        {
            throw new Damage($"has the sizes {shape}; a tensor of {dtype} does not hold that many elements.");
        }

        byte[] data = ReadAll(stream, bytes, shape);
        Tensor tensor = Tensor.Zeros(shape, dtype);
        var kernel = new ConvertKernel(data, type, tensor);
        DTypes.Run(in kernel, dtype);
        return tensor;
    }

    private static Shape ReadShape(Stream stream, int axes, int width)
    {
        if (axes is 0 or > MostAxes)
        {
            throw new Damage($"has {axes} axes; expected 1 to {MostAxes}.");
        }

        Span<byte> sizes = stackalloc byte[4 * axes];
        Fill(stream, sizes, "the sizes");
        int[] shape = new int[axes];
        long bytes = width;
        for (int axis = 0; axis < axes; axis++)
        {
            uint size = BinaryPrimitives.ReadUInt32BigEndian(sizes[(4 * axis)..]);
            bytes *= Math.Max(1, size);
            if (bytes > Array.MaxLength)
            {
                throw new Damage($"has a size of {size} on axis {axis}; expected no more than {Array.MaxLength} bytes in all.");
            }

            shape[axis] = (int)size;
        }

        return Shape.Of(shape);
    }

    // The room grows with what is there: a file may claim more than it holds.
    private static byte[] ReadAll(Stream stream, long bytes, Shape shape)
    {
        byte[] data = new byte[Math.Min(bytes, 1 << 20)];
        int filled = 0;
        for (int read; (read = stream.Read(data, filled, data.Length - filled)) > 0;)
        {
            filled += read;
            if (filled == data.Length && filled < bytes)
            {
                Array.Resize(ref data, (int)Math.Min(bytes, 2L * filled));
            }
        }

        if (filled < bytes)
        {
            throw new Damage($"ends after {filled} of the {bytes} bytes that its sizes {shape} call for: it is cut off.");
        }

        return stream.ReadByte() < 0 ? data : throw new Damage(
            $"goes on after the {bytes} bytes that its sizes {shape} call for: the sizes are wrong, or it is another file.");
    }

    private static void Fill(Stream stream, Span<byte> bytes, string what)
    {
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
        {
            throw new Damage($"ends before {what}; expected an IDX file.");
        }
    }

    private readonly ref struct ConvertKernel(ReadOnlySpan<byte> data, int type, ArrayView result) : INumberKernel
    {
        private readonly ReadOnlySpan<byte> _data = data;

        public void Run<T>() where T : unmanaged, INumber<T>
        {
            Span<T> numbers = result.Numbers<T>();
            for (int i = 0; i < numbers.Length; i++)
            {
                numbers[i] = type switch
                {
                    0x08 => T.CreateTruncating(_data[i]),
                    0x09 => T.CreateTruncating((sbyte)_data[i]),
                    0x0b => T.CreateTruncating(BinaryPrimitives.ReadInt16BigEndian(_data[(2 * i)..])),
                    0x0c => T.CreateTruncating(BinaryPrimitives.ReadInt32BigEndian(_data[(4 * i)..])),
                    0x0d => T.CreateTruncating(BinaryPrimitives.ReadSingleBigEndian(_data[(4 * i)..])),
                    _ => T.CreateTruncating(BinaryPrimitives.ReadDoubleBigEndian(_data[(8 * i)..])),
                };
            }
        }
    }

    // What is wrong with the file, without its name.
    private sealed class Damage(FormattableString message) : Exception(message.ToString(CultureInfo.InvariantCulture));
}
