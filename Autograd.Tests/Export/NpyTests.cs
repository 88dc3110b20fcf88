using System.Text;
using Autograd.Core;
using Autograd.Export;
using Autograd.Nn;
using Autograd.Tests.Nn.Serialization;

namespace Autograd.Tests.Export;

/// <summary>NumPy's files of one array, and of several: NumPy's are read, and ours are what NumPy would write.</summary>
public sealed class NpyTests
{
    private TemporaryFolder _files = null!;

    [SetUp]
    public void Begin() => _files = new();

    [TearDown]
    public void End() => _files.Dispose();

    public static IEnumerable<string> Arrays => Npz.Read(Fixture.Of("stored.npz")).Keys.Where(name => name.Contains('_'));

    [TestCaseSource(nameof(Arrays))]
    public void An_array_of_NumPy_is_read_whatever_its_type_byte_order_and_order_of_axes(string name)
    {
        Tensor read = Npz.Read(Fixture.Of("stored.npz"))[name];
        Shape shape = name.StartsWith("cube", StringComparison.Ordinal) ? [2, 3, 4] : [2, 3];
        read.DType.ShouldBe(name[0] switch
        {
            'b' => DType.Bool,
            'i' or 'u' => DType.Int64,
            _ => name.StartsWith("f8", StringComparison.Ordinal) ? DType.Float64 : DType.Float32,
        });
        ShouldHoldTheValues(read, shape);
    }

    [TestCase("float32.npy")]
    [TestCase("float64.npy")]
    [TestCase("int64.npy")]
    [TestCase("bool.npy")]
    [TestCase("scalar.npy")]
    [TestCase("empty.npy")]
    public void What_NumPy_wrote_is_read_and_written_again_to_the_byte(string name)
    {
        Tensor read = Npy.Read(Fixture.Of(name));
        Npy.Write(_files.File(name), read);
        File.ReadAllBytes(_files.File(name)).ShouldBe(File.ReadAllBytes(Fixture.Of(name)));
    }

    [TestCase("version2.npy")]
    [TestCase("version3.npy")]
    public void Later_versions_of_the_header_are_read(string name) => ShouldHoldTheValues(Npy.Read(Fixture.Of(name)), [2, 3]);

    [Test]
    public void A_scalar_and_an_array_without_elements_are_read()
    {
        IReadOnlyDictionary<string, Tensor> read = Npz.Read(Fixture.Of("stored.npz"));
        (read["scalar"].Shape, read["scalar"].Item()).ShouldBe((Shape.Scalar, -2.5));
        (read["empty"].Shape, read["empty"].DType).ShouldBe(([2, 0, 3], DType.Int64));
    }

    [Test]
    public void A_packed_file_of_NumPy_is_read()
    {
        IReadOnlyDictionary<string, Tensor> read = Npz.Read(Fixture.Of("packed.npz"));
        read.Keys.ShouldBe(["cube", "mask", "deep"]);
        ShouldHoldTheValues(read["cube"], [2, 3, 4]);
        ShouldHoldTheValues(read["deep"], [4]);
        read["mask"].ToArray<bool>().ShouldAllBe(one => !one);
    }

    [TestCase(false)]
    [TestCase(true)]
    public void A_state_is_written_and_read_again_packed_or_not(bool packed)
    {
        var model = new Sequential(new Linear(3, 4), new BatchNorm1d(4), new PRelu());
        IReadOnlyDictionary<string, Tensor> state = model.StateDict();
        Npz.Write(_files.File("state.npz"), state, packed);
        IReadOnlyDictionary<string, Tensor> read = Npz.Read(_files.File("state.npz"));
        read.Keys.ShouldBe(state.Keys);
        foreach ((string name, Tensor tensor) in state)
        {
            (read[name].DType, read[name].Shape, read[name].ElementsEqual(tensor)).ShouldBe((tensor.DType, tensor.Shape, true));
        }

        byte[] bytes = File.ReadAllBytes(_files.File("state.npz"));
        Npz.Write(_files.File("state.npz"), state, packed);
        File.ReadAllBytes(_files.File("state.npz")).ShouldBe(bytes, "The same tensors make the same file.");
    }

    [Test]
    public void What_Npz_cannot_write_is_named_and_leaves_no_file()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("a.npz");
        Tensor disposed;
        using (var scope = new TensorScope())
        {
            disposed = Tensor.Ones([2]) + 1;
        }

        (string Name, Tensor Tensor, string Message)[] wrong =
        [
            ("../a", Tensor.Ones([1]), "leads out of the file"), ("half \ud800", Tensor.Ones([1]), "no Unicode"),
            ("gone", disposed, "'gone'"),
            ("none", null!, "is null"),
        ];
        foreach ((string name, Tensor tensor, string message) in wrong)
        {
            Should.Throw<ArgumentException>(() => Npz.Write(path, new Dictionary<string, Tensor> { [name] = tensor })).Message
                .ShouldContain(message);
            folder.Names.ShouldBeEmpty();
        }
    }

    [Test]
    public void A_folder_is_said_to_be_one_and_a_file_that_is_being_read_may_be_replaced()
    {
        string folder = Path.GetDirectoryName(_files.File("here"))!;
        foreach ((Action read, string expected) in new (Action, string)[]
            {
                (() => Npy.Read(folder), "a .npy file"), (() => Npz.Read(folder), "a .npz file"),
                (() => PyTorchFile.Read(folder), "a file of PyTorch"), (() => SafeTensors.Read(folder), "a safetensors file"),
            })
        {
            Should.Throw<IOException>(read).Message.ShouldBe($"'{folder}' is a folder; expected {expected}.");
        }

        Npy.Write(_files.File("a.npy"), Tensor.Scalar(1), flush: false);
        using FileStream reader = ReadableFile.Open(_files.File("a.npy"), "a file");
        Npy.Write(_files.File("a.npy"), Tensor.Scalar(2), flush: false);
        File.Delete(_files.File("a.npy"));
        reader.Length.ShouldBeGreaterThan(0);
    }

    [TestCase("'descr': '|O', 'fortran_order': False, 'shape': (1,), ", "are Python objects, and reading them would run code")]
    [TestCase("'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (1,), ", "is structured")]
    [TestCase("'descr': '<c8', 'fortran_order': False, 'shape': (1,), ", "'<c8' are complex numbers")]
    [TestCase("'descr': '<U1', 'fortran_order': False, 'shape': (2,), ", "are texts")]
    [TestCase("'descr': '<M8[ns]', 'fortran_order': False, 'shape': (1,), ", "are times")]
    [TestCase("'descr': '<f16', 'fortran_order': False, 'shape': (1,), ", "are '<f16'; expected f2, f4, f8")]
    [TestCase("'descr': '<f4', 'fortran_order': False, 'shape': (3,), ", "has 8 bytes behind its header, and float32 [3] takes 12")]
    [TestCase("'descr': '<f4', 'fortran_order': False, 'shape': (1,), ", "has 8 bytes behind its header, and float32 [1] takes 4")]
    [TestCase("'descr': '<f4', 'fortran_order': False, 'shape': (2), ", "the shape is a number; expected a tuple")]
    [TestCase("'descr': '<f4', 'fortran_order': False, 'shape': (-2,), ", "there is no number where a size is expected")]
    [TestCase("'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), ", "larger than 2147483647")]
    [TestCase("'descr': '<f4', 'fortran_order': False, 'shape': (65536, 65536), ", "too large")]
    [TestCase("'descr': '<f4', 'fortran_order': False, 'shape': (65536, 0, 65536), ", "too large")]
    [TestCase("'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2,), ", "names 'descr' twice")]
    [TestCase("'descr': '<f4', 'fortran_order': False, ", "lacks 'shape'")]
    [TestCase("'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'more': 1, ", "has a key 'more'")]
    [TestCase("'descr': '<f4', 'fortran_order': 0, 'shape': (2,), ", "neither True nor False")]
    [TestCase("'descr': __import__('os').system('true'), 'fortran_order': False, 'shape': (2,), ", "there is no text in quotes")]
    [TestCase("'descr': '<u8', 'fortran_order': False, 'shape': (1,), ", "element 0 of uint64 is more than 9223372036854775807")]
    [TestCase("'descr': '|b1', 'fortran_order': False, 'shape': (8,), ", "element 0 is no truth value; expected 0 or 1")]
    public void A_header_that_is_wrong_or_asks_for_more_than_numbers_is_refused_by_name(string header, string message)
    {
        byte[] bytes = [.. "\u0093NUMPY\u0001\0"u8[1..], .. BitConverter.GetBytes((ushort)(header.Length + 3)),
            .. Encoding.ASCII.GetBytes($"{{{header}}}\n"), .. Enumerable.Repeat((byte)255, 8)];
        TensorFileException error = Should.Throw<TensorFileException>(() => Npy.Read(_files.File("wrong.npy", bytes)));
        error.Message.ShouldContain(message);
        error.Path.ShouldBe(_files.File("wrong.npy"));
        error.Offset.ShouldNotBeNull().ShouldBeInRange(0, bytes.Length);
    }

    private static void ShouldHoldTheValues(Tensor read, Shape shape)
    {
        read.Shape.ShouldBe(shape);
        double[] expected = [.. Enumerable.Range(0, shape.Count).Select(i => read.DType.IsFloat() ? i - 2.5
            : read.DType == DType.Bool ? i % 2 : i)];
        read.To(DType.Float64).ToArray<double>().ShouldBe(expected);
    }
}
