using System.Buffers.Binary;
using System.IO.Compression;
using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Data;

public sealed class IdxFileTests
{
    private string _path = "";

    [SetUp]
    public void MakeFile() => _path = Path.GetTempFileName();

    [TearDown]
    public void RemoveFile() => File.Delete(_path);

    [TestCase(false)]
    [TestCase(true)]
    public void Bytes_become_numbers_of_the_type_that_is_asked_for(bool packed)
    {
        Write(Idx(0x08, [2, 1, 3], [0, 1, 2, 253, 254, 255]), packed);
        foreach (DType dtype in new[] { DType.Float32, DType.Float64, DType.Int64 })
        {
            Tensor read = IdxFile.Read(_path, dtype);
            read.DType.ShouldBe(dtype);
            read.Shape.ShouldBe([2, 1, 3]);
            read.To(DType.Int64).ToArray<long>().ShouldBe([0, 1, 2, 253, 254, 255]);
        }
    }

    [Test]
    public void Every_type_is_read_with_its_highest_byte_first()
    {
        (int Type, byte[] Data, double Number)[] cases =
        [
            (0x09, [0xfe], -2), (0x0b, [0xff, 0x01], -255), (0x0c, [0x00, 0x01, 0x02, 0x03], 66051), (0x0d, [0xbf, 0xc0, 0, 0], -1.5),
            (0x0e, [0x40, 0x09, 0x21, 0xfb, 0x54, 0x44, 0x2d, 0x18], Math.PI),
        ];
        foreach ((int type, byte[] data, double number) in cases)
        {
            Write(Idx(type, [1], data));
            IdxFile.Read(_path, DType.Float64).ToArray<double>().ShouldBe([number]);
        }

        Should.Throw<InvalidDataException>(() => IdxFile.Read(_path, DType.Int64)).Message.ShouldContain("holds floating-point numbers");
        Should.Throw<ArgumentException>(() => IdxFile.Read(_path, DType.Bool)).Message.ShouldContain("dtype is Bool");
    }

    [Test]
    public void A_file_without_elements_is_an_empty_tensor()
    {
        Write(Idx(0x08, [0, 28, 28], []));
        IdxFile.Read(_path).Shape.ShouldBe([0, 28, 28]);
    }

    [TestCase(new byte[] { }, "ends before the type and the number of axes")]
    [TestCase(new byte[] { 0, 0, 8 }, "ends before the type and the number of axes")]
    [TestCase(new byte[] { 0x50, 0x4b, 3, 4, 9, 9, 9, 9 }, "begins with the bytes 80 and 75; expected 0 and 0")]
    [TestCase(new byte[] { 0, 0, 7, 1, 0, 0, 0, 1, 5 }, "holds elements of the type 0x07; expected 0x08, ")]
    [TestCase(new byte[] { 0, 0, 8, 0, 1 }, "has 0 axes; expected 1 to 8")]
    [TestCase(new byte[] { 0, 0, 8, 255, 1 }, "has 255 axes; expected 1 to 8")]
    [TestCase(new byte[] { 0, 0, 8, 2, 0, 0, 0, 1, 0 }, "ends before the sizes")]
    [TestCase(new byte[] { 0, 0, 8, 1, 0, 0, 0, 3, 1, 2 }, "ends after 2 of the 3 bytes that its sizes [3] call for: it is cut off")]
    [TestCase(new byte[] { 0, 0, 8, 1, 0, 0, 0, 2, 1, 2, 3 }, "goes on after the 2 bytes that its sizes [2] call for")]
    [TestCase(new byte[] { 0, 0, 8, 1, 0, 1, 0, 0, 1 }, "cannot hold the 65536 bytes that its sizes [65536] call for")]
    [TestCase(new byte[] { 0, 0, 8, 1, 255, 255, 255, 255, 1 }, "has a size of 4294967295 on axis 0; expected no more than ")]
    [TestCase(new byte[] { 0, 0, 14, 2, 0, 1, 0, 0, 0, 1, 0, 0, 1 }, "has a size of 65536 on axis 1; expected no more than ")]
    public void What_is_wrong_with_a_file_is_told_with_its_name(byte[] file, string message)
    {
        foreach (bool packed in new[] { false, true })
        {
            Write(file, packed);
            string told = Should.Throw<InvalidDataException>(() => IdxFile.Read(_path)).Message;
            told.ShouldStartWith($"IdxFile: '{_path}' ");
            if (!packed || !message.StartsWith("cannot", StringComparison.Ordinal))
            {
                told.ShouldContain(message);
            }
        }
    }

    [Test]
    public void A_compressed_file_that_claims_more_than_it_can_hold_is_refused_before_there_is_room_for_it()
    {
        Write(Idx(0x08, [2_000_000_000], [1, 2, 3]), packed: true);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Should.Throw<InvalidDataException>(() => IdxFile.Read(_path)).Message.ShouldContain("cannot hold the 2000000000 bytes");

        // A claim that could be true takes no more room than what is there.
        byte[] noise = new byte[40_000];
        new System.Random(1).NextBytes(noise);
        Write(Idx(0x08, [30_000_000], noise), packed: true);
        Should.Throw<InvalidDataException>(() => IdxFile.Read(_path)).Message.ShouldContain("ends after 40000 of the 30000000 bytes");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(4_000_000);
    }

    [Test]
    public void A_compressed_file_that_goes_on_and_on_is_not_read_to_its_end()
    {
        Write(Idx(0x08, [4], new byte[50_000_000]), packed: true);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Should.Throw<InvalidDataException>(() => IdxFile.Read(_path)).Message.ShouldContain("goes on after the 4 bytes");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1_000_000);
    }

    [Test]
    public void Damage_to_a_compressed_file_is_told()
    {
        byte[] noise = new byte[10_000];
        new System.Random(1).NextBytes(noise);
        Write(Idx(0x08, [10_000], noise), packed: true);
        byte[] whole = File.ReadAllBytes(_path);
        File.WriteAllBytes(_path, whole[..5_000]);
        Should.Throw<InvalidDataException>(() => IdxFile.Read(_path)).Message.ShouldStartWith($"IdxFile: '{_path}' ");
        File.WriteAllBytes(_path, [.. whole[..10], 0xff, 0xff, .. whole[12..]]);
        Should.Throw<InvalidDataException>(() => IdxFile.Read(_path)).Message.ShouldStartWith($"IdxFile: '{_path}' ");
    }

    [Test]
    public void A_file_that_is_not_there_is_no_damage() =>
        Should.Throw<FileNotFoundException>(() => IdxFile.Read(_path + ".none"));

    [Test]
    public void A_compressed_file_ends_with_its_checksum_and_nothing_behind()
    {
        Write(Idx(0x08, [3], [1, 2, 3]), packed: true);
        byte[] whole = File.ReadAllBytes(_path), other = [.. whole];
        other[^6] ^= 1;
        foreach (byte[] damaged in new byte[][] { [.. whole, 1, 2, 3], whole[..^1], whole[..^8], whole[..12], whole[..3], other })
        {
            File.WriteAllBytes(_path, damaged);
            string message = Should.Throw<InvalidDataException>(() => IdxFile.Read(_path)).Message;
            message.ShouldMatch("is compressed, and damaged or cut off|ends ");
            message.ShouldNotContain("archive");
        }
    }

    [Test]
    public void A_compressed_file_may_have_a_name_a_comment_and_more_in_front()
    {
        Write(Idx(0x08, [3], [1, 2, 3]), packed: true);
        byte[] whole = File.ReadAllBytes(_path);
        whole[3] = 0x1e;
        File.WriteAllBytes(_path, [.. whole[..10], 2, 0, 7, 7, .. "name\0comment\0"u8, 9, 9, .. whole[10..]]);
        IdxFile.Read(_path).ToArray<float>().ShouldBe([1, 2, 3]);
    }

    [Test]
    public void What_is_no_file_is_told_so()
    {
        Should.Throw<IOException>(() => IdxFile.Read(Path.GetTempPath())).Message.ShouldContain("is a folder; expected a file");
        Should.Throw<ArgumentException>(() => IdxFile.Read("")).Message.ShouldStartWith("IdxFile: path is empty");
    }

    private static byte[] Idx(int type, int[] sizes, byte[] data)
    {
        byte[] head = new byte[4 + (4 * sizes.Length)];
        (head[2], head[3]) = ((byte)type, (byte)sizes.Length);
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4 + (4 * axis)), sizes[axis]);
        }

        return [.. head, .. data];
    }

    private void Write(byte[] file, bool packed = false)
    {
        using FileStream stream = File.Create(_path);
        using Stream target = packed ? new GZipStream(stream, CompressionLevel.Fastest) : stream;
        target.Write(file);
    }
}
