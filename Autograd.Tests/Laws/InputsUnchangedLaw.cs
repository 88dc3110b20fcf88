using Autograd.Core;

namespace Autograd.Tests.Laws;

/// <summary>Neither an op nor its pullback writes to the inputs or to the upstream gradient.</summary>
public sealed class InputsUnchangedLaw : Law
{
    protected override IEnumerable<string> Check(OpDefinition op)
    {
        foreach (Call call in new[] { DType.Float64, DType.Float32 }.SelectMany(dtype => Call.Of(op, dtype)))
        {
            Tensor[] watched = call.Inputs;
            byte[][] before = [.. watched.Select(Numbers.Bits)];
            int Changed() =>
                Enumerable.Range(0, watched.Length).FirstOrDefault(i => !Numbers.Bits(watched[i]).AsSpan().SequenceEqual(before[i]), -1);
            Tensor upstream = Numbers.Upstream(call.Forward().Shape, call.Forward().DType is DType.Float32 ? DType.Float32 : DType.Float64);
            if (Changed() is >= 0 and var input)
            {
                yield return $"{call.Name}: input {input} was changed.";
                continue;
            }

            byte[] arrived = Numbers.Bits(upstream);
            foreach (bool createGraph in new[] { false, true })
            {
                call.Gradients(upstream, createGraph);
                if (Changed() is >= 0 and var i)
                {
                    yield return $"{call.Name}: input {i} was changed by the {(createGraph ? "recorded" : "fused")} pullback.";
                }

                if (!Numbers.Bits(upstream).AsSpan().SequenceEqual(arrived))
                {
                    yield return $"{call.Name}: the {(createGraph ? "recorded" : "fused")} pullback changed the upstream gradient.";
                    break;
                }
            }
        }
    }
}
