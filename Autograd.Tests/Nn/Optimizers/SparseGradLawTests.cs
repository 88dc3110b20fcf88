namespace Autograd.Tests.Nn.Optimizers;

public sealed class SparseGradLawTests
{
    public static IEnumerable<string> Names => SparseGradLaw.All.Select(row => row.Name);

    [TestCaseSource(nameof(Names))]
    public void A_sparse_gradient_changes_no_bit(string name) =>
        SparseGradLaw.Violations(SparseGradLaw.All.Single(row => row.Name == name).Make).ShouldBeEmpty();
}
