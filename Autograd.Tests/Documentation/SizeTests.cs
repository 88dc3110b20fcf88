using Autograd.Docs;

namespace Autograd.Tests.Documentation;

/// <summary>The engine stays small: lines of code, without comments, blank lines and lone braces.</summary>
public sealed class SizeTests
{
    // What makes, exchanges, compares, measures or prints numbers is no part of it.
    private static readonly string[] s_besides =
    [
        "Sequences", "Random", "MathNet", "Closeness", "Norm", "Printing", "TensorPrinter",
    ];

    [Test]
    public void The_tape_is_under_250_lines() =>
        Lines("Tape", file => file.StartsWith("Tape", StringComparison.Ordinal)).ShouldBeLessThan(250);

    [Test]
    public void The_engine_is_under_1500_lines() => (Lines("Tape", _ => true)
        + Lines("Ops", _ => true)
        + Lines("Tensors", file => !s_besides.Contains(file.Split('.')[^2]))).ShouldBeLessThan(1500);

    private static int Lines(string folder, Func<string, bool> counts) =>
        Directory.GetFiles(Path.Combine(Repository.Root(), "Autograd.Core", folder), "*.cs")
            .Where(path => counts(Path.GetFileName(path)))
            .SelectMany(File.ReadLines)
            .Select(line => line.Trim())
            .Count(line => line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal)
                && line is not ("{" or "}" or "};" or "});" or "]," or "];" or "["));
}
