using System.Text.RegularExpressions;

namespace Autograd.Tests.Architecture;

/// <summary>Imports run one way only: the sources of a layer name no type of those above it.</summary>
public sealed partial class LayersTests
{
    // What every layer of Core may know of the folder of tensors: shapes, element types and memory, but no tensor.
    private static readonly string[] s_common = ["Shape.cs", "DType.cs", "TensorBuffer.cs", "BufferPool.cs"];

    private static readonly (string Layer, string[] Above)[] s_rules =
    [
        ("Autograd.Core/Numerics", ["Autograd.Core/Kernels", "Autograd.Core/Tensors", "Autograd.Core/Tape", "Autograd.Core/Ops",
            "Autograd.Core/Checking", "Autograd.Core/Random"]),
        ("Autograd.Core/Kernels",
            ["Autograd.Core/Tensors", "Autograd.Core/Tape", "Autograd.Core/Ops", "Autograd.Core/Checking", "Autograd.Core/Random"]),
    ];

    public static IEnumerable<TestCaseData> Rules => s_rules.SelectMany(rule => rule.Above.Select(above =>
        new TestCaseData(rule.Layer, above).SetArgDisplayNames(rule.Layer, above)));

    [TestCaseSource(nameof(Rules))]
    public void A_layer_names_no_type_of_one_above_it(string layer, string above) =>
        Violations(Sources(layer), Sources(above), Common()).ShouldBeEmpty();

    [TestCase("Autograd.Core", "Nn")]
    [TestCase("Autograd.Core", "Data")]
    [TestCase("Autograd.Core", "Export")]
    [TestCase("Autograd.Core", "Distributed")]
    [TestCase("Autograd.Core", "Samples")]
    [TestCase("Autograd.Nn", "Data")]
    [TestCase("Autograd.Nn", "Export")]
    [TestCase("Autograd.Nn", "Distributed")]
    [TestCase("Autograd.Nn", "Samples")]
    [TestCase("Autograd.Data", "Export")]
    [TestCase("Autograd.Data", "Distributed")]
    [TestCase("Autograd.Data", "Samples")]
    [TestCase("Autograd.Distributed", "Data")]
    [TestCase("Autograd.Distributed", "Export")]
    [TestCase("Autograd.Distributed", "Samples")]
    [TestCase("Autograd.Export", "Data")]
    [TestCase("Autograd.Export", "Distributed")]
    [TestCase("Autograd.Export", "Samples")]
    public void A_project_imports_none_above_it(string project, string above) => Sources(project)
        .Where(source => Comments().Replace(source.Text, "").Contains($"using Autograd.{above}", StringComparison.Ordinal))
        .Select(source => source.File)
        .ShouldBeEmpty();

    [Test]
    public void A_name_from_above_is_found_wherever_it_stands_but_in_a_comment()
    {
        (string, string)[] above = [("Tape.cs", "public sealed partial class Tape\n{\n}\n"),
            ("Goal.cs", "internal readonly record struct Goal(int X);\npublic sealed partial class Tensor\n")];
        string[] Found(string text) => [.. Violations([("Loop.cs", text)], above, [("Shape.cs", "public sealed class Shape\n{\n}\n")])];
        Found("internal static class Loop\n{\n    private static void Run(Tape tape)\n    {\n    }\n}\n")
            .ShouldBe(["Loop.cs names Tape, of Tape.cs"]);
        Found("internal static class Loop\n{\n    private static readonly int s_x = new Goal(1).X;\n}\n")
            .ShouldBe(["Loop.cs names Goal, of Goal.cs"]);
        Found(
            "/// <summary>As <see cref=\"Tape\"/> does.</summary>\ninternal static class Loop\n{\n    // Tape, Goal.\n    private " +
            "static int TapeLength(Shape x) => x.Tape;\n}\n").ShouldBeEmpty();
        Found("internal enum Goal\n{\n    None,\n}\n").ShouldBeEmpty();
    }

    // As kernels were before they worked on views: the names that they must not know are found by the rule itself.
    [TestCase("public static void Forward<F>(F formula, Tensor x, Tensor? y) where F : struct => Lanes.Run(default, x.DType);", "Tensor",
        "Autograd.Core/Tensors")]
    [TestCase("private static int Length => ThreadState.Current.Thread;", "ThreadState", "Autograd.Core/Tensors")]
    [TestCase("private readonly struct Kernel(Tape tape, Shape shape);", "Tape", "Autograd.Core/Tape")]
    [TestCase("private static string Of(Op op, DType dtype) => op.Name;", "Op", "Autograd.Core/Ops")]
    public void A_kernel_that_named_a_tensor_would_be_found(string planted, string name, string above) =>
        Violations([.. Sources("Autograd.Core/Kernels"), ("Planted.cs", $"internal static class Planted\n{{\n    {planted}\n}}\n")],
            Sources(above), Common())
            .ShouldHaveSingleItem().ShouldStartWith($"Planted.cs names {name}, of ");

    private static (string File, string Text)[] Common() =>
        [.. Sources("Autograd.Core/Tensors").Where(source => s_common.Contains(source.File))];

    private static IEnumerable<string> Violations(
        IReadOnlyList<(string File, string Text)> sources, IReadOnlyList<(string File, string Text)> above,
        IReadOnlyList<(string File, string Text)> common)
    {
        HashSet<string> own =
        [
            .. sources.SelectMany(source => Nested().Matches(source.Text)).Select(match => match.Groups[1].Value),
            .. common.SelectMany(source => Declared(source.Text)),
        ];
        Dictionary<string, string> foreign = [];
        foreach ((string file, string text) in above)
        {
            foreach (string name in Declared(text).Where(name => !own.Contains(name)))
            {
                foreign.TryAdd(name, file);
            }
        }

        return from source in sources
               from name in Words().Matches(Comments().Replace(source.Text, "")).Select(match => match.Groups[1].Value).Distinct()
               where foreign.ContainsKey(name)
               select $"{source.File} names {name}, of {foreign[name]}";
    }

    // Types that stand in a file by themselves; what is declared inside another cannot be named from outside without it.
    private static IEnumerable<string> Declared(string text) => Declarations().Matches(text).Select(match => match.Groups[1].Value);

    private static (string File, string Text)[] Sources(string folder)
    {
        string root = TestContext.CurrentContext.TestDirectory;
        while (!File.Exists(Path.Combine(root, "Autograd.sln")))
        {
            root = Path.GetDirectoryName(root)!;
        }

        char separator = Path.DirectorySeparatorChar;
        return [.. Directory.EnumerateFiles(Path.Combine(root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{separator}obj{separator}", StringComparison.Ordinal)
                && !file.Contains($"{separator}bin{separator}", StringComparison.Ordinal))
            .Select(file => (Path.GetFileName(file), File.ReadAllText(file)))];
    }

    [GeneratedRegex(
        @"^(?:(?:public|internal|abstract|sealed|static|partial|readonly|ref|unsafe) )+(?:class|struct|interface|enum|record " +
            @"struct|record|delegate \S+) (\w+)",
        RegexOptions.Multiline)]
    private static partial Regex Declarations();

    [GeneratedRegex(@"\b(?:class|struct|interface|enum|record) (\w+)")]
    private static partial Regex Nested();

    [GeneratedRegex(@"//.*$", RegexOptions.Multiline)]
    private static partial Regex Comments();

    // A type's name: no member's after a point, and no method's before a bracket unless an object is made.
    [GeneratedRegex(@"(?<![.\w])(?:new )?([A-Z]\w*)\b(?:(?<=new \w+)|(?!\())")]
    private static partial Regex Words();
}
