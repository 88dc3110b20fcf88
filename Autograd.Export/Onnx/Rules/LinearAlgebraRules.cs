namespace Autograd.Export;

/// <summary>Products of matrices.</summary>
internal static class LinearAlgebraRules
{
    public static Dictionary<string, OnnxRule> All => new()
    {
        ["linear"] = Linear,
        ["matmul"] = call => call.Node("MatMul", [Factor(call, 0, "transposeThis"), Factor(call, 1, "transposeOther")]),
    };

    private static string Linear(OnnxCall call)
    {
        if (call.Rank() == 2)
        {
            return call.Same("Gemm", ("transB", true));
        }

        string product = call.Node("MatMul", [call.X, call.Permute(call[1], 1, 0)]);
        return call.Count == 3 ? call.Add(product, call[2]) : product;
    }

    private static string Factor(OnnxCall call, int input, string isTransposed) =>
        call.Attributes.Flag(isTransposed) ? Transposed(call, call[input], call.Rank(input)) : call[input];

    /// <summary>The last two axes in reverse order.</summary>
    public static string Transposed(OnnxCall call, string x, int rank) =>
        call.Permute(x, [.. Enumerable.Range(0, rank - 2), rank - 1, rank - 2]);
}
