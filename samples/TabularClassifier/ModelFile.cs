using Autograd.Data;
using Autograd.Nn;
using SampleTools;

namespace TabularClassifier;

/// <summary>The file of a model, as the user names it.</summary>
internal static class ModelFile
{
    // A safetensors file begins with the length of its header, which is JSON.
    private const int HeaderStart = 8;

    /// <summary>Reads a model.</summary>
    /// <exception cref="SampleException">The file is of another kind, such as a table.</exception>
    internal static TabularPredictor Load(string path)
    {
        try
        {
            return TabularPredictor.Load(path);
        }
        catch (TensorFileException) when (!MayBeModel(path))
        {
            throw new SampleException($"{SampleException.Quote(path)} is no model; expected a file that train has written "
                + "(predict and evaluate take MODEL FILE, in this order)");
        }
    }

    /// <summary>Whether a file is a model, whatever is in it otherwise.</summary>
    internal static bool IsModel(string path)
    {
        try
        {
            using var file = SafeTensorsFile.Open(path);
            return file.Metadata.ContainsKey("autograd.tabular");
        }
        catch (TensorFileException)
        {
            return false;
        }
    }

    private static bool MayBeModel(string path)
    {
        using FileStream file = File.OpenRead(path);
        file.Position = HeaderStart;
        return file.ReadByte() == '{';
    }
}
