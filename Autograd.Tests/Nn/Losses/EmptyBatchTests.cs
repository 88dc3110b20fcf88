using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Losses;

/// <summary>The mean over a batch of no rows, which is NaN, is refused; a sum, or a mean that is known, is not.</summary>
public sealed class EmptyBatchTests
{
    private static readonly Tensor s_none = Tensor.Zeros([0, 3]), s_labels = Tensor.Zeros([0], DType.Int64);

    public static IEnumerable<TestCaseData> Losses => new (string Name, Action Call)[]
    {
        ("MseLoss", () => new MseLoss().Forward(s_none, s_none)),
        ("KlDivLoss", () => new KlDivLoss(reduction: Reduction.BatchMean).Forward(s_none, s_none)),
        ("CrossEntropyLoss", () => new CrossEntropyLoss().Forward(s_none, s_labels)),
        ("NllLoss", () => new NllLoss().Forward(s_none, s_labels)),
        ("GaussianNllLoss", () => new GaussianNllLoss().Forward(s_none, s_none, s_none)),
    }.Select(row => new TestCaseData(row.Name, row.Call).SetArgDisplayNames(row.Name));

    [TestCaseSource(nameof(Losses))]
    public void A_mean_over_no_rows_is_refused_by_name(string name, Action call) =>
        Should.Throw<ArgumentException>(call).Message.ShouldContain($"{name}: the input is [0, 3], a batch of no rows");

    [Test]
    public void A_sum_over_no_rows_is_zero_and_so_is_a_mean_that_is_said_to_be()
    {
        new MseLoss(Reduction.Sum).Forward(s_none, s_none).Item().ShouldBe(0);
        new MseLoss(Reduction.None).Forward(s_none, s_none).Count.ShouldBe(0);
        new CrossEntropyLoss(emptyMean: EmptyMean.Zero).Forward(s_none, s_labels).Item().ShouldBe(0);
    }
}
