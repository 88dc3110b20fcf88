using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Metrics;

public sealed class ConfusionMatrixTests
{
    // Four of class 0 (three found, one taken for 1), two of class 1 (one found, one taken for 0), none of class 2, and 2 never predicted.
    private static ConfusionMatrix Example()
    {
        var matrix = new ConfusionMatrix(3);
        matrix.Add(predicted: [0, 0, 0, 1, 1], actual: [0, 0, 0, 0, 1]);
        matrix.Add(0, 1);
        return matrix;
    }

    [Test]
    public void Counts()
    {
        ConfusionMatrix matrix = Example();
        matrix.ClassCount.ShouldBe(3);
        matrix.Count.ShouldBe(6);
        (matrix[0, 0], matrix[0, 1], matrix[1, 0], matrix[1, 1], matrix[2, 2]).ShouldBe((3, 1, 1, 1, 0));
        (matrix.Support(0), matrix.Support(1), matrix.Support(2)).ShouldBe((4, 2, 0));
        (matrix.Predictions(0), matrix.Predictions(1), matrix.Predictions(2)).ShouldBe((4, 2, 0));
    }

    [Test]
    public void Measures()
    {
        ConfusionMatrix matrix = Example();
        matrix.Accuracy.ShouldBe(4.0 / 6);
        matrix.Recall(0).ShouldBe(0.75);
        matrix.Recall(1).ShouldBe(0.5);
        matrix.Precision(0).ShouldBe(0.75);
        matrix.F1(0).ShouldBe(0.75);
        matrix.BalancedAccuracy.ShouldBe(0.625);
    }

    [Test]
    public void F1_is_the_harmonic_mean_and_0_where_nothing_was_found()
    {
        var matrix = new ConfusionMatrix(2);
        matrix.Add([0, 1, 1, 1], [0, 0, 0, 1]);
        matrix.Recall(0).ShouldBe(1.0 / 3);
        matrix.Precision(0).ShouldBe(1);
        matrix.Recall(1).ShouldBe(1);
        matrix.Precision(1).ShouldBe(1.0 / 3);
        matrix.F1(0).ShouldBe(0.5);
        matrix.F1(1).ShouldBe(0.5);

        var missed = new ConfusionMatrix(2);
        missed.Add(1, 0);
        missed.F1(0).ShouldBe(0);
        missed.F1(1).ShouldBe(0);
    }

    [Test]
    public void What_is_undefined_is_NaN()
    {
        ConfusionMatrix matrix = Example();
        matrix.Recall(2).ShouldBe(double.NaN);
        matrix.Precision(2).ShouldBe(double.NaN);
        matrix.F1(2).ShouldBe(double.NaN);

        var empty = new ConfusionMatrix(2);
        empty.Accuracy.ShouldBe(double.NaN);
        empty.BalancedAccuracy.ShouldBe(double.NaN);
    }

    [Test]
    public void A_state_goes_on_with_all_measures_and_one_that_does_not_fit_changes_nothing()
    {
        ConfusionMatrix matrix = Example(), other = new(3);
        other.Add(2, 2);
        other.LoadState(matrix.StateDict());
        other.ToString().ShouldBe(matrix.ToString());
        matrix.Add(2, 0);
        other.Add(2, 0);
        (other.ToString(), other.MacroF1).ShouldBe((matrix.ToString(), matrix.MacroF1));

        Refused(new ConfusionMatrix(2).StateDict(), "'counts' is Int64 [2, 2]; expected Int64 [3, 3]");
        Refused(new Dictionary<string, Tensor> { ["counts"] = Tensor.Full([3, 3], -1, DType.Int64) }, "'counts' has a count below 0");
        Refused(new Dictionary<string, Tensor> { ["more"] = Tensor.Ones([1]) }, "'counts' is missing", "'more' is nothing");

        void Refused(IReadOnlyDictionary<string, Tensor> state, params string[] parts)
        {
            string message = Should.Throw<ArgumentException>(() => other.LoadState(state)).Message;
            parts.ShouldAllBe(part => message.Contains(part, StringComparison.Ordinal));
            other.ToString().ShouldBe(matrix.ToString());
        }
    }

    [Test]
    public void A_table()
    {
        Example().ToString().ShouldBe(
            """
            actual    →0    →1    →2   support    recall precision        F1
                 0     3     1     0         4    0.7500    0.7500    0.7500
                 1     1     1     0         2    0.5000    0.5000    0.5000
                 2     0     0     0         0       NaN       NaN       NaN
            accuracy 0.6667, balanced accuracy 0.6250, 6 samples
            """.ReplaceLineEndings("\n"));
    }

    [Test]
    public void Classes_that_are_none_are_refused_and_nothing_is_added()
    {
        var matrix = new ConfusionMatrix(3);
        Should.Throw<ArgumentOutOfRangeException>(() => matrix.Add(0, 3)).Message.ShouldContain("no class 3; expected 0 to 2");
        Should.Throw<ArgumentOutOfRangeException>(() => matrix.Add(-1, 0)).ParamName.ShouldBe("predicted");
        Should.Throw<ArgumentOutOfRangeException>(() => matrix.Add([0, 4], [0, 1])).ParamName.ShouldBe("predicted");
        Should.Throw<ArgumentOutOfRangeException>(() => matrix.Add([0, 1], [0, -2])).ParamName.ShouldBe("actual");
        Should.Throw<ArgumentException>(() => matrix.Add([0, 1], [0])).Message.ShouldContain("2 predicted classes came with 1 actual");
        matrix.Count.ShouldBe(0);
        Should.Throw<ArgumentOutOfRangeException>(() => matrix[0, 3]).ParamName.ShouldBe("predicted");
        Should.Throw<ArgumentOutOfRangeException>(() => matrix.Recall(-1)).Message.ShouldContain("no class -1");
        Should.Throw<ArgumentOutOfRangeException>(() => matrix.Precision(3)).Message.ShouldContain("no class 3");
    }

    [Test]
    public void Predictions_of_too_many_classes_for_a_matrix_are_told_apart_from_its_own_argument() =>
        Should.Throw<ArgumentException>(() => ConfusionMatrix.Of(Tensor.From([50_000L]), Tensor.From([1L])))
            .Message.ShouldStartWith("ConfusionMatrix: the predictions and targets are of 50001 classes; expected 1 to 46340.");

    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(50_000)]
    public void A_matrix_needs_a_class_and_must_fit_into_memory(int classCount) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new ConfusionMatrix(classCount)).Message.ShouldContain("expected 1 to 46340");
}
