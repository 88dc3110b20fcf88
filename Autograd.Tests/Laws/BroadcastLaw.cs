using Autograd.Core;
using Autograd.Tests.Laws.Oracles;

namespace Autograd.Tests.Laws;

/// <summary>
/// An elementwise op of several inputs broadcasts them: value and gradients are those for inputs repeated beforehand, the gradients added
/// up over the repetitions. At least one sample shows it.
/// </summary>
public sealed class BroadcastLaw : Law
{
    protected override IEnumerable<string> Check(OpDefinition op)
    {
        if (Oracle.For(op) is not ElementwiseOracle || op.Samples.All(sample => sample.Inputs(DType.Float64).Length < 2))
        {
            yield break;
        }

        bool isShown = false;
        foreach (Call call in Call.Of(op))
        {
            int[] shape = Nd.Broadcast(call.Inputs.Select(input => input.Shape.Sizes.ToArray()));
            Tensor output = call.Forward();
            if (!output.Shape.Sizes.SequenceEqual(shape))
            {
                yield return $"{call.Name}: the result's shape is {output.Shape}; the inputs broadcast to [{string.Join(", ", shape)}].";
                continue;
            }

            isShown |= call.Inputs.Any(input => input.Count != output.Count);
            Call repeated = call with
            {
                Inputs = [.. call.Inputs.Select(input => Numbers.Make(Nd.From(input).BroadcastTo(shape).Data, shape, input.DType))]
            };
            foreach (string difference in
                Numbers.Differences($"{call.Name}, broadcast value", Numbers.Of(output), Numbers.Of(repeated.Forward()), 1e-14))
            {
                yield return difference;
            }

            Tensor upstream = call.Upstream();
            int[][] shapes = [.. call.Inputs.Where(input => Call.IsFloat(input.DType)).Select(input => input.Shape.Sizes.ToArray())];
            foreach (bool createGraph in new[] { false, true })
            {
                Tensor[] actual = call.Gradients(upstream, createGraph), expected = repeated.Gradients(upstream, createGraph);
                for (int i = 0; i < actual.Length; i++)
                {
                    string what = $"{call.Name}, {(createGraph ? "recorded" : "fused")} gradient {i} of broadcast inputs";
                    foreach (string difference in
                        Numbers.Differences(what, Numbers.Of(actual[i]), Nd.From(expected[i]).SumTo(shapes[i]).Data, 1e-12, 1e-12))
                    {
                        yield return difference;
                    }
                }
            }
        }

        if (!isShown)
        {
            yield return $"{op.Name}: no sample has inputs that broadcast.";
        }
    }
}
