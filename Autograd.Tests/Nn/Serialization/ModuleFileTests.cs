using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Serialization;

public sealed class ModuleFileTests
{
    [Test]
    public void A_model_that_is_loaded_is_the_one_that_was_saved()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("model.safetensors");
        Sequential first = Model().Initialize(5), second = Model().Initialize(6), third = Model();
        first.Forward(Tensor.Normal([8, 4], new Generator(1)));
        first.Save(path, new Dictionary<string, string> { ["epoch"] = "7" });
        _ = second.ParameterBlocks();

        LoadedFile loaded = second.Load(path);
        third.Load(path);

        loaded.Metadata["epoch"].ShouldBe("7");
        loaded.Missing.ShouldBeEmpty();
        loaded.Unexpected.ShouldBeEmpty();
        foreach ((string name, Tensor values) in first.StateDict())
        {
            second.StateDict()[name].ElementsEqual(values).ShouldBeTrue(name);
            third.StateDict()[name].ElementsEqual(values).ShouldBeTrue(name);
        }

        SafeTensors.Read(path).Keys.ShouldBe(first.StateDict().Keys, ignoreOrder: true);
        third.Parameters().ShouldAllBe(parameter => parameter.Value.RequiresGrad);
    }

    [Test]
    public void All_that_does_not_fit_is_named_at_once_and_nothing_is_loaded()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("model.safetensors");
        SafeTensors.Write(path, new Dictionary<string, Tensor>
        {
            ["0.weight"] = Tensor.Zeros([3, 4]),
            ["0.bias"] = Tensor.Zeros([4]),
            ["1.weight"] = Tensor.Zeros([3], DType.Float64),
            ["1.running_mean"] = Tensor.Zeros([3], DType.Int64),
            ["more"] = Tensor.Zeros([3]),
        });
        Sequential model = Model().Initialize(5);
        float[] before = ((Linear)model[0]).Weight.Value.ToArray<float>();

        TensorFileException error = Should.Throw<TensorFileException>(() => model.Load(path));

        error.Path.ShouldBe(path);
        error.Message.ShouldBe($"""
            '{path}': the file does not fit Sequential, and nothing was loaded:
              '0.bias' is F32 [4]; expected Float32 [3]
              '1.weight' is F64; expected Float32. Load with `convert: true`, or convert the module
              '1.running_mean' is I64; expected Float32
              '1.bias' is missing
              '1.running_var' is missing
              '1.num_batches_tracked' is missing
              'more' is no part of the module
            """.ReplaceLineEndings("\n"));
        ((Linear)model[0]).Weight.Value.ToArray<float>().ShouldBe(before);
    }

    [Test]
    public void What_fits_is_taken_on_request_but_not_if_that_is_nothing()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("model.safetensors");
        SafeTensors.Write(path, new Dictionary<string, Tensor> { ["0.weight"] = Tensor.Zeros([3, 4]), ["more"] = Tensor.Zeros([3]) });
        Sequential model = Model().Initialize(5);

        LoadedFile loaded = model.Load(path, strict: false);

        loaded.Missing.ShouldBe(["0.bias", "1.weight", "1.bias", "1.running_mean", "1.running_var", "1.num_batches_tracked"]);
        loaded.Unexpected.ShouldBe(["more"]);
        ((Linear)model[0]).Weight.Value.ToArray<float>().ShouldAllBe(weight => weight == 0);
        Should.Throw<TensorFileException>(() => new Linear(2, 2).Load(path, strict: false)).Message.ShouldContain("'weight' is missing");
    }

    [Test]
    public void Numbers_of_another_type_are_converted_on_request()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("model.safetensors");
        Sequential wide = Model().Initialize(5).To(DType.Float64), narrow = Model();
        wide.Save(path);
        narrow.Load(path, convert: true);
        narrow.To(DType.Float64).StateDict()["0.weight"].AllClose(wide.StateDict()["0.weight"], 1e-7).ShouldBeTrue();

        string half = folder.File("half", SafeTensorsTests.Raw(
            """{"weight":{"dtype":"F16","shape":[1,1],"data_offsets":[0,2]},"bias":{"dtype":"BF16","shape":[1],"data_offsets":[2,4]}}""",
            [0x00, 0x3e, 0xc0, 0x3f]));
        var linear = new Linear(1, 1);
        Should.Throw<TensorFileException>(() => linear.Load(half)).Message.ShouldContain("'weight' is F16; expected Float32");
        linear.Load(half, convert: true);
        linear.Weight.Value.Item().ShouldBe(1.5);
        linear.Bias!.Value.Item().ShouldBe(1.5);
    }

    [Test]
    public void A_dictionary_of_another_type_is_converted_on_request()
    {
        Sequential wide = Model().Initialize(5).To(DType.Float64), narrow = Model();
        Dictionary<string, Tensor> state = new(wide.StateDict());
        Should.Throw<ArgumentException>(() => narrow.LoadState(state)).Message.ShouldContain("'0.weight' is Float64; expected Float32");
        narrow.LoadState(state, convert: true);
        narrow.StateDict()["0.weight"].ElementsEqual(state["0.weight"].To(DType.Float32)).ShouldBeTrue();
        wide.LoadState(narrow.StateDict(), convert: true);
        wide.StateDict()["0.weight"].ElementsEqual(narrow.StateDict()["0.weight"].To(DType.Float64)).ShouldBeTrue();

        // Neither what Float32 does not hold nor another kind of number; and then nothing at all.
        (state["1.bias"], state["1.weight"]) = (Tensor.Full([3], 1e39, DType.Float64), Tensor.Zeros([3], DType.Int64));
        state["0.weight"] = Tensor.Zeros([3, 4], DType.Float64);
        string message = Should.Throw<ArgumentException>(() => narrow.LoadState(state, convert: true)).Message;
        message.ShouldContain("'1.bias' holds 1E+39, which is too large for Float32");
        message.ShouldContain("'1.weight' is Int64; expected Float32");
        narrow.StateDict()["0.weight"].ElementsEqual(Tensor.Zeros([3, 4])).ShouldBeFalse();
    }

    private static Sequential Model() => new(new Linear(4, 3), new BatchNorm1d(3));
}
