using Autograd.Core;
using Autograd.Tests.Laws.Oracles;

namespace Autograd.Tests.Laws;

/// <summary>In Float64 an op gives what plain code gives that shares nothing with it; every op has such an oracle.</summary>
public sealed class OracleLaw : Law
{
    protected override IEnumerable<string> Check(OpDefinition op)
    {
        if (Oracle.For(op) is not { } oracle)
        {
            return [$"{op.Name}: there is no oracle. Write one in Laws/Oracles: a line of plain double arithmetic."];
        }

        return Call.Of(op).SelectMany(call =>
        {
            Nd expected = oracle.Value([.. call.Inputs.Select(Nd.From)], call.Attributes);
            Tensor actual = call.Forward();
            return actual.Shape.Sizes.SequenceEqual(expected.Sizes)
                ? Numbers.Differences(call.Name, Numbers.Of(actual), expected.Data, relative: 1e-13, absolute: 1e-13)
                : [$"{call.Name}: the result's shape is {actual.Shape}, expected [{string.Join(", ", expected.Sizes)}]."];
        });
    }
}
