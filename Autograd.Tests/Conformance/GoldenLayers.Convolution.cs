namespace Autograd.Tests.Conformance;

internal static partial class GoldenLayers
{
    private static Dictionary<string, Func<GoldenCase, GoldenLayer>> Convolution() => [];
}
