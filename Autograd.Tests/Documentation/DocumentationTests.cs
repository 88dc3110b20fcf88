using System.Text.RegularExpressions;
using Autograd.Tests.Laws;

namespace Autograd.Tests.Documentation;

/// <summary>
/// Every C# example of the README and the docs stands word for word in a file of this folder, which compiles and runs it.
/// </summary>
public sealed partial class DocumentationTests
{
    private static readonly string s_root = Root();

    // What docs/ops shows is taken from the sources, which compile; OpReferenceTests holds it to them.
    private static IEnumerable<TestCaseData> Examples()
    {
        foreach (string page in Directory.EnumerateFiles(Path.Combine(s_root, "docs"), "*.md").Append(Path.Combine(s_root, "README.md"))
            .Order())
        {
            int number = 0;
            foreach (Match match in Fence().Matches(File.ReadAllText(page)))
            {
                string name = $"{Path.GetRelativePath(s_root, page).Replace('\\', '/')} example {++number}";
                yield return new TestCaseData(match.Groups[1].Value).SetArgDisplayNames(name);
            }
        }
    }

    [TestCaseSource(nameof(Examples))]
    public void An_example_of_the_documentation_is_compiled(string example)
    {
        string compiled = string.Concat(Directory.EnumerateFiles(Path.Combine(s_root, "Autograd.Tests", "Documentation"), "*.cs")
            .Select(file => Plain(File.ReadAllText(file))));

        compiled.ShouldContain(Plain(example));
    }

    [Test]
    public void There_are_examples() => Examples().Count().ShouldBeGreaterThan(10);

    [Test]
    public void Links_between_pages_lead_somewhere()
    {
        foreach (string page in Directory.EnumerateFiles(Path.Combine(s_root, "docs"), "*.md", SearchOption.AllDirectories)
            .Append(Path.Combine(s_root, "README.md")))
        {
            foreach (Match match in Link().Matches(File.ReadAllText(page)))
            {
                string target = match.Groups[1].Value.Split('#')[0];
                if (target.Length > 0 && !target.Contains("://", StringComparison.Ordinal))
                {
                    string path = Path.Combine(Path.GetDirectoryName(page)!, target);
                    (File.Exists(path) || Directory.Exists(path)).ShouldBeTrue($"{page} links to {target}");
                }
            }
        }
    }

    [Test]
    public void The_page_on_testing_lists_every_law()
    {
        string page = File.ReadAllText(Path.Combine(s_root, "docs", "testing.md"));
        typeof(Law).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Law))).Select(law => law.Name)
            .Where(law => !page.Contains($"`{law}`", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    // Indentation and line breaks do not count.
    private static string Plain(string code) =>
        string.Join('\n', code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)) + "\n";

    private static string Root()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Autograd.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("The tests do not run inside the repository.");
    }

    [GeneratedRegex(@"^```csharp\r?\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();
}
