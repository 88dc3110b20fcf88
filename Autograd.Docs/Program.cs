namespace Autograd.Docs;

/// <summary>Writes the op reference, docs/ops, from the registry.</summary>
internal static class Program
{
    private static int Main()
    {
        string root = Repository.Root();
        Dictionary<string, string> files = Reference.Make(root);
        string folder = Path.Combine(root, Reference.Folder);
        Directory.CreateDirectory(Path.Combine(folder, "figures"));
        foreach (string old in Repository.FilesIn(folder).Where(file => !files.ContainsKey(file)))
        {
            File.Delete(Path.Combine(folder, old));
        }

        foreach ((string file, string text) in files)
        {
            File.WriteAllText(Path.Combine(folder, file), text);
        }

        Console.WriteLine($"{Reference.Folder}: {files.Count} files.");
        return 0;
    }
}
