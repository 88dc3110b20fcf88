namespace Autograd.Tests.Export;

/// <summary>The files that other programs wrote.</summary>
internal static class Fixture
{
    public static string Of(string name) => Path.Combine(AppContext.BaseDirectory, "Export", "Fixtures", name);
}
