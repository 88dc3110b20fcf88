using System.Text.RegularExpressions;

namespace Autograd.Tests.Architecture;

/// <summary>What a reader of the sources may count on, where no analyzer enforces it.</summary>
public sealed partial class SourceRules
{
    private const int Longest = 140;

    // Where it is written which types of elements there are; an op refuses a coefficient that Float32 does not hold.
    private static readonly string[] s_dispatch = ["DType.cs", "DTypes.cs", "Lanes.cs", "Op.cs"];

    [Test]
    public void No_line_of_code_is_longer_than_140_characters() => TooLong().ShouldBeEmpty();

    [Test]
    public void No_loop_chooses_among_the_types_of_elements_by_itself() =>
        (from project in new[] { "Autograd.Core", "Autograd.Nn", "Autograd.Data", "Autograd.Distributed", "Autograd.Export" }
         from file in Sources(Path.Combine(Root(), project))
         where !s_dispatch.Contains(Path.GetFileName(file)) && ChoosesType(File.ReadAllText(file))
         select Path.GetRelativePath(Root(), file))
        .ShouldBeEmpty("DTypes.Move and DTypes.Run choose the type of elements, Lanes.Run that of those that are computed with.");

    [TestCase("switch (x.DType)\n{\n    case DType.Float32:\n        break;\n}", true)]
    [TestCase("int bad = inputs.DType switch\n{\n    DType.Int64 => 1,\n    _ => 0,\n};", true)]
    [TestCase("if (dtype == DType.Float32)\n{\n    Fill(x.Elements<float>());\n}", true)]
    [TestCase("double x = dtype != DType.Float32 ? 1 : 2;", true)]
    [TestCase("bool is = dtype is DType.Float32 or DType.Float64;", true)]
    [TestCase("switch (x.DType.Size())\n{\n}", false)]
    [TestCase("if (labels.DType != DType.Int64 || mask.DType != DType.Bool || x.DType != y.DType)", false)]
    [TestCase("// x.DType switch { DType.Float32 => 1 }\nTensor.Zeros([2], DType.Float32);", false)]
    public void A_choice_among_the_types_of_elements_is_found(string planted, bool found) => ChoosesType(planted).ShouldBe(found);

    [Test]
    public void A_default_number_is_stated_once() =>
        (from file in Sources(Path.Combine(Root(), "Autograd.Core", "Ops"))
         from name in StatedTwice(File.ReadAllText(file))
         select $"{Path.GetFileName(file)}: {name}").ShouldBeEmpty("A constant of the op serves its method and its definition.");

    [Test]
    public void A_default_number_that_is_stated_twice_is_found()
    {
        const string twice = "public Tensor Elu(Tensor x, double alpha = 1.5) => x;\nParameters = [new(\"alpha\", 1.5, \"The slope.\")]";
        StatedTwice(twice).ShouldBe(["alpha"]);
        StatedTwice(twice.Replace("= 1.5", "= EluOp.DefaultAlpha", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Test]
    public void No_private_field_is_left_that_nothing_uses()
    {
        (string Name, string Text)[] files = [.. Sources(Root()).Select(file => (Path.GetFileName(file), File.ReadAllText(file)))];
        ILookup<string, string> parts = (from file in files
                                         from match in PartialTypes().Matches(file.Text)
                                         select (Type: match.Value, file.Text)).ToLookup(part => part.Type, part => part.Text);
        (from file in files from field in Unused(file.Text, Parts(file.Text)) select $"{file.Name}: {field}").ShouldBeEmpty();

        // The files that declare a part of one of the same types.
        string[] Parts(string text) => [.. PartialTypes().Matches(text).SelectMany(match => parts[match.Value]).Distinct().Where(
            other => other != text)];
    }

    [TestCase("private Tape[]? _left;", true)]
    [TestCase("private readonly Dictionary<int, (int A, int B)> _left = [];\n// _left was of use once", true)]
    [TestCase("private int _used, _left;\nint Next() => _used++;", true)]
    [TestCase("private int _left;\nint Next() => _left++;", false)]
    [TestCase("[InlineArray(3)]\nstruct Few\n{\n    private int _left;\n}", false)]
    public void A_private_field_that_nothing_uses_is_found(string planted, bool found) =>
        Unused(planted, []).ShouldBe(found ? ["_left"] : []);

    [Test]
    public void A_private_field_that_another_part_of_its_type_uses_is_none() =>
        Unused("partial class Few\n{\n    private int _left;\n}", ["partial class Few\n{\n    int Next() => _left++;\n}"]).ShouldBeEmpty();

    private static IEnumerable<string> Unused(string text, string[] parts)
    {
        string code = Comments().Replace(text, "");
        return from match in PrivateFields().Matches(code)
               from name in match.Groups[1].Value.Split(", ")
               where parts.Prepend(code).Sum(part => Uses(part, name)) < 2
               select name;
    }

    private static int Uses(string text, string name)
    {
        int uses = 0;
        for (int at = -1; (at = text.IndexOf(name, at + 1, StringComparison.Ordinal)) >= 0;)
        {
            bool isWhole = !IsOfWord(at - 1) && !IsOfWord(at + name.Length);
            uses += isWhole ? 1 : 0;
        }

        return uses;

        bool IsOfWord(int i) => i >= 0 && i < text.Length && (char.IsLetterOrDigit(text[i]) || text[i] == '_');
    }

    private static IEnumerable<string> StatedTwice(string text) => OptionalNumbers().Matches(text).Select(match => match.Groups[1].Value)
        .Where(name => text.Contains($"new(\"{name}\", ", StringComparison.Ordinal)).Distinct();

    private static bool ChoosesType(string text) => TypeChoice().IsMatch(Comments().Replace(text, ""));

    private static IEnumerable<string> TooLong()
    {
        foreach (string file in Sources(Root()))
        {
            int number = 0;
            foreach (string line in File.ReadLines(file))
            {
                number++;
                if (line.Length > Longest)
                {
                    yield return $"{Path.GetRelativePath(Root(), file)}:{number}: {line.Length} characters";
                }
            }
        }
    }

    private static IEnumerable<string> Sources(string folder) =>
        Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Where(IsSource).Order();

    private static bool IsSource(string file) => !Path.GetRelativePath(Root(), file).Split(Path.DirectorySeparatorChar)
        .Any(folder => folder is "bin" or "obj" or ".git" or "artifacts");

    private static string Root()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Autograd.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("The tests do not run inside the repository.");
    }

    [GeneratedRegex(
        @"\b[Dd][Tt]ype switch|switch \([\w.]*[Dd][Tt]ype\)|case DType\.|DType\.\w+ =>|[Dd][Tt]ype (?:[!=]=|is) DType\.Float32")]
    private static partial Regex TypeChoice();

    [GeneratedRegex(@"\b(?:double|int) (\w+) = -?[\d.]+(?=[^;(]*\)(?: =>|\n    \{))")]
    private static partial Regex OptionalNumbers();

    // The only field of an inline array stands for its elements.
    [GeneratedRegex(@"^ *(?<!\[InlineArray\([^{}]*\{[^{}]*)private (?:static |readonly |volatile )*(?!const )[^\s={};][^={};\n]*? "
        + @"((?:s?_\w+, )*s?_\w+)(?= =|;)", RegexOptions.Multiline)]
    private static partial Regex PrivateFields();

    [GeneratedRegex(@"\bpartial (?:class|struct|record) \w+")]
    private static partial Regex PartialTypes();

    [GeneratedRegex(@"//.*$", RegexOptions.Multiline)]
    private static partial Regex Comments();
}
