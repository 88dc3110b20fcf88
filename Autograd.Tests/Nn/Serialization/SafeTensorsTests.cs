using System.Buffers.Binary;
using System.Text;
using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Serialization;

public sealed class SafeTensorsTests
{
    private static readonly Dictionary<string, Tensor> s_tensors = new()
    {
        ["mask"] = Tensor.From([true, false, true]),
        ["weight"] = Tensor.From([1f, -2, float.NaN, float.Epsilon, -0f, float.MaxValue], [2, 3]),
        ["double"] = Tensor.From([1.5, double.NegativeInfinity]),
        ["count"] = Tensor.From([long.MinValue, 7]),
        ["scalar"] = Tensor.Scalar(5),
        ["empty"] = Tensor.Zeros([3, 0]),
        ["名前 \"quoted\" \\ \n 😀"] = Tensor.From([3L]),
        [""] = Tensor.From([4L]),
    };

    [Test]
    public void A_zip_file_is_told_from_a_damaged_one()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("model.pt", [.. "PK\u0003\u0004"u8, .. new byte[40]]);
        Should.Throw<TensorFileException>(() => SafeTensors.Read(path)).Message.ShouldContain("PyTorchFile.Read");
    }

    [Test]
    public void What_is_written_is_read_to_the_bit()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("t.safetensors");
        SafeTensors.Write(path, s_tensors, new Dictionary<string, string> { ["note"] = "ein Wort: ß\n", [""] = "" });

        IReadOnlyDictionary<string, Tensor> read = SafeTensors.Read(path);

        read.Keys.ShouldBe(s_tensors.Keys, ignoreOrder: true);
        foreach ((string name, Tensor tensor) in s_tensors)
        {
            read[name].DType.ShouldBe(tensor.DType, name);
            read[name].Shape.ShouldBe(tensor.Shape, name);
            read[name].Bytes.ToArray().ShouldBe(tensor.Bytes.ToArray(), name);
        }

        using SafeTensorsFile file = SafeTensorsFile.Open(path);
        file.Metadata.ShouldBe(new Dictionary<string, string> { ["note"] = "ein Wort: ß\n", [""] = "" });
        folder.Names.ShouldBe(["t.safetensors"]);
        _ = SafeTensors.Read(path, out IReadOnlyDictionary<string, string> metadata);
        metadata.ShouldBe(file.Metadata);
    }

    [Test]
    public void A_file_that_is_cut_off_says_so()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("t");
        SafeTensors.Write(path, new Dictionary<string, Tensor> { ["a"] = Tensor.Zeros([3]), ["b"] = Tensor.Zeros([4]) });
        byte[] whole = File.ReadAllBytes(path);
        for (int lost = 1; lost <= 28; lost++)
        {
            File.WriteAllBytes(path, whole[..^lost]);
            TensorFileException error = Should.Throw<TensorFileException>(() => SafeTensors.Read(path));
            error.Message.ShouldContain($"the file ends after {28 - lost} of the 28 bytes of its tensors: it is cut off");
            error.Offset.ShouldBe(whole.Length - lost);
        }
    }

    [Test]
    public void Data_begin_at_a_multiple_of_eight_and_every_tensor_at_one_of_its_elements()
    {
        using TemporaryFolder folder = new();
        for (int length = 0; length < 9; length++)
        {
            string path = folder.File($"{length}");
            SafeTensors.Write(path, s_tensors, new Dictionary<string, string> { [new('x', length)] = "" });
            using SafeTensorsFile file = SafeTensorsFile.Open(path);
            (file.Entries[0].Offset % 8).ShouldBe(0);
            file.Entries.ShouldAllBe(entry => entry.Offset % entry.DType!.Value.Size() == 0);
        }
    }

    [Test]
    public void A_tensor_is_read_alone()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("t");
        SafeTensors.Write(path, s_tensors);
        using SafeTensorsFile file = SafeTensorsFile.Open(path);
        file.Find("weight")!.ToString().ShouldBe("weight F32 [2, 3]");
        file.Find("weights").ShouldBeNull();
        file.Read("count").ToArray<long>().ShouldBe([long.MinValue, 7]);
        Should.Throw<ArgumentException>(() => file.Read("weights")).Message.ShouldContain("has no tensor 'weights'; it has 8");
        Should.Throw<ArgumentException>(() => file.Read("count", DType.Float32)).Message
            .ShouldContain("is I64, which is read as Int64, not as Float32");
    }

    [Test]
    public void A_large_file_costs_what_is_used_of_it()
    {
        using TemporaryFolder folder = new();
        const long large = 1_600_000_000;
        string Entry(string name, string dtype, int count, long begin, long end) =>
            $$$"""  "{{{name}}}":{"dtype":"{{{dtype}}}","shape":[{{{count}}}],"data_offsets":[{{{begin}}},{{{end}}}]}""";
        IEnumerable<string> entries =
        [
            .. Enumerable.Range(0, 4).Select(i => Entry($"{i}", "F64", 200_000_000, i * large, (i + 1) * large)),
            Entry("last", "I64", 1, 4 * large, (4 * large) + 8),
        ];
        string path = folder.File("large", Raw($"{{{string.Join(',', entries)}}}", []));
        using (FileStream holes = new(path, FileMode.Open))
        {
            // The system keeps no zeros that nobody has written.
            holes.Position = holes.Length + (4 * large);
            holes.Write([7, 0, 0, 0, 0, 0, 0, 0]);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        using SafeTensorsFile file = SafeTensorsFile.Open(path);
        file.Read("last").Item<long>().ShouldBe(7);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(100_000);
    }

    [Test]
    public void Smaller_types_are_widened_without_loss()
    {
        using TemporaryFolder folder = new();
        SafeTensors.Read(folder.File("f16", Raw("F16", 4, [0x00, 0x3c, 0xff, 0x7b, 0x01, 0x00, 0x00, 0xfc])))["x"].ToArray<float>()
            .ShouldBe([1, 65504, 5.9604645e-8f, float.NegativeInfinity]);
        SafeTensors.Read(folder.File("bf16", Raw("BF16", 3, [0x80, 0x3f, 0x80, 0xff, 0x49, 0x40])))["x"].ToArray<float>()
            .ShouldBe([1, float.NegativeInfinity, 3.140625f]);
        SafeTensors.Read(folder.File("i32", Raw("I32", 2, [0xff, 0xff, 0xff, 0xff, 1, 0, 0, 0])))["x"].ToArray<long>().ShouldBe([-1, 1]);
        SafeTensors.Read(folder.File("u32", Raw("U32", 1, [0xff, 0xff, 0xff, 0xff])))["x"].ToArray<long>().ShouldBe([uint.MaxValue]);
        SafeTensors.Read(folder.File("i16", Raw("I16", 1, [0xfe, 0xff])))["x"].ToArray<long>().ShouldBe([-2]);
        SafeTensors.Read(folder.File("u16", Raw("U16", 1, [0xfe, 0xff])))["x"].ToArray<long>().ShouldBe([65534]);
        SafeTensors.Read(folder.File("i8", Raw("I8", 2, [0x80, 1])))["x"].ToArray<long>().ShouldBe([-128, 1]);
        SafeTensors.Read(folder.File("u8", Raw("U8", 2, [0x80, 1])))["x"].ToArray<long>().ShouldBe([128, 1]);
        Should.Throw<TensorFileException>(() => SafeTensors.Read(folder.File("f8", Raw("F8_E4M3", 1, [1])))).Message
            .ShouldContain("'x' is F8_E4M3, which is not read here; expected F32, F64");
    }

    [Test]
    public void A_double_that_is_too_large_for_Float32_is_refused()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("t");
        SafeTensors.Write(path, new Dictionary<string, Tensor> { ["x"] = Tensor.From([1.1, double.PositiveInfinity, 1e300]) });
        using SafeTensorsFile file = SafeTensorsFile.Open(path);
        TensorFileException error = Should.Throw<TensorFileException>(() => file.Read("x", DType.Float32));
        error.Message.ShouldContain("'x' holds 1E+300, which is too large for Float32");
        error.Offset.ShouldBe(file.Entries[0].Offset + 16);
    }

    [TestCase("2", "is of version 2 of the format ('autograd.version'), and this program knows those up to 1")]
    [TestCase("0", "'autograd.version' is '0'; expected a number from 1 on")]
    [TestCase("1.0", "'autograd.version' is '1.0'; expected a number from 1 on")]
    public void A_file_of_a_later_version_is_refused_by_name(string version, string message)
    {
        using TemporaryFolder folder = new();
        string path = folder.File("t", Raw($$$"""{"__metadata__":{"autograd.version":"{{{version}}}"}}""", []));
        Should.Throw<TensorFileException>(() => SafeTensorsFile.Open(path)).Message.ShouldContain(message);
    }

    [Test]
    public void What_cannot_be_written_is_refused_before_there_is_a_file()
    {
        using TemporaryFolder folder = new();
        Tensor gone;
        using (new TensorScope())
        {
            gone = Tensor.Ones([2]) * 2;
        }

        Refused("tensor '__metadata__' is the name", new() { ["__metadata__"] = Tensor.Ones([1]) });
        Refused("tensor 'x' is null", new() { ["x"] = null! });
        Refused("tensor 'x' cannot be read", new() { ["x"] = gone });
        Refused("half of a surrogate pair", new() { ["\ud800"] = Tensor.Ones([1]) });
        Refused("half of a surrogate pair", [], new() { ["x"] = "\udc00" });
        Refused("'autograd.version' is written by itself", [], new() { ["autograd.version"] = "7" });
        folder.Names.ShouldBeEmpty();

        void Refused(string message, Dictionary<string, Tensor> tensors, Dictionary<string, string>? metadata = null) =>
            Should.Throw<ArgumentException>(() => SafeTensors.Write(folder.File("t"), tensors, metadata)).Message.ShouldContain(message);
    }

    internal static byte[] Raw(string dtype, int count, byte[] data) =>
        Raw($$$"""{"x":{"dtype":"{{{dtype}}}","shape":[{{{count}}}],"data_offsets":[0,{{{data.Length}}}]}}""", data);

    internal static byte[] Raw(string header, byte[] data)
    {
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, Encoding.UTF8.GetByteCount(header));
        return [.. length, .. Encoding.UTF8.GetBytes(header), .. data];
    }
}
