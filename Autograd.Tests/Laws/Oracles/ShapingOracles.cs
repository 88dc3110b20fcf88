namespace Autograd.Tests.Laws.Oracles;

internal static class ShapingOracles
{
    public static Dictionary<string, Oracle> All { get; } = new()
    {
        ["reshape"] = new WholeOracle((x, a) =>
        {
            int[] sizes = a.List("shape");
            int known = sizes.Where(size => size != -1).Aggregate(1, (product, size) => product * size);
            return x[0] with { Sizes = [.. sizes.Select(size => size == -1 ? x[0].Data.Length / known : size)] };
        }),
        ["broadcast_to"] = new WholeOracle((x, a) => x[0].BroadcastTo(a.List("shape"))),
        ["permute"] = new WholeOracle((x, a) =>
        {
            int[] axes = [.. a.List("axes").Select(axis => (axis + x[0].Rank) % x[0].Rank)];
            return Nd.Make([.. axes.Select(axis => x[0].Sizes[axis])],
                index => x[0][[.. Enumerable.Range(0, axes.Length).Select(axis => index[Array.IndexOf(axes, axis)])]]);
        }),
        ["concatenate"] = new WholeOracle((x, a) =>
        {
            int axis = (a.Integer("axis") + x[0].Rank) % x[0].Rank;
            return Nd.Make(Nd.Replace(x[0].Sizes, axis, x.Sum(part => part.Sizes[axis])), index =>
            {
                int part = 0, at = index[axis];
                for (; at >= x[part].Sizes[axis]; part++)
                {
                    at -= x[part].Sizes[axis];
                }

                return x[part][Nd.Replace(index, axis, at)];
            });
        }),
        ["sort"] = new WholeOracle((x, a) => x[0].AlongAxis(a.Integer("axis"),
            line => [.. a.Flag("descending") ? line.OrderDescending() : line.Order()])),
        ["topk"] = new WholeOracle((x, a) =>
        {
            int axis = (a.Integer("axis") + x[0].Rank) % x[0].Rank, k = a.Integer("k");
            Nd taken = x[0].AlongAxis(axis, line =>
            {
                int[] places = [.. Enumerable.Range(0, line.Length).OrderBy(i => a.Flag("largest") ? -line[i] : line[i]).Take(k)];
                places = a.Flag("sorted") ? places : [.. places.Order()];
                return [.. places.Select(i => line[i]), .. new double[line.Length - k]];
            });
            return Nd.Make(Nd.Replace(x[0].Sizes, axis, k), index => taken[index]);
        }),
        ["stack"] = new WholeOracle((x, a) =>
        {
            int axis = (a.Integer("axis") + x[0].Rank + 1) % (x[0].Rank + 1);
            return Nd.Make([.. x[0].Sizes[..axis], x.Length, .. x[0].Sizes[axis..]],
                index => x[index[axis]][[.. index[..axis], .. index[(axis + 1)..]]]);
        }),
        ["slice"] = new WholeOracle((x, a) =>
        {
            int axis = (a.Integer("axis") + x[0].Rank) % x[0].Rank, size = x[0].Sizes[axis];
            int start = a.Integer("start") < 0 ? a.Integer("start") + size : a.Integer("start");
            int length = a.Integer("length") < 0 ? size - start : a.Integer("length");
            return Nd.Make(Nd.Replace(x[0].Sizes, axis, length), index => x[0][Nd.Replace(index, axis, index[axis] + start)]);
        }),
        ["pad"] = new WholeOracle((x, a) =>
        {
            int[] before = a.List("before"), after = a.List("after");
            return Nd.Make([.. x[0].Sizes.Select((size, axis) => before[axis] + size + after[axis])], index =>
            {
                int?[] from = [.. index.Select((at, axis) =>
                    ConvolutionOracles.Place(at - before[axis], x[0].Sizes[axis], a.Word("mode")))];
                return from.Contains(null) ? a.Number("value") : x[0][[.. from.Select(at => at!.Value)]];
            });
        }),
    };
}
