using Autograd.Core;
using Autograd.Nn;
using Autograd.Tests.Nn.Serialization;

namespace Autograd.Tests.Documentation;

/// <summary>What docs/saving.md shows of weights and tensors in files. It uses public members only.</summary>
public sealed class SavingExamples : FolderExamples
{
    [Test]
    public void A_model_is_saved_and_loaded()
    {
        Tensor before;
        {
            Sequential model = Network().Initialize(3);
            model.Eval();
            before = model.Forward(Tensor.Ones([1, 4]));
            model.Save("model.safetensors");
        }

        {
            Sequential model = Network();                                                        // of the same layers and sizes
            model.Load("model.safetensors");
            model.Eval();
            model.Forward(Tensor.Ones([1, 4])).ElementsEqual(before).ShouldBeTrue();
        }
    }

    [Test]
    public void Less_is_asked_for_in_words()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("model.safetensors");
        Sequential model = Network();
        new Sequential(new Linear(4, 3), new Linear(3, 3)).Save(path);
        Should.Throw<TensorFileException>(() => model.Load(path, strict: false)).Message
            .ShouldContain("'1.weight' is F32 [3, 3]; expected Float32 [3]");
        new Sequential(new Linear(4, 3)).Save(path);
        LoadedFile loaded = model.Load(path, strict: false);                                 // what is there; nothing is an error
        Console.WriteLine($"missing: {string.Join(", ", loaded.Missing)}; not in the model: {string.Join(", ", loaded.Unexpected)}");
        loaded.Missing[0].ShouldBe("1.weight");

        Network().To(DType.Float64).Save(path);
        model.Load(path, convert: true);                                                     // F16, BF16, F32 and F64 become its type

        model.Save(path, new Dictionary<string, string> { ["classes"] = "healthy, flu, pneumonia" });
        string classes = model.Load(path).Metadata["classes"];
        classes.ShouldBe("healthy, flu, pneumonia");
    }

    [Test]
    public void Tensors_without_a_model()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("statistics.safetensors");
        Tensor mean = Tensor.From([1f, 2]), deviation = Tensor.From([3f, 4]);
        SafeTensors.Write(path, new Dictionary<string, Tensor> { ["mean"] = mean, ["deviation"] = deviation });
        IReadOnlyDictionary<string, Tensor> statistics = SafeTensors.Read(path);
        statistics["deviation"].ElementsEqual(deviation).ShouldBeTrue();
    }

    [Test]
    public void A_part_of_another_model()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("whole.safetensors");
        Linear encoder = new(2, 2);
        SafeTensors.Write(path, new Dictionary<string, Tensor>
        {
            ["encoder.weight"] = Tensor.Ones([2, 2]),
            ["encoder.bias"] = Tensor.Ones([2]),
            ["decoder.weight"] = Tensor.Ones([2, 2]),
        });
        using (SafeTensorsFile file = SafeTensorsFile.Open(path))
        {
            const string prefix = "encoder.";
            Dictionary<string, Tensor> state = [];
            foreach (SafeTensorsEntry entry in file.Entries.Where(entry => entry.Name.StartsWith(prefix, StringComparison.Ordinal)))
            {
                state.Add(entry.Name[prefix.Length..], file.Read(entry.Name));
            }

            encoder.LoadState(state);
        }

        encoder.Weight.Value.Sum().Item().ShouldBe(4);
    }

    private static Sequential Network() => new(new Linear(4, 3), new BatchNorm1d(3));
}
