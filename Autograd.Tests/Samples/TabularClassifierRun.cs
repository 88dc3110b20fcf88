using Autograd.Tests.Nn.Serialization;

namespace Autograd.Tests.Samples;

/// <summary>Runs the command line from a table to predictions.</summary>
internal static class TabularClassifierRun
{
    /// <summary>A table that can be learned from.</summary>
    internal static string Good() => "size,shape,kind\n" + string.Concat(Enumerable.Range(0, 40).Select(i =>
        $"{(i * 7) % 11},{(i % 3 == 0 ? "round" : "flat")},{(i % 2 == 0 ? "a" : "b")}\n"));

    /// <summary>What is in the files of a folder.</summary>
    internal static Dictionary<string, string> Contents(TemporaryFolder folder) =>
        Directory.GetFiles(folder.File("")).ToDictionary(file => file, file => Convert.ToHexString(File.ReadAllBytes(file)));

    /// <summary>Runs what must succeed without a word on the error output.</summary>
    internal static string Succeed(params string[] args)
    {
        (int code, string output, string error) = Run(args);
        (code, error).ShouldBe((0, ""));
        return output;
    }

    /// <summary>Runs it.</summary>
    internal static (int Code, string Output, string Error) Run(params string[] args)
    {
        using StringWriter output = new() { NewLine = "\n" }, error = new() { NewLine = "\n" };
        return (TabularClassifier.Program.Run(args, output, error), output.ToString(), error.ToString());
    }
}
