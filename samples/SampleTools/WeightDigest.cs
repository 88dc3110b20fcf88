using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Autograd.Nn;

namespace SampleTools;

/// <summary>A fingerprint by which two runs can be told to have come to the same weights, to the bit.</summary>
public static class WeightDigest
{
    /// <summary>SHA-256 of the bits of all parameters, in the order in which the model declares them.</summary>
    /// <param name="model">The model, in single precision.</param>
    public static string Digest(this Module model)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (Parameter parameter in model.Parameters())
        {
            hash.AppendData(MemoryMarshal.AsBytes(parameter.Value.AsSpan<float>()));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
