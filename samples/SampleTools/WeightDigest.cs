using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Autograd.Nn;

namespace SampleTools;

/// <summary>A fingerprint by which two runs can be told to have come to the same weights, to the bit.</summary>
public static class WeightDigest
{
    /// <summary>One of the digests of several trainings, in order.</summary>
    internal static string Of(Outcome[] outcomes) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.ASCII.GetBytes(string.Concat(Array.ConvertAll(outcomes, outcome => outcome.Digest)))));

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
