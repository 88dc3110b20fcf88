namespace Autograd.Export;

/// <summary>Writes networks as ONNX, for inference elsewhere.</summary>
internal static class Onnx
{
}
