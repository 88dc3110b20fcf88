using Autograd.Nn;
using Autograd.Tests.Nn.Modules;
using Google.Protobuf;

namespace Autograd.Tests.Export;

/// <summary>Every module of the library is in a file what it is here, for any number of samples.</summary>
public sealed class OnnxCatalogueTests
{
    private const int NoOnnx = 77;
    private const string Otherwise =
        "There is no python3 with onnx (Debian: python3-onnx): that it takes what is written here was not tried.";

    private const string Check = """
        import glob, sys
        try:
            import onnx
        except ImportError:
            sys.exit(77)
        for file in sorted(glob.glob(sys.argv[1] + '/*.onnx')):
            try:
                onnx.checker.check_model(onnx.load(file), full_check=True)
            except Exception as error:
                sys.exit(f'{file}: {error}')
        """;

    public static IEnumerable<TestCaseData> Modules =>
        ModuleCatalogue.All.Select(one => new TestCaseData(one).SetArgDisplayNames(one.Name));

    [TestCaseSource(nameof(Modules))]
    public void Every_module_computes_the_same_in_another_program(ModuleCase one)
    {
        Module module = OnnxLaw.Make(one);
        OnnxLaw.Violations(one, module, OnnxLaw.Write(one, module)).ShouldBeEmpty();
    }

    [Test]
    public void Every_file_is_one_by_the_rules_of_ONNX_itself()
    {
        string folder = Directory.CreateTempSubdirectory("onnx").FullName;
        try
        {
            foreach ((int number, ModuleCase one) in ModuleCatalogue.All.Index())
            {
                File.WriteAllBytes(Path.Combine(folder, $"{number:D3}.onnx"), OnnxLaw.Write(one, OnnxLaw.Make(one)).ToByteArray());
            }

            Python.Run(NoOnnx, Otherwise, "-c", Check, folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
