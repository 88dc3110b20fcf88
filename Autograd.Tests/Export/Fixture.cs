namespace Autograd.Tests.Export;

/// <summary>The files that other programs wrote, and a folder for those that a test writes.</summary>
internal sealed class Fixture : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("autograd-export-").FullName;

    public static string Of(string name) => Path.Combine(AppContext.BaseDirectory, "Export", "Fixtures", name);

    /// <summary>A file that is gone when the test is over.</summary>
    public string File(string name) => Path.Combine(_folder, name);

    /// <summary>One with these bytes.</summary>
    public string File(string name, byte[] bytes)
    {
        System.IO.File.WriteAllBytes(File(name), bytes);
        return File(name);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
