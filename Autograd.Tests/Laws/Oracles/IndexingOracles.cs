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
            return Nd.Make(Nd.Replace(x[0].Sizes, axis, x[1].Data.Length),
                index => x[0][Nd.Replace(index, axis, (int)x[1].Data[index[axis]])]);
        }),
        ["scatter_add"] = new WholeOracle((x, a) =>
            Add(x[0], x[2], (int[] index, int axis) => Nd.Replace(index, axis, (int)x[1][index]), a.Integer("axis"))),
        ["index_add"] = new WholeOracle((x, a) =>
            Add(x[0], x[2], (int[] index, int axis) => Nd.Replace(index, axis, (int)x[1].Data[index[axis]]), a.Integer("axis"))),
    };

    private static Nd Add(Nd x, Nd source, Func<int[], int, int[]> target, int axis)
    {
        Nd result = x with { Data = [.. x.Data] };
        for (int i = 0; i < source.Data.Length; i++)
        {
            result.Data[x.Offset(target(source.Index(i), (axis + x.Rank) % x.Rank))] += source.Data[i];
        }

        return result;
    }
}
