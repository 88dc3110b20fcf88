using Autograd.Core;
using Autograd.Data;
using Autograd.Docs;
using Autograd.Nn;

namespace Autograd.Tests.Documentation;

/// <summary>The code of docs/tabular.md, run.</summary>
public sealed class TabularExamples : FolderExamples
{
    private static readonly TabularOptions s_quick = new("class") { Epochs = 3, FineTuneEpochs = 1 };

    [SetUp]
    public void Write_files()
    {
        var generator = new Generator(seed: 5);
        List<string> lines = ["age,sex,smokes,seen,pressure,class"];
        for (int i = 0; i < 120; i++)
        {
            double age = 20 + (60 * generator.NextDouble()), pressure = 100 + (age / 2) + (10 * generator.NextNormal());
            string sex = generator.NextDouble() < 0.5 ? "F" : "M", smokes = generator.NextDouble() < 0.3 ? "yes" : "no";
            bool isSick = (age / 30) + (smokes == "yes" ? 1.5 : 0) + generator.NextNormal() > 3.6;
            lines.Add(FormattableString.Invariant(
                $"{age:F0},{sex},{smokes},2024-0{1 + (i % 9)}-11,{(i % 10 == 0 ? "NA" : FormattableString.Invariant($"{pressure:F0}"))},") +
                (isSick ? "sick" : "healthy"));
        }

        File.WriteAllLines("patients.csv", lines);
        File.WriteAllLines("visitors.csv", ["sex,age,note,smokes,pressure,seen", "M,51,tall,no,130,2024-05-02", "F,70,,yes,NA,2024-06-03"]);
        TabularModel.Train(Table.ReadCsv("patients.csv"), s_quick).Predictor.Save("patients.safetensors");
    }

    [Test]
    public void One_call_trains_and_one_file_predicts()
    {
        Table table = Table.ReadCsv("patients.csv");
        TabularModel model = TabularModel.Train(table, new TabularOptions("class"));
        Console.WriteLine(model.Test);                              // on rows that nothing was learned from
        model.Predictor.Save("patients.safetensors");

        TabularPredictor predictor = TabularPredictor.Load("patients.safetensors");
        TabularPrediction prediction = predictor.Predict(new Dictionary<string, object?>
        {
            ["age"] = 63,
            ["sex"] = "F",
            ["smokes"] = true,
            ["seen"] = new DateOnly(2024, 3, 1),
            ["pressure"] = null,
        });
        string? label = prediction.Label;
        double probability = prediction.Probability("sick");

        label.ShouldBeOneOf("sick", "healthy");
        probability.ShouldBeGreaterThan(predictor.Predict("21,F,no,2024-03-01,NA").Probability("sick"));
        model.Test!.RowCount.ShouldBe(24);
    }

    [Test]
    public void Options_say_how_it_is_learned()
    {
        Table table = Table.ReadCsv("patients.csv");
        var options = new TabularOptions("class")
        {
            Ignored = ["seen"],                                     // columns that are not looked at
            Ensemble = 3,                                           // networks, which answer together
            Balance = ClassBalance.Weights,                         // or BalancedThenActual, None
            Labels = LabelRule.MostProbable,                        // or Balanced
            Seed = 7,
        };
        TabularModel model = TabularModel.Train(table, options with { Epochs = 3 });

        model.Predictor.Networks.Members.Count.ShouldBe(3);
        model.Balance.ShouldBe(ClassBalance.Weights);
        model.Predictor.Encoder.Columns.Select(column => column.Name).ShouldNotContain("seen");
    }

    [Test]
    public void A_result_is_compared()
    {
        TabularModel model = TabularModel.Train(Table.ReadCsv("patients.csv"), s_quick);
        TabularEvaluation test = model.Test!;
        double balanced = test[Metric.BalancedAccuracy];
        double linear = model.LinearBaseline().Score, nothing = model.MajorityBaseline().Score;
        foreach (ColumnImportance column in model.Predictor.Importance(model.TestRows()))
        {
            Console.WriteLine(column);                              // by how much the result falls where the column is mixed up
        }

        foreach (string warning in model.Warnings)
        {
            Console.WriteLine(warning);
        }

        nothing.ShouldBe(0.5);
        linear.ShouldBeGreaterThan(nothing);
        balanced.ShouldBeInRange(0, 1);
        model.Predictor.Importance(model.TestRows(), repetitions: 1).Select(column => column.Column).Order().ShouldBe(
            ["age", "pressure", "seen", "sex", "smokes"]);
    }

    [Test]
    public void Folds_have_a_standard_error()
    {
        Table table = Table.ReadCsv("patients.csv");
        TabularOptions options = s_quick;
        TabularCrossValidation folds = TabularModel.CrossValidate(table, options, folds: 4, repetitions: 2);
        Console.WriteLine(folds);                                   // balanced accuracy 0.91 ± 0.02, ...

        folds.Folds.Sum(fold => fold.RowCount).ShouldBe(2 * table.RowCount);
        folds.StandardError(Metric.BalancedAccuracy).ShouldBeGreaterThan(0);
    }

    [Test]
    public void Rows_come_in_many_forms()
    {
        TabularPredictor predictor = TabularPredictor.Load("patients.safetensors");
        TabularPrediction one = predictor.Predict("63,F,yes,2024-03-01,NA");
        Table visitors = predictor.ReadCsv("visitors.csv");
        foreach (TabularPrediction each in predictor.Predict(visitors))
        {
            Console.WriteLine(each);                                // sick (71.3%)
        }

        foreach (UnseenValues each in predictor.Unseen(visitors))
        {
            Console.WriteLine(each);                                // 1 of 2 values of 'sex' was never seen in training: 'X'.
        }

        predictor.Unseen(visitors).ShouldBeEmpty();
        visitors.RowCount.ShouldBe(2);
        one.Probabilities.Sum().ShouldBe(1, 1e-12);
        predictor.Predict(visitors)[0].Probabilities.ShouldBe(predictor.Predict("51,M,no,2024-05-02,130").Probabilities);
    }

    [Test]
    public void Predictions_are_written_beside_the_rows()
    {
        TabularPredictor predictor = TabularPredictor.Load("patients.safetensors");
        Table rows = predictor.ReadCsv("visitors.csv", keepsText: true);
        using (StreamWriter file = File.CreateText("predictions.csv"))
        {
            predictor.WriteCsv(file, rows, predictor.Predict(rows), columns: ["age", "note"]);
        }

        File.ReadAllText("predictions.csv").ShouldMatch(
            "^age,note,predicted class,p\\(healthy\\),p\\(sick\\)\n51,tall,[a-z]+,[0-9.]+,[0-9.]+\n70,,[a-z]+,[0-9.]+,[0-9.]+\n$");
    }

    [Test]
    public void Every_option_is_listed_with_its_default()
    {
        string[] rows = [.. File.ReadLines(Path.Combine(Repository.Root(), "docs", "tabular.md"))
            .SkipWhile(line => !line.StartsWith("| `TabularOptions.`", StringComparison.Ordinal)).Skip(2)
            .TakeWhile(line => line.StartsWith('|'))];
        string[][] cells = [.. rows.Select(row => row.Split('|')[1..3].Select(cell => cell.Trim(' ', '`')).ToArray())];
        System.Reflection.PropertyInfo[] options = typeof(TabularOptions).GetProperties();
        cells.Select(row => row[0]).ShouldBe(options.Select(option => option.Name));

        // What null means is told in words.
        var usual = new TabularOptions("class");
        foreach ((string[] row, object? value) in cells.Zip(options.Select(option => option.GetValue(usual))))
        {
            row[1].ShouldBe(value switch
            {
                "class" => "",
                null => row[1],
                System.Collections.ICollection => "none",
                false => "no",
                _ => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture),
            }, row[0]);
        }
    }

    [Test]
    public void Numbers_are_predicted()
    {
        Table table = Table.ReadCsv("patients.csv");
        TabularModel pressure = TabularModel.Train(table, new TabularOptions("pressure") { Loss = RegressionLoss.Absolute });
        double predicted = pressure.Predictor.Predict(table)[0].Value, error = pressure.Test![Metric.Mae];

        predicted.ShouldBeInRange(90, 160);
        error.ShouldBeLessThan(15);
    }
}
