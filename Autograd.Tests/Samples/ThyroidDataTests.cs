using Autograd.Nn;
using RareDisease;
using SampleTools;

namespace Autograd.Tests.Samples;

public sealed class ThyroidDataTests
{
    private static readonly string[] s_good = [Row("1"), Row("2"), Row("3"), Row("3")];

    internal static string Row(string label, string first = "0.73") =>
        $"{first} {string.Join(' ', Enumerable.Repeat("0.5", 20))} {label}  ";

    [Test]
    public void Lines_become_features_and_classes_counted_from_0()
    {
        TensorDataset samples = ThyroidData.Parse(s_good, "f");
        samples.Labels.ToArray().ShouldBe([0, 1, 2, 2]);
        samples.Inputs.Shape.ShouldBe([4, 21]);
        samples.Inputs[0, 0].Item().ShouldBe(0.73f);
        samples.Inputs[1, 1].Item().ShouldBe(0.5f);
        samples.ClassFrequencies().ShouldBe([0.25, 0.25, 0.5]);
    }

    [TestCase("x1", "expected a number, found 'x1'")]
    [TestCase("0,5", "expected a number, found '0,5'")]
    [TestCase("NaN", "expected a finite number, found 'NaN'")]
    [TestCase("-Infinity", "expected a finite number, found '-Infinity'")]
    [TestCase("1e99", "expected a finite number, found '1e99'")]
    [TestCase("a\u001b[31m", "expected a number, found 'a?[31m'")]
    public void A_feature_that_is_no_number_is_told_with_line_and_column(string bad, string expected)
    {
        string[] values = Row("3").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        values[6] = bad;
        Message([s_good[0], string.Join(' ', values)]).ShouldBe($"ann-train.data, line 2, column 7: {expected}");
    }

    [TestCase("4")]
    [TestCase("0")]
    [TestCase("1.0")]
    [TestCase("-1")]
    public void A_class_that_is_none_is_told_with_line_and_column(string label) =>
        Message([.. s_good, Row(label)]).ShouldBe($"ann-train.data, line 5, column 22: expected the class 1, 2 or 3, found '{label}'");

    [TestCase("", 0)]
    [TestCase("1 2 3", 3)]
    public void A_line_of_another_length_is_told(string line, int count) =>
        Message([s_good[0], line, s_good[1]]).ShouldBe($"ann-train.data, line 2: expected 21 features and a class, found {count} values");

    [Test]
    public void A_class_without_patients_is_told()
    {
        Message([s_good[0], s_good[2]]).ShouldBe(
            "ann-train.data: expected patients of the classes 1, 2 and 3, found 2 patients, none of class 2");
        Message([]).ShouldContain("found 0 patients");
    }

    private static string Message(string[] lines) =>
        Should.Throw<SampleException>(() => ThyroidData.Parse(lines, "ann-train.data")).Message;
}
