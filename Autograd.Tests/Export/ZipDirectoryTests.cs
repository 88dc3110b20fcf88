using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Autograd.Core;
using Autograd.Export;
using Autograd.Nn;
using Autograd.Tests.Nn.Serialization;

namespace Autograd.Tests.Export;

/// <summary>What a zip file from a stranger may try: each of it is refused before an array is made.</summary>
public sealed class ZipDirectoryTests
{
    // Where the numbers of an entry stand, in the directory behind 'PK\1\2'.
    private const int Flags = 8, Method = 10, Crc = 16, PackedLength = 20, Length = 24, Header = 42;

    private TemporaryFolder _files = null!;

    [SetUp]
    public void Begin() => _files = new();

    [TearDown]
    public void End() => _files.Dispose();

    [TestCase("../up.npy")]
    [TestCase("a/../../up.npy")]
    [TestCase("/etc/absolute.npy")]
    [TestCase("C:/drive.npy")]
    [TestCase("c:\\drive.npy")]
    [TestCase("\\share\\a.npy")]
    [TestCase("a\\..\\..\\up.npy")]
    public void A_name_that_leads_out_is_refused(string name) =>
        ShouldRefuse(Zip([name]), $"has an entry '{name}'; expected a name inside a folder");

    [Test]
    public void A_name_that_is_there_twice_is_refused() => ShouldRefuse(Zip(["a.npy", "a.npy"]), "has two entries 'a.npy'");

    [Test]
    public void What_is_no_array_is_refused_by_name() => ShouldRefuse(Zip(["a.txt"]), "holds 'a.txt', which is no .npy file");

    [TestCase(Flags, 1, "is encrypted in 'a.npy'")]
    [TestCase(Method, 12, "packs 'a.npy' by method 12; expected 0, stored, or 8, deflate")]
    [TestCase(Crc, 7, "is stated: some bytes are wrong")]
    [TestCase(Length, 1000, "say")]
    [TestCase(PackedLength, 100_000, "has an entry 'a.npy' outside itself")]
    [TestCase(Header, 3, "has an entry 'a.npy' outside itself")]
    public void A_directory_that_lies_is_refused(int field, int lie, string message)
    {
        byte[] file = Zip(["a.npy"]);
        int at = file.AsSpan().IndexOf("PK\u0001\u0002"u8) + field;
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at), (ushort)lie);
        if (field > Method)
        {
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at), lie);
        }

        ShouldRefuse(file, message);
    }

    [Test]
    public void Entries_that_share_their_bytes_as_those_of_a_bomb_do_are_refused()
    {
        // Both directory entries point at the first of two that have the same name but for a letter.
        byte[] file = Zip(["a.npy", "b.npy"]);
        int first = file.AsSpan().IndexOf("PK\u0001\u0002"u8), second = first + 4 + file.AsSpan(first + 4).IndexOf("PK\u0001\u0002"u8);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(first + PackedLength), 400);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(first + Length), 400);
        second.ShouldBeGreaterThan(first);
        ShouldRefuse(file, "has two entries 'a.npy' and 'b.npy' that overlap");
    }

    [TestCase(0)]
    [TestCase(21)]
    [TestCase(100)]
    public void A_file_that_is_cut_off_is_refused(int length) => ShouldRefuse(Zip(["a.npy"])[..length], "is no zip file, or cut off");

    [Test]
    public void Packed_bytes_that_claim_to_make_more_than_they_can_are_refused()
    {
        byte[] file = Zip(["a.npy"], CompressionLevel.Optimal);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(file.AsSpan().IndexOf("PK\u0001\u0002"u8) + Length), 1 << 30);
        ShouldRefuse(file, "make 1073741824, which they cannot");
    }

    [TestCase(50_000)]
    [TestCase(3)]
    public void Packed_bytes_that_make_another_number_than_they_say_are_refused_before_anything_is_allocated(int claimed)
    {
        byte[] file = Zip(["a.npy"], CompressionLevel.Optimal);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(file.AsSpan().IndexOf("PK\u0001\u0002"u8) + Length), claimed);
        ShouldRefuse(file, claimed > 1000 ? "ends within the packed bytes" : "goes on behind the 3 bytes that it says it has");
    }

    [Test]
    public void A_bomb_of_zeros_is_refused_unless_so_much_is_asked_for()
    {
        string path = _files.File("zeros.npz");
        Npz.Write(path, new Dictionary<string, Tensor> { ["a"] = Tensor.Zeros([100_000]), ["b"] = Tensor.Zeros([100_000]) }, packed: true);
        new FileInfo(path).Length.ShouldBeLessThan(3000);
        TensorFileException error = Should.Throw<TensorFileException>(() => Npz.Read(path, mostUnpacked: 500_000));
        error.Message.ShouldContain("unpacks to more than 500000 bytes with 'b.npy'. If that is right, give mostUnpacked");
        Npz.Read(path, mostUnpacked: 1_000_000)["b"].Count.ShouldBe(100_000);
    }

    [TestCase("dense/kernel:0")]
    [TestCase("w:0")]
    [TestCase("a\\b")]
    [TestCase("./here")]
    [TestCase("..a/b..")]
    public void A_name_that_leads_nowhere_else_is_read_and_written(string name)
    {
        Npz.Read(_files.File("named.npz", Zip([$"{name}.npy"]))).Keys.ShouldBe([name]);
        Npz.Write(_files.File("written.npz"), new Dictionary<string, Tensor> { [name] = Tensor.Scalar(2) });
        Npz.Read(_files.File("written.npz"))[name].Item().ShouldBe(2);
    }

    [Test]
    public void Names_that_lead_out_are_not_written_either() => Should.Throw<ArgumentException>(
        () => Npz.Write(_files.File("a.npz"), new Dictionary<string, Tensor> { ["../a"] = Tensor.Scalar(1) }))
        .Message.ShouldContain("'../a'");

    private void ShouldRefuse(byte[] file, string message)
    {
        string path = _files.File("wrong.npz", file);
        long before = GC.GetAllocatedBytesForCurrentThread();
        TensorFileException error = Should.Throw<TensorFileException>(() => Npz.Read(path));
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(400_000);
        error.Message.ShouldContain(message);
        (error.Offset ?? 0).ShouldBeInRange(0, file.Length);
    }

    private byte[] Zip(string[] names, CompressionLevel level = CompressionLevel.NoCompression)
    {
        Npy.Write(_files.File("one.npy"), Tensor.Zeros([50]));
        using MemoryStream stream = new();
        using (ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8))
        {
            foreach (string name in names)
            {
                using Stream entry = archive.CreateEntry(name, level).Open();
                entry.Write(File.ReadAllBytes(_files.File("one.npy")));
            }
        }

        return stream.ToArray();
    }
}
