using Google.Protobuf;

namespace Autograd.Export;

/// <summary>Writes a file whole or not at all.</summary>
internal static class OnnxFile
{
    // A message of protobuf is at most as long.
    private const long Longest = int.MaxValue;

    public static void Write(string path, Protobuf.ModelProto model)
    {
        if (model.Graph.Initializer.Sum(tensor => (long)tensor.RawData.Length) > Longest - (1 << 20) || model.CalculateSize() < 0)
        {
            throw new NotSupportedException("Onnx.Export: the model takes more than the 2 GB that a file of ONNX can hold.");
        }

        string beside = $"{path}.{Guid.NewGuid():N}.part";
        try
        {
            using (FileStream stream = File.Create(beside))
            {
                model.WriteTo(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(beside, path, overwrite: true);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
    }
}
