using Autograd.Tests.Nn.Serialization;

namespace Autograd.Tests.Documentation;

/// <summary>Examples whose paths are relative: each runs in a folder of its own, which is gone when it ends.</summary>
[NonParallelizable]
public abstract class FolderExamples
{
    private string _before = "";
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void Go_to_a_folder_of_its_own()
    {
        (_before, _folder) = (Environment.CurrentDirectory, new());
        Environment.CurrentDirectory = _folder.Path;
    }

    [TearDown]
    public void Go_back()
    {
        Environment.CurrentDirectory = _before;
        _folder.Dispose();
    }
}
