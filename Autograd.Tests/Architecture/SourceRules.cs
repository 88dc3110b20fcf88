namespace Autograd.Tests.Architecture;

/// <summary>What a reader of the sources may count on, where no analyzer enforces it.</summary>
public sealed class SourceRules
{
    private const int Longest = 140;

    [Test]
    public void No_line_of_code_is_longer_than_140_characters() => TooLong().ShouldBeEmpty();

    private static IEnumerable<string> TooLong()
    {
        foreach (string file in Directory.EnumerateFiles(Root(), "*.cs", SearchOption.AllDirectories).Where(IsSource).Order())
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
}
