using Autograd.Core;

namespace Autograd.Tests.Laws;

/// <summary>Neither an op nor its pullback writes to the inputs, to the output once it is made, or to the upstream gradient.</summary>
public sealed class InputsUnchangedLaw : Law
{
    protected override IEnumerable<string> Check(OpDefinition op)
    {
        foreach (Call call in new[] { DType.Float64, DType.Float32 }.SelectMany(dtype => Call.Of(op, dtype)))
        {
            byte[][] inputs = [.. call.Inputs.Select(Numbers.Bits)];
            Tensor output = call.Forward();
            byte[] value = Numbers.Bits(output);
            Tensor upstream = call.Upstream();
            byte[] arrived = Numbers.Bits(upstream);
            foreach (bool createGraph in new[] { false, true })
            {
                call.Gradients(actual => output = call.Op.Apply(actual), upstream, createGraph);
                if (!Numbers.Bits(upstream).AsSpan().SequenceEqual(arrived))
                {
                    yield return $"{call.Name}: the {(createGraph ? "recorded" : "fused")} pullback changed the upstream gradient.";
                    break;
                }
            }

            for (int i = 0; i < inputs.Length; i++)
            {
                if (!Numbers.Bits(call.Inputs[i]).AsSpan().SequenceEqual(inputs[i]))
                {
                    yield return $"{call.Name}: input {i} was changed.";
                }
            }
        }
    }
}
