using Autograd.Core;

namespace Autograd.Tests.Laws;

/// <summary>
/// A tensor that is used more than once gets the sum of the gradients of its uses: as the input of two ops, as any two inputs of one op,
/// and as all of them. What Backward accumulates, into memory that is new or was used before, is what Gradient returns, in whatever order
/// it is asked, and what differences of the value give.
/// </summary>
public sealed class SameTensorTwiceLaw : Law
{
    protected override IEnumerable<string> Check(OpDefinition op) =>
        Call.Of(op).SelectMany(call => CheckTwoOps(call).Concat(CheckInputs(op, call)));

    private static IEnumerable<string> CheckTwoOps(Call call)
    {
        Tensor upstream = call.Upstream();
        Tensor[] once = call.Gradients(upstream);
        Tensor[] twice = once.Length == 0 ? [] : call.Gradients(inputs => call.Op.Apply(inputs) + call.Op.Apply(inputs), upstream);
        for (int i = 0; i < once.Length; i++)
        {
            double[] expected = [.. Numbers.Of(once[i]).Select(gradient => 2 * gradient)];
            foreach (string difference in
                Numbers.Differences($"{call.Name}, gradient {i} of f(x) + f(x)", Numbers.Of(twice[i]), expected, 1e-12))
            {
                yield return difference;
            }
        }
    }

    private static IEnumerable<string> CheckInputs(OpDefinition op, Call call)
    {
        foreach (int[] source in Sources(call.Inputs))
        {
            // Not every op takes the values of one input as another.
            Call same = call with { Inputs = [.. source.Select(input => call.Inputs[input])] };
            if (!IsAccepted(same) || !Call.IsFloat(same.Forward().DType))
            {
                continue;
            }

            string what = $"{call.Name}, its inputs being those numbered {string.Join(", ", source)}";
            foreach (string difference in CheckWays(same, what).Concat(CheckDifferences(op, same, what)))
            {
                yield return difference;
            }
        }
    }

    // For each input whose tensor is to stand in its place: every pair of like inputs, with the values of either, and all of them.
    private static IEnumerable<int[]> Sources(Tensor[] inputs)
    {
        int[] all = [.. Enumerable.Range(0, inputs.Length)];
        bool AreLike(int i, int j) =>
            Call.IsFloat(inputs[i].DType) && inputs[i].DType == inputs[j].DType && inputs[i].Shape == inputs[j].Shape;
        foreach (int from in all)
        {
            foreach (int to in all.Where(to => to != from && AreLike(from, to)))
            {
                yield return [.. all.Select(input => input == to ? from : input)];
            }
        }

        if (inputs.Length > 2 && all.All(input => AreLike(0, input)))
        {
            yield return [.. all.Select(_ => 0)];
        }
    }

    private static IEnumerable<string> CheckWays(Call same, string what)
    {
        Tensor upstream = same.Upstream();
        Tensor[] leaves = [.. same.Inputs.Where(input => Call.IsFloat(input.DType)).Distinct()];
        double[][] returned = [.. same.Gradients(upstream).Select(Numbers.Of)];
        var others = new (string Way, double[][] Gradients)[]
        {
            ("Gradient, asked in the opposite order", Returned(same, [.. leaves.Reverse()], upstream).Reverse().ToArray()),
            ("Gradient with createGraph", [.. same.Gradients(upstream, createGraph: true).Select(Numbers.Of)]),
            ("Backward", Accumulated(same, leaves, upstream)),
            ("Backward into the memory of the last", Accumulated(same, leaves, upstream)),
        };
        return others.SelectMany(other => leaves.SelectMany((_, i) =>
            Numbers.Differences($"{what}: gradient {i} by {other.Way}", other.Gradients[i], returned[i], 1e-12, 1e-12)));
    }

    private static IEnumerable<string> CheckDifferences(OpDefinition op, Call same, string what)
    {
        Tensor[] leaves = [.. same.Inputs.Distinct()];
        int[] places = [.. same.Inputs.Select(input => Array.IndexOf(leaves, input))];
        IReadOnlyList<Tensor> Spread(IReadOnlyList<Tensor> at) => [.. places.Select(leaf => at[leaf])];
        GradCheckReport report = GradCheck.Run(what, at => same.Op.Apply([.. Spread(at)]), leaves, new()
        {
            Orders = [1],
            Step = 1e-4,
            Kink = (at, leaf, element, step) =>
                Enumerable.Range(0, places.Length).Any(input => places[input] == leaf && op.Kink(Spread(at), input, element, step)),
        });

        // Where one input's values are none of another's there is no difference to compare with.
        return report.Failures.Where(failure => double.IsFinite(failure.Numeric)).Select(failure => $"{failure}");
    }

    private static double[][] Returned(Call same, Tensor[] by, Tensor upstream)
    {
        using Tape tape = Watching(by);
        Tensor output = same.Forward();
        return [.. tape.Gradient(output, by, upstream).Select(Numbers.Of)];
    }

    private static double[][] Accumulated(Call same, Tensor[] leaves, Tensor upstream)
    {
        using Tape tape = Watching(leaves);
        tape.Backward(same.Forward(), upstream);
        double[][] gradients = [.. leaves.Select(leaf => leaf.Grad is { } gradient ? Numbers.Of(gradient) : new double[leaf.Count])];
        foreach (Tensor leaf in leaves)
        {
            leaf.ZeroGrad();
        }

        return gradients;
    }

    private static Tape Watching(Tensor[] leaves)
    {
        Tape tape = new();
        foreach (Tensor leaf in leaves)
        {
            tape.Watch(leaf);
        }

        return tape;
    }

    private static bool IsAccepted(Call call)
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
}
