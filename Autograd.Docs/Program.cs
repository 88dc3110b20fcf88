using Autograd.Nn;

namespace Autograd.Docs;

/// <summary>Writes the op reference, docs/ops, from the registry; or, asked for it, the figure of calibration.</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        string root = Repository.Root();
        if (args is [CalibrationFigure.Command])
        {
            (ReliabilityDiagram one, ReliabilityDiagram all) = CalibrationStudy.Run();
            File.WriteAllText(Path.Combine(root, CalibrationFigure.Path), CalibrationFigure.Draw(one, all));
            Console.WriteLine($"{CalibrationFigure.Path}\n\none network:\n{one}\n\n{CalibrationStudy.Members} together:\n{all}");
            return 0;
        }

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
