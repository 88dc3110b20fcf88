using Autograd.Core;
using Autograd.Tests.Laws;
using Autograd.Tests.Nn.Layers;

namespace Autograd.Tests.Broken;

/// <summary>The law of lengths rejects readers that let the padding in.</summary>
public sealed class BrokenRecurrentTests
{
    [TestCase(Fault.ReverseFromTheEndOfAll)]
    [TestCase(Fault.PaddingRead)]
    [TestCase(Fault.NotZeroPastTheEnd)]
    public void The_law_rejects_the_broken_reader(Fault fault)
    {
        LengthsLaw.Violations((x, lengths) => Read(x, lengths, fault))
            .ShouldContain(violation => violation.Contains("states", StringComparison.Ordinal));
        LengthsLaw.Violations((x, lengths) => Read(x, lengths, Fault.None)).ShouldBeEmpty();
    }

    public enum Fault
    {
        None,
        ReverseFromTheEndOfAll,
        PaddingRead,
        NotZeroPastTheEnd,
    }

    // Both directions side by side; the reverse one is a reader of the sequences turned round.
    private static Tensor Read(Tensor x, Tensor? lengths, Fault fault)
    {
        Tensor state = Tensor.Zeros([x.Shape[1], 2], DType.Float64), inputWeight = OpSamples.Spread([6, 3], DType.Float64, -1, 1),
            hiddenWeight = OpSamples.Spread([6, 2], DType.Float64, -1, 1, phase: 1);
        Tensor Reader(Tensor x, Tensor? lengths, bool reverse) =>
            x.Gru(state, inputWeight, hiddenWeight, lengths: lengths, reverse: reverse);
        if (fault == Fault.None || lengths is null)
        {
            return Tensor.Concatenate([Reader(x, lengths, false), Reader(x, lengths, true)], -1);
        }

        Tensor within = Tensor.Arange(0, x.Shape[0], dtype: DType.Int64).Reshape(x.Shape[0], 1, 1).LessThan(lengths.Unsqueeze(1));
        Tensor backwards = Reader(x, fault == Fault.ReverseFromTheEndOfAll ? null : lengths, true);
        Tensor all = Tensor.Concatenate([Reader(x, lengths, false), backwards], -1);
        return fault switch
        {
            Fault.PaddingRead => Tensor.Where(within, Tensor.Concatenate([Reader(x, null, false), Reader(x, null, true)], -1), 0),
            Fault.NotZeroPastTheEnd => Tensor.Where(within, all, 1),
            _ => Tensor.Where(within, all, 0),
        };
    }
}
