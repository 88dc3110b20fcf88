namespace Autograd.Tests.Laws.Oracles;

internal static class LinearAlgebraOracles
{
    public static Dictionary<string, Oracle> All { get; } = new()
    {
        ["matmul"] = new WholeOracle((x, a) =>
            MatMul(a.Flag("transposeThis") ? Transpose(x[0]) : x[0], a.Flag("transposeOther") ? Transpose(x[1]) : x[1])),
        ["linear"] = new WholeOracle((x, _) =>
        {
            Nd x0 = x[0], weight = x[1];
            return Nd.Make([.. x0.Sizes[..^1], weight.Sizes[0]], index =>
                Enumerable.Range(0, weight.Sizes[1]).Sum(k => x0[[.. index[..^1], k]] * weight[index[^1], k])
                    + (x.Length > 2 ? x[2][index[^1]] : 0));
        }),
    };

    private static Nd MatMul(Nd a, Nd b)
    {
        int[] batch = Nd.Broadcast([a.Sizes[..^2], b.Sizes[..^2]]);
        Nd left = a.BroadcastTo([.. batch, .. a.Sizes[^2..]]), right = b.BroadcastTo([.. batch, .. b.Sizes[^2..]]);
        return Nd.Make([.. batch, a.Sizes[^2], b.Sizes[^1]], index =>
            Enumerable.Range(0, a.Sizes[^1]).Sum(k => left[[.. index[..^1], k]] * right[[.. index[..^2], k, index[^1]]]));
    }

    private static Nd Transpose(Nd x) =>
        Nd.Make([.. x.Sizes[..^2], x.Sizes[^1], x.Sizes[^2]], index => x[[.. index[..^2], index[^1], index[^2]]]);
}
