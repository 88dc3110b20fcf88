using Autograd.Core;

namespace Autograd.Tests.Laws;

/// <summary>
/// What is wrong in a row does no harm where nothing depends on that row: be its elements NaN, infinite, zero or huge, with no upstream
/// gradient they have no gradient, and the others have what they have beside an ordinary row. Fused, recorded, and the second derivative.
/// What belongs together is found by trial: those elements that move the same results. Matrix products, and convolutions, which are such
/// products, need finite operands.
/// </summary>
public sealed class LeftOutRowLaw : Law
{
    private const int Largest = 256;
    private const int Tried = 3;

    // Ops that multiply by matrices, of whose inputs only what moves no result at all is spoilt: the padding of a sequence.
    private static readonly string[] s_products = ["rnn", "gru", "lstm"];

    private static readonly double[] s_special = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0, 3e38];

    protected override IEnumerable<string> Check(OpDefinition op) => op.Category == OpCategory.LinearAlgebra
        || op.Name.StartsWith("conv", StringComparison.Ordinal)
        ? []
        : new[] { DType.Float64, DType.Float32 }.SelectMany(dtype => Call.Of(op, dtype)).Where(IsOfSize).SelectMany(Check);

    private static bool IsOfSize(Call call) =>
        call.HasFloatInput && call.Inputs.Sum(input => input.Count) is > 0 and <= Largest && call.Forward() is var output
        && Call.IsFloat(output.DType) && output.Count > 0;

    private static IEnumerable<string> Check(Call call)
    {
        Tensor output = call.Forward();
        foreach (Row row in Rows(call, output))
        {
            Tensor upstream = Without(call.Upstream(), row.Results);
            Derivatives? ordinary = null;
            foreach (Call spoilt in Spoilt(call, row))
            {
                if (Try(spoilt) is not { } result || !Same(Numbers.Of(result), Numbers.Of(output), row.Results))
                {
                    continue;
                }

                ordinary ??= Derivatives.Of(call, upstream);
                if (ordinary.Differences(Derivatives.Of(spoilt, upstream), row).FirstOrDefault() is { } difference)
                {
                    yield return $"{spoilt.Name}, {difference}";
                    yield break;
                }
            }
        }
    }

    // The elements of all inputs by the results that they move.
    private static IEnumerable<Row> Rows(Call call, Tensor output)
    {
        double[] before = Numbers.Of(output);
        return Enumerable.Range(0, call.Inputs.Length)
            .Where(input => Call.IsFloat(call.Inputs[input].DType) && !IsFactor(call, input))
            .SelectMany(input => Enumerable.Range(0, call.Inputs[input].Count).Select(element => (input, element)))
            .GroupBy(at => string.Concat(Moved(call, at, before).Select(moved => moved ? '1' : '0')))
            .Where(row => !s_products.Contains(call.Op.Name) || !row.Key.Contains('1'))
            .Take(Tried)
            .Select(row => new Row([.. row], [.. row.Key.Select(moved => moved == '1')]));
    }

    // The weights that rows are multiplied by stay finite.
    private static bool IsFactor(Call call, int input) => call.Op.Name == "adaptive_log_softmax_with_loss" && input > 1;

    private static bool[] Moved(Call call, (int Input, int Element) at, double[] before)
    {
        bool[] moved = new bool[before.Length];
        foreach (double value in s_special.Append(0.7))
        {
            double[] after = Try(With(call, [at], _ => value)) is { } result ? Numbers.Of(result) : before;
            for (int i = 0; i < moved.Length; i++)
            {
                moved[i] |= !after[i].Equals(before[i]);
            }
        }

        return moved;
    }

    // The row as a whole, what of it is in one input, and one element of it.
    private static IEnumerable<Call> Spoilt(Call call, Row row)
    {
        IEnumerable<(int Input, int Element)[]> parts =
            row.Elements.GroupBy(at => at.Input).Select(part => part.ToArray()).Prepend(row.Elements).Append(row.Elements[..1])
                .DistinctBy(part => (part.Length, part[0]));
        foreach ((int Input, int Element)[] part in parts)
        {
            foreach (double value in s_special)
            {
                yield return With(call, part, _ => value) with { Name = FormattableString.Invariant($"{call.Name}, row of {value}") };
            }

            yield return With(call, part, i => s_special[i % s_special.Length]) with { Name = $"{call.Name}, row of all kinds" };
        }
    }

    private static Call With(Call call, (int Input, int Element)[] at, Func<int, double> value)
    {
        double[][] numbers = [.. call.Inputs.Select(Numbers.Of)];
        for (int i = 0; i < at.Length; i++)
        {
            numbers[at[i].Input][at[i].Element] = value(i);
        }

        return call with
        {
            Inputs = [.. call.Inputs.Select((input, i) => Call.IsFloat(input.DType)
                ? Numbers.Make(numbers[i], input.Shape.Sizes.ToArray(), input.DType) : input)],
        };
    }

    private static Tensor? Try(Call call)
    {
        try
        {
            return call.Forward();
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static Tensor Without(Tensor upstream, bool[] left)
    {
        double[] numbers = Numbers.Of(upstream);
        return Numbers.Make([.. numbers.Select((number, i) => left[i] ? 0 : number)], upstream.Shape.Sizes.ToArray(), upstream.DType);
    }

    private static bool Same(double[] a, double[] b, bool[] but) =>
        Enumerable.Range(0, a.Length).All(i => but[i] || a[i].Equals(b[i]));

    /// <summary>Elements of the inputs, and the results that they move.</summary>
    private sealed record Row((int Input, int Element)[] Elements, bool[] Results);

    /// <summary>The gradients of one call, in each way, by each input of floating-point numbers.</summary>
    private sealed record Derivatives((string Way, int Input, double[] Numbers)[] All, double Tolerance)
    {
        public static Derivatives Of(Call call, Tensor upstream)
        {
            int[] inputs = [.. Enumerable.Range(0, call.Inputs.Length).Where(input => Call.IsFloat(call.Inputs[input].DType))];
            Tensor[] by = [.. inputs.Select(input => call.Inputs[input])];
            using var tape = new Tape();
            foreach (Tensor input in by)
            {
                tape.Watch(input);
            }

            Tensor output = call.Op.Apply(call.Inputs);
            Tensor[] fused = tape.Gradient(output, by, upstream), recorded = tape.Gradient(output, by, upstream, createGraph: true);
            Tensor sum = Tensor.Zeros(Shape.Scalar, output.DType);
            foreach (Tensor gradient in recorded)
            {
                sum += (gradient * Numbers.Upstream(gradient.Shape, gradient.DType, phase: 7)).Sum().To(output.DType);
            }

            Tensor[] second = sum.Tape == tape ? tape.Gradient(sum, by) : [];
            return new(
                [.. Named("fused", fused, inputs), .. Named("recorded", recorded, inputs), .. Named("second", second, inputs)],
                output.DType == DType.Float32 ? 1e-4 : 1e-10);
        }

        public IEnumerable<string> Differences(Derivatives spoilt, Row row)
        {
            for (int i = 0; i < All.Length; i++)
            {
                (string way, int input, double[] expected) = All[i];
                double[] actual = spoilt.All[i].Numbers;
                for (int j = 0; j < expected.Length; j++)
                {
                    bool isLeftOut = row.Elements.Contains((input, j));
                    if (isLeftOut ? actual[j] != 0 : !Laws.Numbers.AreNear(actual[j], expected[j], Tolerance, Tolerance))
                    {
                        yield return FormattableString.Invariant($"{way}, gradient {input}, element {j} is {actual[j]}, and ") +
                            (isLeftOut ? "nothing depends on it" : FormattableString.Invariant($"{expected[j]} beside an ordinary row"));
                    }
                }
            }
        }

        private static IEnumerable<(string Way, int Input, double[] Numbers)> Named(string way, Tensor[] gradients, int[] inputs) =>
            gradients.Select((gradient, i) => (way, inputs[i], Laws.Numbers.Of(gradient)));
    }
}
