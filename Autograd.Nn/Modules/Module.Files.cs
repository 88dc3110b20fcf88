using Autograd.Core;

namespace Autograd.Nn;

public abstract partial class Module
{
    /// <summary>
    /// Writes all parameters and buffers to a safetensors file, under PyTorch's names, as <see cref="StateDict"/> gives them; straight from
    /// the model's memory. Under the file's name there is the old one until the new one is complete, and an error leaves the old one alone.
    /// </summary>
    /// <param name="path">The file; its folder must be there.</param>
    /// <param name="metadata">Strings to be written along, to be found in what <see cref="Load"/> returns.</param>
    /// <param name="flush">
    /// Whether to wait until all of it is on the disk, so that not even a power failure harms it; without, the system does it later.
    /// </param>
    /// <exception cref="IOException">
    /// The disk is full, the folder is not there, the path is a folder, or another program has the file open (Windows).
    /// </exception>
    /// <exception cref="UnauthorizedAccessException">The folder, or the file itself, may not be written to.</exception>
    /// <example><code>
    /// model.Save("model.safetensors");
    /// other.Load("model.safetensors");
    /// </code></example>
    public void Save(string path, IReadOnlyDictionary<string, string>? metadata = null, bool flush = true)
    {
        List<(string Name, Tensor Tensor)> tensors = [];
        foreach (NamedPart named in NamedParts())
        {
            if (named.Part.State is { } values && !named.Part.IsLeftOut && named.Part is not RandomStream)
            {
                tensors.Add((named.FileName, values));
            }
        }

        SafeTensors.Write(path, tensors, metadata, flush);
    }

    /// <summary>
    /// Reads parameters and buffers from a safetensors file that <see cref="Save"/> wrote, or another program under PyTorch's names; or
    /// the weights of a <see cref="Checkpoint"/>. All of it is checked and read first: an error has changed nothing. What the module does
    /// not need is not read.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="strict">
    /// Whether every parameter and buffer must be there and nothing else; otherwise what fits is taken, and has to be something.
    /// </param>
    /// <param name="convert">
    /// Whether numbers of another type are taken: F16, BF16, F32 and F64 become the parameter's Float32 or Float64, rounded to the nearest,
    /// and smaller integers Int64.
    /// </param>
    /// <returns>What was not there, what was not taken, and the strings in the file.</returns>
    /// <exception cref="TensorFileException">
    /// The file is no safetensors file, damaged, cut off or of a later version; or it does not fit: the message then names everything that
    /// is missing, unexpected, or of another shape or type.
    /// </exception>
    /// <exception cref="IOException">The file is not there, is a folder or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public LoadedFile Load(string path, bool strict = true, bool convert = false)
    {
        using SafeTensorsFile file = SafeTensorsFile.Open(path);
        StateMatch match = new(Places("", ""), new FileState(file, convert));
        List<string> missing = match.Missing, unexpected = match.Unexpected;
        if (match.Errors(strict) is { Count: > 0 } errors)
        {
            throw new TensorFileException(
                path, $"the file does not fit {GetType().Name}, and nothing was loaded:\n  {string.Join("\n  ", errors)}", null);
        }

        match.Load();
        return new(missing.AsReadOnly(), unexpected.AsReadOnly(), file.Metadata);
    }
}
