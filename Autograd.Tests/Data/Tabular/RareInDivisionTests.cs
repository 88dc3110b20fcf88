using Autograd.Data;

namespace Autograd.Tests.Data.Tabular;

/// <summary>Classes of which a division leaves few rows to say when to stop, or to test.</summary>
public sealed class RareInDivisionTests
{
    [Test]
    public void A_class_that_the_test_has_few_rows_of_is_named_with_what_its_recall_may_be_off()
    {
        // By time, 2 of 40 failures are among the latest fifth.
        bool IsFailure(int i) => i % 20 == 0 && i < 760 ? true : i is 810 or 990;
        TabularModel model = TabularModel.Train(Machines(1000, IsFailure), Quick());
        model.Warnings.ShouldBe(["Only 2 of the 200 test rows are 'failure': its recall may be off by 0.22 (a standard error)."]);
        TabularModel.Train(Machines(1000, IsFailure), Quick() with { TimeColumn = null, Test = 0 }).Warnings.ShouldBeEmpty();
        TabularModel.Train(Machines(1000, i => i % 10 == 0), Quick()).Warnings.ShouldBeEmpty();
        TabularModel.Train(Machines(1000, i => i % 20 == 0 && i < 780), Quick()).Warnings.Single().ShouldBe(
            "None of the 200 test rows is 'failure': how often it is found is not measured.");
    }

    [Test]
    public void A_class_that_is_not_looked_at_until_training_stops_is_named()
    {
        TabularModel model = TabularModel.Train(Machines(1000, i => i % 10 == 0 && i is < 650 or >= 800), Quick());
        model.Warnings.ShouldBe(["No row that says when to stop is 'failure': how well it is learned is not looked at before the test. "
            + "Give it more rows, or divide them in another way."]);
        model.Rows.Validation.ShouldAllBe(row => row >= 650 && row < 800);

        // Of machines that fail by whole groups, some folds have none.
        TabularCrossValidation folds = TabularModel.CrossValidate(Machines(200, i => i / 20 % 5 == 0),
            Quick() with { TimeColumn = null, GroupColumn = "machine" }, folds: 2);
        folds.Warnings.Single().ShouldMatch("^In [12] of 2 folds no row that says when to stop is 'failure': ");
    }

    [Test]
    public void Folds_of_fewer_rows_than_a_class_needs_are_told()
    {
        TabularOptions options = Quick() with { TimeColumn = null };
        TabularModel.CrossValidate(Machines(60, i => i % 15 == 0), options, folds: 6).Warnings.ShouldContain(
            "In 2 of 6 folds no test row is 'failure': what is measured there is without it, so the mean says little; take fewer folds.");
        TabularModel.CrossValidate(Machines(60, i => i % 15 == 0), options, folds: 4).Warnings
            .ShouldNotContain(text => text.Contains("folds"));
    }

    private static TabularOptions Quick() =>
        new("state") { TimeColumn = "hour", Ignored = ["machine"], Epochs = 1, Hidden = [2], FineTuneEpochs = 0 };

    private static Table Machines(int rows, Func<int, bool> isFailure) => Csv.Read("hour,machine,heat,state\n" + string.Concat(
        Enumerable.Range(0, rows).Select(i =>
            $"{i * 3},m{i / 20},{(i * 37 % 101) + (isFailure(i) ? 30 : 0)},{(isFailure(i) ? "failure" : "good")}\n")));
}
