using Autograd.Core;

namespace Autograd.Tests.Laws;

/// <summary>
/// One leaf may fill any two inputs of an op, whose pullback may ask where its gradients go in any order: what Backward accumulates is what
/// Gradient returns.
/// </summary>
public sealed class AliasingLaw : Law
{
    protected override IEnumerable<string> Check(OpDefinition op)
    {
        foreach (Call call in Call.Of(op))
        {
            foreach ((int i, int j) in Pairs(call.Inputs))
            {
                Call aliased = call with { Inputs = [.. call.Inputs.Select((input, k) => k == j ? call.Inputs[i] : input)] };
                if (Expected(aliased) is not { } expected)
                {
                    continue;
                }

                foreach (int[] order in Orders(call.Inputs.Length))
                {
                    Op asked = order.Length == 0 ? call.Op : new Asking(call.Op, order);
                    string what =
                        $"{call.Name}, inputs {i} and {j} the same leaf, destinations asked for " +
                        $"{(order.Length == 0 ? "as it does" : string.Join(", ", order))}";
                    double[] actual = Backward(asked, aliased.Inputs, i, expected.Upstream);
                    foreach (string difference in Numbers.Differences(what, actual, expected.Gradient, 1e-13, 1e-13))
                    {
                        yield return difference;
                    }
                }
            }
        }
    }

    private static IEnumerable<(int I, int J)> Pairs(Tensor[] inputs) =>
        from i in Enumerable.Range(0, inputs.Length)
        from j in Enumerable.Range(i + 1, inputs.Length - i - 1)
        where Call.IsFloat(inputs[i].DType) && inputs[i].DType == inputs[j].DType && inputs[i].Shape == inputs[j].Shape
        select (i, j);

    // As the op itself asks, and all orders where there are few.
    private static IEnumerable<int[]> Orders(int count) => count switch
    {
        2 => [[], [0, 1], [1, 0]],
        3 => [[], [0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]],
        _ => [[], [.. Enumerable.Range(0, count)], [.. Enumerable.Range(0, count).Reverse()]],
    };

    // Nothing where the op refuses values that fit the other input: a variance must not be negative, a target must be 1 or -1.
    private static (Tensor Upstream, double[] Gradient)? Expected(Call call)
    {
        Tensor upstream;
        try
        {
            upstream = call.Upstream();
        }
        catch (ArgumentException)
        {
            return null;
        }

        Tensor[] by = [.. call.Inputs.Where(input => Call.IsFloat(input.DType)).Distinct()];
        int leaf = Array.IndexOf(by, call.Inputs.GroupBy(input => input).First(group => group.Count() > 1).Key);
        Tensor[] gradients = call.Gradients(upstream);
        return gradients.Length == 0 ? null : (upstream, Numbers.Of(gradients[leaf]));
    }

    private static double[] Backward(Op op, Tensor[] inputs, int leaf, Tensor upstream)
    {
        Dictionary<Tensor, Tensor> copies = inputs.Distinct().ToDictionary(input => input, input => input.Detach());
        using var tape = new Tape();
        foreach (Tensor copy in copies.Values.Where(copy => Call.IsFloat(copy.DType)))
        {
            tape.Watch(copy);
        }

        tape.Backward(op.Apply([.. inputs.Select(input => copies[input])]), upstream);
        Tensor x = copies[inputs[leaf]];
        return Numbers.Of(x.Grad ?? Tensor.Zeros(x.Shape, x.DType));
    }

    /// <summary>The same op, whose pullback asks for destinations in a given order.</summary>
    private sealed class Asking(Op inner, int[] order) : Op(inner.Name)
    {
        protected override Tensor Forward(OpCall call) => inner.Apply(call.Inputs);

        protected override void Differentiate(Pullback call)
        {
            Tensor[] copies = [.. call.Inputs.ToArray().Select(input => input.Detach())];
            int[] by = [.. Enumerable.Range(0, copies.Length).Where(i => Call.IsFloat(copies[i].DType))];
            Tensor[] gradients;
            using (var tape = new Tape())
            {
                foreach (int i in by)
                {
                    tape.Watch(copies[i]);
                }

                gradients = [.. tape.Gradient(inner.Apply(copies), [.. by.Select(i => copies[i])], call.Upstream)
                    .Select(gradient => gradient.Detach())];
            }

            foreach (int input in order)
            {
                if (call.Destination(input) is { } gradient)
                {
                    gradients[Array.IndexOf(by, input)].Bytes.CopyTo(gradient.Bytes);
                }
            }
        }
    }
}
