using Autograd.Core;

namespace Autograd.Tests.Laws;

/// <summary>The same call gives the same bits, forwards and backwards.</summary>
public sealed class DeterminismLaw : Law
{
    protected override IEnumerable<string> Check(OpDefinition op)
    {
        foreach (DType dtype in new[] { DType.Float64, DType.Float32 })
        {
            foreach ((Call first, Call second) in Call.Of(op, dtype).Zip(Call.Of(op, dtype)))
            {
                if (!Numbers.Bits(first.Forward()).AsSpan().SequenceEqual(Numbers.Bits(second.Forward())))
                {
                    yield return $"{first.Name}: two calls gave different bits.";
                }

                Tensor[] gradients = first.Gradients(first.Upstream()), again = second.Gradients(second.Upstream());
                for (int i = 0; i < gradients.Length; i++)
                {
                    if (!Numbers.Bits(gradients[i]).AsSpan().SequenceEqual(Numbers.Bits(again[i])))
                    {
                        yield return $"{first.Name}: gradient {i} of two calls differs in its bits.";
                    }
                }
            }
        }
    }
}
