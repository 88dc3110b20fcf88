using Autograd.Core;
using Autograd.Export;
using Autograd.Tests.Nn.Modules;

namespace Autograd.Tests.Export;

/// <summary>The inputs of the catalogue's modules, for any number of samples.</summary>
internal static class OnnxCases
{
    /// <summary>Numbers of samples to try, other than those that a network is traced with; of a case without a batch its own.</summary>
    public static int[] Batches(ModuleCase one) => one.Inputs is not null && one.BatchAxis is null ? [one.Inputs[0]] : [1, 5];

    /// <summary>Inputs of so many samples.</summary>
    public static Tensor[] Arguments(ModuleCase one, int batch) => one.Inputs is null
        ? [.. one.Arguments([3, 4], DType.Float32).Select(x => Rows(x, batch))]
        : one.Arguments(one.BatchAxis is { } axis ? one.Inputs.With(axis, batch, "test") : one.Inputs, DType.Float32);

    /// <summary>What an exporter is told of them: the batch is the axis along which they differ.</summary>
    public static OnnxInput[] Inputs(ModuleCase one)
    {
        Tensor[] two = Arguments(one, 2), three = Arguments(one, 3);
        return [.. two.Zip(three, (x, y) => (x, y)).Select((pair, i) => Input($"x{i}", pair.x, pair.y))];
    }

    private static OnnxInput Input(string name, Tensor two, Tensor three)
    {
        double[] values = [.. two.To(DType.Float64).ToArray<double>(), .. three.To(DType.Float64).ToArray<double>()];
        return new(name, [.. Enumerable.Range(0, two.Rank).Select(axis => two.Shape[axis] == three.Shape[axis] ? two.Shape[axis] : -1)],
            two.DType)
        {
            // Signs are 1 or −1 and nothing between.
            Smallest = values.All(value => value is 1 or -1) ? 1 : values.Where(double.IsFinite).Min(),
            Largest = values.Where(double.IsFinite).Max(),
        };
    }

    // The three samples that there are, again and again.
    private static Tensor Rows(Tensor x, int batch) =>
        x.IndexSelect(0, Tensor.From([.. Enumerable.Range(0, batch).Select(i => (long)i % x.Shape[0])]));
}
