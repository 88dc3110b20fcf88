using Autograd.Core;
using Autograd.Tests.Laws.Oracles;

namespace Autograd.Tests.Laws;

/// <summary>
/// Where a composite of an elementwise op and a steep function is left out, by Where, a product with zeros, a slice or by indices, nothing
/// has a gradient there, be the element zero, infinite or NaN; the others have what they have alone. First derivative, fused and recorded,
/// and second.
/// </summary>
public sealed class SelectedCompositeLaw : Law
{
    private static readonly double[] s_left = [0, -0.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity, -1, 1e300, 1e-310];
    private static readonly double[] s_taken = [0.7, 0.4];

    private static readonly (string Name, Func<Tensor, Tensor> Function)[] s_steep =
    [
        ("x", x => x), ("1/x", x => 1 / x), ("log x", x => x.Log()), ("sqrt x", x => x.Sqrt()), ("x log x", x => x * x.Log()),
        ("exp(1/x)", x => (1 / x).Exp()), ("|(x, x)|", x => Tensor.Stack([x, x], 1).Square().Sum(1).Sqrt()),
    ];

    private static readonly (string Name, Func<Tensor, Tensor> Take)[] s_selections =
    [
        ("where", y => Tensor.Where(IsTaken(y), y, 0)),
        ("mask", y => y * IsTaken(y).To(DType.Float64)),
        ("slice", y => y[^s_taken.Length..]),
        ("gather", y => y.Gather(0, Positions(y))),
    ];

    protected override IEnumerable<string> Check(OpDefinition op) => Oracle.For(op)?.IsElementwise == true
        ? Call.Of(op).Where(call => call.Inputs.All(input => input.DType == DType.Float64 && input.Count == call.Forward().Count))
            .DistinctBy(call => (call.Inputs.Length, $"{call.Attributes}")).SelectMany(Check)
        : [];

    private static IEnumerable<string> Check(Call call)
    {
        Tensor Apply(Tensor x) => call.Op.Apply([.. call.Inputs.Select(_ => x)]);
        foreach ((string steep, Func<Tensor, Tensor> g) in s_steep)
        {
            foreach ((string how, Func<Tensor, Tensor> composite) in new (string, Func<Tensor, Tensor>)[]
                { ("f(g(x))", x => Apply(g(x))), ("g(f(x))", x => g(Apply(x))), ("f(x) g(x)", x => Apply(x) * g(x)) })
            {
                double[] left = [.. s_left.Where(value => Takes(composite, Tensor.From([value])))];
                if (!Takes(x => Apply(x)[0], Tensor.From(s_taken)) || !Takes(composite, Tensor.From(s_taken)))
                {
                    continue;
                }

                Tensor x = Tensor.From([.. left, .. s_taken]);
                (double[] First, double[] Second) alone = Derivatives(composite, Tensor.From(s_taken));
                foreach ((string name, Func<Tensor, Tensor> take) in s_selections)
                {
                    (double[] First, double[] Second) all = Derivatives(at => take(composite(at)), x);
                    string what = $"{call.Name}, {how} with g(x) = {steep} behind {name}";
                    foreach (string difference in Differences($"{what}, first derivative", x, all.First, alone.First)
                        .Concat(Differences($"{what}, second derivative", x, all.Second, alone.Second)))
                    {
                        yield return difference;
                    }
                }
            }
        }
    }

    private static IEnumerable<string> Differences(string what, Tensor x, double[] actual, double[] alone)
    {
        double[] expected = [.. new double[actual.Length - alone.Length], .. alone];
        for (int i = 0; i < actual.Length; i++)
        {
            if (!Numbers.AreNear(actual[i], expected[i], 1e-10, 1e-300))
            {
                yield return FormattableString.Invariant($"{what} at {Numbers.Of(x)[i]} is {actual[i]}, expected {expected[i]}.");
                yield break;
            }
        }
    }

    private static (double[] First, double[] Second) Derivatives(Func<Tensor, Tensor> function, Tensor x)
    {
        using var tape = new Tape();
        tape.Watch(x);
        Tensor y = function(x), ones = Tensor.Ones(y.Shape, y.DType);
        double[] fused = Numbers.Of(tape.Gradient(y, [x], ones)[0]);
        Tensor first = tape.Gradient(y, [x], ones, createGraph: true)[0];
        double[] recorded = Numbers.Of(first);
        Tensor weights = Tensor.Ones(x.Shape, x.DType);
        double[] second = first.Tape == tape ? Numbers.Of(tape.Gradient(first, [x], weights)[0]) : new double[x.Count];
        return ([.. fused.Zip(recorded, (a, b) => Numbers.AreNear(a, b, 1e-10, 1e-300) ? a : double.NaN)], second);
    }

    private static bool Takes(Func<Tensor, Tensor> function, Tensor x)
    {
        try
        {
            function(x);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static Tensor IsTaken(Tensor y) => Tensor.Arange(0, y.Count, dtype: DType.Int64).GreaterThanOrEqual(y.Count - s_taken.Length);

    private static Tensor Positions(Tensor y) => Tensor.Arange(y.Count - s_taken.Length, y.Count, dtype: DType.Int64);
}
