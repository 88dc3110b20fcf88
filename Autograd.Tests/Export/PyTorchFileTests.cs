using System.Globalization;
using System.IO.Compression;
using System.Text;
using Autograd.Core;
using Autograd.Export;
using Autograd.Nn;
using Autograd.Tests.Nn.Serialization;

namespace Autograd.Tests.Export;

/// <summary>States that PyTorch saved are read, whatever views they are made of, and what would run code is refused.</summary>
public sealed class PyTorchFileTests
{
    private TemporaryFolder _files = null!;

    [SetUp]
    public void Begin() => _files = new();

    [TearDown]
    public void End() => _files.Dispose();

    [Test]
    public void A_model_with_the_same_layers_takes_the_state_and_gives_the_same_outputs()
    {
        PyTorchStateDictionary saved = PyTorchFile.Read(Fixture.Of("checkpoint.pt"));
        var model = new Sequential(new Linear(3, 4), new BatchNorm1d(4), new PRelu(), new Linear(4, 2, bias: false));
        model.LoadState(saved.Under("model"));
        model.Eval();
        model.Forward(saved["inputs"]).ToArray<float>().ShouldBe(saved["outputs"].ToArray<float>(), 1e-6);
    }

    [Test]
    public void What_is_no_tensor_is_offered_beside_them()
    {
        PyTorchStateDictionary saved = PyTorchFile.Read(Fixture.Of("checkpoint.pt"));
        saved.Values["epoch"].ShouldBe(3L);
        saved.Values["loss"].ShouldBe(0.25);
        saved.Values["name"].ShouldBe("best");
        saved.Values["done"].ShouldBe(true);
        saved.Values["optimizer.param_groups.0.betas.1"].ShouldBe(0.999);
        saved.Values["optimizer.param_groups.0.params.5"].ShouldBe(5L);
        saved["optimizer.state.0.exp_avg"].Shape.ShouldBe([4, 3]);
        saved.Under("optimizer").Under("state")["5.exp_avg"].Shape.ShouldBe([2, 4]);
        Should.Throw<KeyNotFoundException>(() => saved.Under("mode")).Message.ShouldContain("model, optimizer, inputs, outputs");
        Should.Throw<KeyNotFoundException>(() => saved["epoch"]).Message.ShouldContain("there are model.0.weight");
    }

    [Test]
    public void A_state_by_itself_has_the_names_of_the_model() =>
        PyTorchFile.Read(Fixture.Of("state.pt")).Keys.ShouldBe(
        [
            "0.weight", "0.bias", "1.weight", "1.bias", "1.running_mean", "1.running_var", "1.num_batches_tracked", "2.weight", "3.weight",
        ]);

    [Test]
    public void Views_of_one_storage_are_tensors_of_their_own()
    {
        PyTorchStateDictionary saved = PyTorchFile.Read(Fixture.Of("views.pt"));
        Tensor numbers = saved["whole"], table = numbers.Reshape([4, 6]);
        numbers.ToArray<float>().ShouldBe(Enumerable.Range(0, 24).Select(i => (float)i));
        ShouldEqual(saved["shared"], table);
        ShouldEqual(saved["transposed"], table.Permute(1, 0));
        ShouldEqual(saved["offset"], numbers[5..9]);
        ShouldEqual(saved["every_other"], Tensor.From([.. Enumerable.Range(0, 12).Select(i => (2f * i) + 1)]));
        ShouldEqual(saved["permuted"], numbers.Reshape([2, 3, 4]).Permute(2, 0, 1));
        ShouldEqual(saved["expanded"], Tensor.Full([2, 3], 3));
        ShouldEqual(saved["zero_size"], Tensor.Zeros([2, 0, 3]));
        ShouldEqual(saved["scalar"], Tensor.Scalar(2.5));
        ShouldEqual(saved["parameter"], Tensor.From([1f, 2]));
        saved["shared"].AsWritableSpan<float>()[0] = 9;
        saved["whole"].ToArray<float>()[0].ShouldBe(0);
    }

    [TestCase("float16", DType.Float32)]
    [TestCase("bfloat16", DType.Float32)]
    [TestCase("float64", DType.Float64)]
    [TestCase("int64", DType.Int64)]
    [TestCase("int32", DType.Int64)]
    [TestCase("int16", DType.Int64)]
    [TestCase("int8", DType.Int64)]
    [TestCase("uint8", DType.Int64)]
    public void Every_type_of_numbers_is_read(string name, DType dtype)
    {
        Tensor read = PyTorchFile.Read(Fixture.Of("views.pt"))[name];
        read.DType.ShouldBe(dtype);
        read.To(DType.Float64).ToArray<double>().ShouldBe([0, 1, 2, 3, 4]);
    }

    [Test]
    public void Truth_values_and_a_tensor_saved_by_itself_are_read()
    {
        PyTorchFile.Read(Fixture.Of("views.pt"))["bool"].ToArray<bool>().ShouldBe([true, false, true]);
        PyTorchFile.Read(Fixture.Of("tensor.pt"))[""].ToArray<float>().ShouldBe([0, 1, 2]);
    }

    [TestCase("old.pt", "is a pickle, as PyTorch wrote before version 1.6. Save it anew with a later one: torch.save(torch.load(")]
    [TestCase("module.pt", "names torch.nn.modules.linear.Linear, and making one would run its code. Save tensors")]
    [TestCase("script.pt", "holds a program (TorchScript), not a state. Save model.state_dict()")]
    [TestCase("complex.pt", "holds complex numbers (torch.ComplexFloatStorage)")]
    [TestCase("sparse.pt", "holds a sparse tensor (torch._utils._rebuild_sparse_tensor). Save x.to_dense()")]
    [TestCase("float32.npy", "is no file of PyTorch 1.6 or later, which is a zip file")]
    [TestCase("stored.npz", "there is no data.pkl")]
    public void What_is_no_state_is_refused_with_what_to_do(string name, string message) =>
        Should.Throw<TensorFileException>(() => PyTorchFile.Read(Fixture.Of(name))).Message.ShouldContain(message);

    // Pickles by hand, as Opcodes writes them: what PyTorch would never write. '!' stands before what the error is at.
    [TestCase("!c:os:system X:true #85 R .", "names os.system, and making one would run its code")]
    [TestCase("!c:builtins:eval .", "names builtins.eval")]
    [TestCase("!c:torch:load .", "names torch.load")]
    [TestCase("( !i:os:system .", "INST (0x69)")]
    [TestCase("( X:a !o .", "OBJ (0x6f)")]
    [TestCase(") !#81 .", "NEWOBJ (0x81)")]
    [TestCase("X:a X:b !#93 .", "STACK_GLOBAL (0x93)")]
    [TestCase("!#80 #04 N .", "is of protocol 4; expected 2")]
    [TestCase("} X:a !K", "cut off within this instruction")]
    [TestCase("!X #ff #ff #ff #7f .", "cut off within this instruction")]
    [TestCase("K:1 !", "cut off within this instruction")]
    [TestCase("!h:1 .", "recalls what it has not remembered")]
    [TestCase("!t .", "takes up to a mark that is not set")]
    [TestCase("K:1 ( !#85 .", "takes from an empty stack")]
    [TestCase("K:1 K:2 !.", "does not end with one value")]
    [TestCase("K:1 !. N", "goes on behind its end")]
    [TestCase("K:1 K:1 !R .", "a call has no arguments")]
    [TestCase("K:1 ) !R .", "a call is not one of those that make up a state")]
    [TestCase("} } !b .", "attributes are given to something else than an OrderedDict")]
    [TestCase("} ( K:1 !u .", "a key has no value")]
    [TestCase("N N !a .", "appended to what is no list")]
    [TestCase("!#8a #09 #01 #01 #01 #01 #01 #01 #01 #01 #01 .", "more than eight bytes")]
    [TestCase("} X:a K:1 s X:a K:2 s .", "there are two values 'a'")]
    [TestCase("} N K:1 s .", "a key of a dictionary is neither a text nor an integer")]
    [TestCase("} q:0 X:a h:0 s .", "are inside others again and again")]
    [TestCase("STORAGE .", "is neither a dictionary, a list, a number, a text nor a tensor")]
    [TestCase("tensor( STORAGE K:0 K:4 #85 K:1 #85 #89 } t !R .", "a tensor [4] reaches to element 3 of a storage of 3")]
    [TestCase("tensor( STORAGE K:1 K:3 #85 K:1 #85 #89 } t !R .", "a tensor [3] reaches to element 3 of a storage of 3")]
    [TestCase("tensor( STORAGE J:-1 K:1 #85 K:1 #85 #89 } t !R .", "reaches to element -1 of a storage")]
    [TestCase("tensor( STORAGE K:0 K:2 #85 J:-2 #85 #89 } t !R .", "a size or stride is no number, or negative")]
    [TestCase("tensor( STORAGE K:0 K:3 #85 #8a #08 #ff #ff #ff #ff #ff #ff #ff #7f #85 #89 } t !R .",
        "reaches to element 18446744073709551614")]
    [TestCase("tensor( STORAGE K:0 J:2147483647 J:2147483647 #86 K:0 K:0 #86 #89 } t !R .", "too large")]
    [TestCase("tensor( STORAGE K:0 J:16777216 #85 K:0 #85 #89 } t R .", "they repeat each other")]
    [TestCase("tensor( STORAGE K:0 K:1 #85 ) #89 } t !R .", "a tensor has 1 sizes and 0 strides")]
    [TestCase("tensor( N K:0 K:1 #85 K:1 #85 #89 } t !R .", "or has other arguments")]
    [TestCase("( X:storage c:torch:FloatStorage X:1 X:cpu K:3 t !Q .", "there is no storage '1' in the file")]
    [TestCase("( X:storage c:torch:FloatStorage X:0 X:cpu K:2 t !Q .",
        "'0' is said to have 2 elements of float32, and 'a/data/0' has 12 bytes")]
    [TestCase("( X:storage c:torch:FloatStorage X:0 X:cpu J:-1 t !Q .", "'0' is said to have -1 elements")]
    [TestCase("STORAGE ( X:storage c:torch:IntStorage X:0 X:cpu K:3 t !Q .", "the storage '0' is of two types or sizes")]
    [TestCase("( X:module c:torch:FloatStorage X:0 X:cpu K:3 t !Q .", "a storage is not named as PyTorch names it")]
    public void A_pickle_that_is_no_state_is_refused_where_it_stands(string opcodes, string message)
    {
        (byte[] pickle, int? at) = Opcodes(opcodes);
        byte[] file = Zip(("a/data.pkl", pickle), ("a/data/0", new byte[12]));
        TensorFileException error = Should.Throw<TensorFileException>(() => PyTorchFile.Read(_files.File("wrong.pt", file)));
        error.Message.ShouldContain(message);
        int start = file.AsSpan().IndexOf("a/data.pkl"u8) + "a/data.pkl".Length;
        error.Offset.ShouldNotBeNull().ShouldBe(start + at ?? error.Offset.Value);
    }

    [Test]
    public void Tuples_that_contain_each_other_over_and_over_are_refused_at_once()
    {
        // Thirty times the tuple of the one before and itself: a billion numbers from two hundred bytes.
        string opcodes = "K:1 " + string.Concat(Enumerable.Range(0, 30).Select(i => $"q:{i} h:{i} #86 ")) + ".";
        Should.Throw<TensorFileException>(
            () => PyTorchFile.Read(_files.File("bomb.pt", Zip(("bomb/data.pkl", Opcodes(opcodes).Pickle)))))
            .Message.ShouldContain("are inside others again and again");
    }

    [TestCase('}', "makes more objects than its bytes are for")]
    [TestCase(']', "makes more objects than its bytes are for")]
    [TestCase(')', null)]
    [TestCase('N', null)]
    [TestCase('\u0088', null)]
    public void A_pickle_of_single_bytes_takes_no_more_memory_than_they_warrant(char opcode, string? message)
    {
        byte[] pickle = new byte[200_000];
        Array.Fill(pickle, (byte)opcode);
        (pickle[0], pickle[^2], pickle[^1]) = ((byte)'(', (byte)'t', (byte)'.');
        string path = _files.File("small.pt", Zip(("a/data.pkl", pickle)));
        long before = GC.GetAllocatedBytesForCurrentThread();
        string? error = null;
        try
        {
            _ = PyTorchFile.Read(path);
        }
        catch (TensorFileException wrong)
        {
            error = wrong.Message;
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(70L * pickle.Length);
        (error ?? "").ShouldContain(message ?? "");
    }

    [Test]
    public void A_pickle_of_a_size_that_no_state_has_is_refused_before_it_is_read()
    {
        byte[] file = Zip(("a/data.pkl", new byte[(1 << 25) + 1]));
        Should.Throw<TensorFileException>(() => PyTorchFile.Read(_files.File("large.pt", file)))
            .Message.ShouldContain("has a pickle of 33554433 bytes beside its tensors; expected 33554432 at most");
    }

    [TestCase(1, false)]
    [TestCase(2, true)]
    public void Copies_are_counted_as_they_are_in_memory(int views, bool areTooMany)
    {
        // Integers of a byte each, which become eight, and views of all of them.
        const string storage = "( X:storage c:torch:CharStorage X:0 X:cpu J:80000 t Q ";
        string tensor = $"c:torch._utils:_rebuild_tensor_v2 ( {storage}K:0 J:80000 #85 K:1 #85 #89 }} t R ";
        string opcodes = $"}} X:v0 {tensor}q:0 s " + string.Concat(Enumerable.Range(1, views - 1).Select(i => $"X:v{i} h:0 s ")) + ".";
        string path = _files.File("copies.pt", Zip(("a/data.pkl", Opcodes(opcodes).Pickle), ("a/data/0", new byte[80_000])));
        if (areTooMany)
        {
            Should.Throw<TensorFileException>(() => PyTorchFile.Read(path)).Message.ShouldContain("they repeat each other");
        }
        else
        {
            PyTorchFile.Read(path).Keys.ShouldBe(Enumerable.Range(0, views).Select(i => $"v{i}"));
        }
    }

    [Test]
    public void A_file_of_a_machine_with_the_other_byte_order_is_read()
    {
        byte[] pickle = Opcodes("tensor( STORAGE K:1 K:2 #85 K:1 #85 #89 } t R .").Pickle;
        byte[] elements = [0, 0, 0, 0, 0x40, 0x20, 0, 0, 0xc0, 0x20, 0, 0];
        byte[] file = Zip(("a/data.pkl", pickle), ("a/byteorder", "big"u8.ToArray()), ("a/data/0", elements));
        PyTorchFile.Read(_files.File("big.pt", file))[""].ToArray<float>().ShouldBe([2.5f, -2.5f]);
    }

    // Opcodes by their letters, with what belongs to them behind colons; bytes in hex behind '#'; a storage, and the beginning of a tensor.
    private static (byte[] Pickle, int? At) Opcodes(string opcodes)
    {
        const string storage = "( X:storage c:torch:FloatStorage X:0 X:cpu K:3 t Q";
        int? at = null;
        List<byte> pickle = [];
        foreach (string marked in opcodes.Replace("STORAGE", storage, StringComparison.Ordinal)
            .Replace("tensor(", "c:torch._utils:_rebuild_tensor_v2 (", StringComparison.Ordinal).Split(' '))
        {
            at = marked.StartsWith('!') ? pickle.Count : at;
            string[] parts = marked.TrimStart('!').Split(':');
            pickle.AddRange(parts[0] switch
            {
                "" => [],
                ['#', ..] => [Convert.ToByte(parts[0][1..], 16)],
                _ => [(byte)parts[0][0]],
            });
            pickle.AddRange(parts is not [var opcode, var argument, ..] ? [] : opcode switch
            {
                "c" or "i" => [.. Bytes(argument), (byte)'\n', .. Bytes(parts[2]), (byte)'\n'],
                "X" => [.. BitConverter.GetBytes(argument.Length), .. Bytes(argument)],
                "J" => BitConverter.GetBytes(int.Parse(argument, CultureInfo.InvariantCulture)),
                _ => [byte.Parse(argument, CultureInfo.InvariantCulture)],
            });
        }

        return ([.. pickle], at);
    }

    private static void ShouldEqual(Tensor read, Tensor expected)
    {
        read.Shape.ShouldBe(expected.Shape);
        read.ElementsEqual(expected).ShouldBeTrue($"{read} is not {expected}");
    }

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    private static byte[] Zip(params (string Name, byte[] Bytes)[] files)
    {
        using MemoryStream stream = new();
        using (ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] bytes) in files)
            {
                using Stream entry = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
                entry.Write(bytes);
            }
        }

        return stream.ToArray();
    }
}
