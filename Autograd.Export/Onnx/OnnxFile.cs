using Autograd.Nn;
using Google.Protobuf;

namespace Autograd.Export;

/// <summary>Writes a file whole or not at all.</summary>
internal static class OnnxFile
{
    // A message of protobuf is at most as long; what is not weights takes a small part of it.
    private const long Longest = int.MaxValue - (1 << 26);

    public static void Write(string path, Protobuf.ModelProto model)
    {
        long size = model.Graph.Initializer.Sum(tensor => (long)tensor.RawData.Length);
        if (size > Longest)
        {
            throw new NotSupportedException(FormattableString.Invariant(
                $"Onnx.Export: the weights take {size} bytes; a file of ONNX holds no more than {Longest}."));
        }

        AtomicFile.Write(path, model.WriteTo);
    }
}
