using Autograd.Core;
using Autograd.Nn;
using Autograd.Tests.Laws;

namespace Autograd.Tests.Core.Tensors;

/// <summary>
/// Numbers in messages have a point wherever they are read, in those of methods, optimizers and modules as in those of ops.
/// </summary>
public sealed class CultureTests
{
    private static readonly Tensor s_x = Tensor.From([1.0, 2.0]);

    public static IEnumerable<TestCaseData> Refusals => new (string Part, Action Call)[]
    {
        ("min is 2.5", () => s_x.Clamp(2.5, 1.5)),
        ("1.5", () => _ = new Adam([new Parameter(s_x)], beta1: 1.5)),
        ("-0.5", () => _ = new Sgd([new Parameter(s_x)], learningRate: -0.5)),
        ("-0.5", () => s_x.AllClose(s_x, relative: -0.5)),
        ("0.5 is no Int64", () => Tensor.Full([2], 0.5, DType.Int64)),
        ("axis -3", () => s_x.Sum(-3)),
        ("-1", () => Tensor.Linspace(0, 1, -1)),
        ("-1", () => Tensor.Eye(-1)),
        ("-7", () => new Generator(1).NextInt32(-7)),
        ("-2", () => _ = new Linear(-2, 3)),
        ("0.5", () => _ = new AdaptiveLogSoftmaxWithLoss(8, 20, [4], divValue: 0.5)),
        ("-1.5", () => Tensor.Normal([2], new Generator(1), 0, -1.5)),
    }.Select((row, i) => new TestCaseData(row.Part, row.Call).SetArgDisplayNames($"{i}: {row.Part}"));

    [TestCaseSource(nameof(Refusals))]
    public void A_message_reads_the_same_in_every_culture(string part, Action call)
    {
        string message = Should.Throw<ArgumentException>(call).Message;
        foreach (System.Globalization.CultureInfo culture in Cultures.All)
        {
            string abroad = Cultures.Under(culture, () => Should.Throw<ArgumentException>(call).Message);
            abroad.ShouldContain(part);
            abroad.ShouldBe(message);
        }
    }
}
