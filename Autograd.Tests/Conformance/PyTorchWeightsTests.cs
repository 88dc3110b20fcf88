using Autograd.Core;
using Autograd.Nn;
using Autograd.Tests.Nn.Modules;
using Autograd.Tests.Nn.Serialization;

namespace Autograd.Tests.Conformance;

/// <summary>Files from PyTorch and to it: the weights are the same, and so are the outputs.</summary>
public sealed class PyTorchWeightsTests
{
    private const double Tolerance = 1e-5;

    // What the script exits with where it finds no PyTorch.
    private const int NoPyTorch = 3;
    private const string Otherwise =
        "There is no python3 with PyTorch (Debian: python3-torch): that PyTorch reads what is saved here was not tried.";

    // Layers with a state that PyTorch 1.13 has not.
    private static readonly Type[] s_ours =
    [
        typeof(RmsNorm), typeof(Chebyshev), typeof(LinearSpline), typeof(Standardizer), typeof(SinusoidalPositions), typeof(Checkpointed),
        typeof(Ensemble), typeof(Branches), typeof(Residual),
    ];

    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "Conformance");

    [Test]
    public void What_PyTorch_wrote_loads_strictly_and_gives_the_same_outputs()
    {
        PyTorchLayers layers = new();
        layers.Load(Path.Combine(s_folder, "weights.safetensors"));

        using SafeTensorsFile cases = SafeTensorsFile.Open(Path.Combine(s_folder, "weights-cases.safetensors"));
        foreach (string name in layers.Names)
        {
            layers.Run(name, cases).Difference(cases.Read(name), Tolerance, Tolerance).ShouldBeNull(name);
        }
    }

    [Test]
    public void What_is_saved_here_loads_in_PyTorch_and_gives_the_same_outputs()
    {
        using TemporaryFolder folder = new();
        string weights = folder.File("weights.safetensors"), outputs = folder.File("outputs.safetensors");
        PyTorchLayers layers = new();
        layers.Initialize(11);
        IEnumerable<ModuleBuffer> buffers = layers.NamedParts().Select(named => named.Part).OfType<ModuleBuffer>();
        foreach (ModuleBuffer buffer in buffers.Where(buffer => !buffer.IsOptional))
        {
            buffer.Assign(buffer.DType == DType.Int64
                ? Tensor.Full(buffer.Shape, 5, DType.Int64)
                : Tensor.Uniform(buffer.Shape, new Generator(3), 0.5, 1.5));
        }

        layers.Save(weights, new Dictionary<string, string> { ["format"] = "pt" });
        Python.Run(NoPyTorch, Otherwise, Path.Combine(s_folder, "make_weights.py"), weights, outputs);

        using SafeTensorsFile cases = SafeTensorsFile.Open(Path.Combine(s_folder, "weights-cases.safetensors"));
        IReadOnlyDictionary<string, Tensor> theirs = SafeTensors.Read(outputs);
        foreach (string name in layers.Names)
        {
            layers.Run(name, cases).Difference(theirs[name], Tolerance, Tolerance).ShouldBeNull(name);
        }
    }

    [Test]
    public void Every_layer_with_a_state_that_PyTorch_has_is_among_them()
    {
        HashSet<Type> tried = [.. new PyTorchLayers().NamedParts().Select(named => named.Part.GetType())];
        ModuleCatalogue.All.Select(entry => entry.Make())
            .Where(module => module is not Loss && module.StateDict().Count > 0 && module.GetType().Assembly == typeof(Module).Assembly)
            .Select(module => module.GetType())
            .Where(type => type.IsPublic && !type.IsGenericType && !s_ours.Contains(type) && !tried.Contains(type))
            .ShouldBeEmpty();
    }
}
