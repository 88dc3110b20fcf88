using Autograd.Core;
using Autograd.Tests.Laws.Oracles;

namespace Autograd.Tests.Laws;

/// <summary>
/// What no result depends on has no gradient, however steep it is there: where the upstream gradient is 0 every gradient is 0, and so is
/// every second one, fused and recorded. And where an element leaves the value alone it has none, though the upstream gradient be infinite.
/// An elementwise op keeps to it at NaN, infinities, zeros, subnormal and huge numbers in every combination that it takes, any other op at
/// zeros.
/// </summary>
public sealed class ZeroUpstreamLaw : Law
{
    private static readonly double[] s_special =
        [double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0.0, -0.0, 1e-40, -1e-40, 3e38, -3e38, 1, -1, 0.5, -2.5];

    protected override IEnumerable<string> Check(OpDefinition op)
    {
        bool isElementwise = Oracle.For(op)?.IsElementwise == true;
        foreach (DType dtype in new[] { DType.Float64, DType.Float32 })
        {
            IEnumerable<Call> calls = Call.Of(op, dtype).Where(call => call.HasFloatInput && Call.IsFloat(call.Forward().DType));
            foreach (Call call in isElementwise ? calls.DistinctBy(call => (call.Inputs.Length, $"{call.Attributes}")) : calls)
            {
                Call special = call with
                {
                    Inputs = isElementwise
                    ? Combined(call)
                    : [.. call.Inputs.Select(input => Call.IsFloat(input.DType) ? Zeros(input) : input)]
                };
                if (!Takes(special))
                {
                    continue;
                }

                foreach (string violation in Unmoved(special, isElementwise))
                {
                    yield return violation;
                }
            }
        }
    }

    private static IEnumerable<string> Unmoved(Call call, bool isElementwise)
    {
        Tensor[] by = [.. call.Inputs.Where(input => Call.IsFloat(input.DType))];
        using var tape = new Tape();
        foreach (Tensor input in by)
        {
            tape.Watch(input);
        }

        Tensor output = call.Op.Apply(call.Inputs), zero = Zeros(output);
        Tensor[] recorded = tape.Gradient(output, by, zero, createGraph: true);
        foreach (string violation in NotZero($"{call.Name}, fused", by, call.Inputs, tape.Gradient(output, by, zero))
            .Concat(NotZero($"{call.Name}, recorded", by, call.Inputs, recorded)))
        {
            yield return violation;
        }

        Tensor one = Tensor.Ones(output.Shape, output.DType), infinite = Tensor.Full(output.Shape, double.PositiveInfinity, output.DType);
        Tensor[] slopes = tape.Gradient(output, by, one);
        foreach (string violation in !isElementwise
            ? []
            : Unsteep($"{call.Name}, fused", by, output, slopes, tape.Gradient(output, by, infinite))
            .Concat(Unsteep($"{call.Name}, recorded", by, output, slopes, tape.Gradient(output, by, infinite, createGraph: true))))
        {
            yield return violation;
        }

        foreach (Tensor gradient in tape.Gradient(output, by, one, createGraph: true))
        {
            if (IsOnTape(tape, gradient))
            {
                foreach (string violation in NotZero($"{call.Name}, second", by, call.Inputs, tape.Gradient(gradient, by, Zeros(gradient))))
                {
                    yield return violation;
                }
            }
        }
    }

    private static bool IsOnTape(Tape tape, Tensor gradient) => gradient.Tape == tape;

    private static IEnumerable<string> NotZero(string what, Tensor[] by, Tensor[] inputs, Tensor[] gradients)
    {
        for (int i = 0; i < by.Length; i++)
        {
            double[] numbers = Numbers.Of(gradients[i]);
            int wrong = Array.FindIndex(numbers, number => number != 0);
            if (wrong >= 0)
            {
                IEnumerable<string> at =
                    inputs.Select(input => FormattableString.Invariant($"{Numbers.Of(input)[input.Count == numbers.Length ? wrong : 0]}"));
                yield return FormattableString.Invariant(
                    $"{what} gradient {i} at ({string.Join(", ", at)}) is {numbers[wrong]} where nothing depends on it.");
            }
        }
    }

    // Each element of the result has its own of each input.
    private static IEnumerable<string> Unsteep(string what, Tensor[] by, Tensor output, Tensor[] slopes, Tensor[] gradients)
    {
        for (int i = 0; i < by.Length; i++)
        {
            // In Float32 a slope may be 0 because it is too small.
            if (by[i].Shape != output.Shape || output.DType != DType.Float64)
            {
                continue;
            }

            double[] slope = Numbers.Of(slopes[i]), numbers = Numbers.Of(gradients[i]);
            int wrong = Enumerable.Range(0, slope.Length).FirstOrDefault(j => slope[j] == 0 && numbers[j] != 0, -1);
            if (wrong >= 0)
            {
                yield return FormattableString.Invariant(
                    $"{what} gradient {i} is {numbers[wrong]} where the slope is 0 and the upstream gradient infinite.");
            }
        }
    }

    // Every combination of special numbers that the op takes, an element each.
    private static Tensor[] Combined(Call call)
    {
        double[][] allowed = [.. call.Inputs.Select((_, input) => Allowed(call, input))];
        int count = allowed.Aggregate(1, (product, values) => product * values.Length), step = 1;
        var inputs = new Tensor[allowed.Length];
        for (int input = 0; input < inputs.Length; input++)
        {
            int every = step;
            double[] values = allowed[input];
            inputs[input] = Numbers.Make([.. Enumerable.Range(0, count).Select(i => values[i / every % values.Length])], [count],
                call.Inputs[input].DType);
            step *= values.Length;
        }

        return inputs;
    }

    private static double[] Allowed(Call call, int changed)
    {
        DType dtype = call.Inputs[changed].DType;
        double[] values = dtype switch
        {
            DType.Bool => [0, 1],
            DType.Int64 => [-1, 0, 1],
            _ => s_special,
        };
        return [.. values.Where(value => Takes(call with
        {
            Inputs = [.. call.Inputs.Select((input, i) => i == changed ? Numbers.Make([value], [1], dtype) : input.Count == 0
                ? Tensor.Ones([1], input.DType) : input.Flatten()[0..1])],
        }))];
    }

    private static bool Takes(Call call)
    {
        try
        {
            call.Forward();
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static Tensor Zeros(Tensor like) => Tensor.Zeros(like.Shape, like.DType);
}
