namespace Autograd.Tests.Laws.Oracles;

internal static class IndexingOracles
{
    public static Dictionary<string, Oracle> All { get; } = new()
    {
        ["gather"] = new WholeOracle((x, a) =>
        {
            int axis = (a.Integer("axis") + x[0].Rank) % x[0].Rank;
            return Nd.Make(x[1].Sizes, index => x[0][Nd.Replace(index, axis, (int)x[1][index])]);
        }),
        ["index_select"] = new WholeOracle((x, a) =>
        {
            int axis = (a.Integer("axis") + x[0].Rank) % x[0].Rank;
            return Nd.Make(Nd.Replace(x[0].Sizes, axis, x[1].Data.Length), index => x[0][Nd.Replace(index, axis, (int)x[1].Data[index[axis]])]);
        }),
    };
}
