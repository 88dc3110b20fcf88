using System.Globalization;
using System.Text.RegularExpressions;
using Autograd.Data;
using Autograd.Nn;
using Autograd.Tests.Laws;
using Autograd.Tests.Nn.Serialization;

namespace Autograd.Tests.Data.Tabular;

/// <summary>What is wrong is said in one line, in any culture.</summary>
public sealed class BadInputTests
{
    private const string Rows = "1,red,a\n2,blue,b\n3,red,a\n4,blue,b\n5,red,a\n6,blue,b\n7,red,a\n8,red,b\n9,blue,a\n10,red,b\n";

    private static readonly TabularOptions s_quick = new("y") { Epochs = 1, Hidden = [2] };

    private static readonly (string Text, string Message)[] s_tables =
    [
        ("", "test.csv: is empty."),
        ("x,w,y\n", "test.csv, line 1: there is a header, but no row below it*"),
        ("x,w,y\n1,red,a\n2,b\n", "test.csv, line 3: there are 2 fields, where the first row has 3, separated by ',': *"),
        ("x,w,z\n" + Rows, "test.csv: TabularOptions.Target is 'y', which is no column; there are 'x', 'w', 'z'."),
        ("x,y\n1,a\n2,a\n3,a\n", "test.csv, column 'y': the target is always 'a'; expected two classes or more to tell apart."),
        ("x,y\n1,0.1\n2,0.1\n3,0.1\n4,0.1\n5,0.1\n6,0.1\n7,0.1\n",
            "test.csv, column 'y': the target is always 0.1; there is nothing to predict."),
        ("x,y\n1,\n2,NA\n3,\n", "test.csv, column 'y': the target has no value: every one is missing."),
        ("x,y\n1,a\n2,b\n3,a\n4,b\n5,c\n", "test.csv, column 'y': the class 'c' has one row, so that it cannot both teach and test. *"),
        ("x,w,y\n1,k,a\n1,k,b\n1,k,a\n1,k,b\n1,k,a\n1,k,b\n",
            "test.csv: no column but 'y' tells anything: 'x' is left out: it is the same in every row of training. 'w' is left out: *"),
        ("y\na\nb\na\nb\na\nb\na\nb\na\nb\na\nb\n", "test.csv: no column but 'y' tells anything: there is none."),
        ("x,y\n1,2024-01-01\n2,2024-01-02\n", "test.csv, column 'y': the target is dates; expected classes, or numbers such as days."),
    ];

    [Test]
    public void A_table_that_cannot_be_learned_from_is_refused_in_one_line() => InEveryCulture(() =>
    {
        foreach ((string text, string message) in s_tables)
        {
            Refused(() => TabularModel.Train(Csv.Read(text), s_quick), message);
            if (!text.StartsWith('y'))
            {
                Refused(() => TabularModel.CrossValidate(Csv.Read(text), s_quick, 2), message);
            }
        }

        Refused(() => Table.ReadCsv("/nowhere/at all.csv"), "at all.csv: there is no such file in /nowhere.");
        Refused(() => TabularModel.Train(Csv.Read("x,y\n" + string.Join('\n', Enumerable.Range(0, 60).Select(
            i => FormattableString.Invariant($"{i},text {i}")))), s_quick), "test.csv, column 'y': the target is free text: *");
        Refused(() => TabularModel.Train(Csv.Read("x,y\n" + string.Join('\n', Enumerable.Range(0, 60).Select(
            i => FormattableString.Invariant($"{i},{(i == 7 ? "-" : $"{i * i}")}")))), s_quick), "test.csv, column 'y': the target is "
            + "text. 59 of 60 values are numbers, but not '-': are these CsvOptions.MissingTokens?");
        Refused(() => TabularModel.Train(Csv.Read("x,y\n1,a\n2,b\n3,a\n4,b\n5,a\n6,b\n"), s_quick with { Task = TabularTask.Regression }),
            "test.csv, column 'y': the target is category values; a regression predicts numbers.");
        Refused(() => TabularModel.Train(Csv.Read("t,x,y\n1,1,a\n2,2,a\n3,3,a\n4,4,a\n5,5,a\n6,6,a\n7,7,b\n8,8,b\n"),
            s_quick with { TimeColumn = "t" }), "test.csv: divided in the order of 't': *no row teaches the class of row 7: *");
        Refused(() => TabularModel.Train(Csv.Read("x,w,y\n" + Rows), s_quick with { GroupColumn = "w" }),
            "test.csv, column 'w': there are 2 groups; expected three or more to divide them.");
        Refused(() => TabularModel.Train(Csv.Read("x,w,y\n" + Rows), s_quick with { TimeColumn = "w" }),
            "test.csv, column 'w': category values have no order in time; expected dates or numbers.");
        Refused(() => TabularModel.Train(Csv.Read("t,x,y\n1,1,a\n,2,b\n3,3,a\n4,4,b\n"), s_quick with { TimeColumn = "t" }),
            "test.csv, column 't': 1 row has no value, *; set TabularOptions.SkipsMissingTime to leave out what has none.");
    });

    [Test]
    public void A_row_of_other_names_or_kinds_is_refused_in_one_line() => InEveryCulture(() =>
    {
        TabularPredictor predictor = TabularModel.Train(Csv.Read("x,w,y\n" + Rows), s_quick).Predictor;
        Refused(() => predictor.Predict(new { x = 1.5 }), "Predict: the row lacks 'w', which the model needs; give null where *");
        Refused(() => predictor.Predict(new { X = 1.5, W = "red" }), "Predict: the row lacks 'x', 'w', which the model needs; *");
        Refused(() => predictor.Predict(new { x = "many", w = "red" }), "Predict: column 'x' is 'many'; expected a number.*");
        Refused(() => predictor.Predict(new { x = true, w = "red" }), "Predict: column 'x' is a Boolean; expected a number.*");
        Refused(() => predictor.Predict(new { x = DayOfWeek.Monday, w = "red" }), "Predict: column 'x' is a DayOfWeek; expected *");
        Refused(() => predictor.Predict(new { x = 1, w = new object() }), "Predict: column 'w' is a Object; expected a word.*");
        Refused(() => predictor.Predict("1"), "Predict: the line has 1 field, separated by ','; expected 3, or 2 without the target *");
        Refused(() => predictor.Predict("1,red,a,b"), "Predict: the line has 4 fields, *");
        Refused(() => predictor.Predict(""), "Predict: the line has 0 fields, *");
        Refused(() => predictor.Predict("1,red\n2,blue"), "Predict: there are several lines; expected one.*");
        Refused(() => predictor.Predict("1,\"red"), "Predict: the line, line 1: *");
        Refused(() => predictor.Predict("1.5e,red"), "Predict: column 'x' is '1.5e'; expected a number.*");
        Refused(() => predictor.Predict([1, 2, 3], new float[2]), "Predict: row has 3 numbers; expected 2, one for each of *");
        Refused(() => predictor.Predict([1, 2], new float[3]), "Predict: answer has 3 places; expected 2, one for the *");
        Refused(() => predictor.Predict(Csv.Read("x,z\n1,red\n2,red\n")), "test.csv: the model needs the column 'w', *");
        Refused(() => predictor.Evaluate(Csv.Read("x,w\n1,red\n2,red\n")), "test.csv: it lacks the target 'y', which is no column; *");
        Refused(() => predictor.Evaluate(Csv.Read("x,w,y\n1,red,c\n2,red,d\n")), "test.csv, column 'y': row 1 is of a class that was *");
        Refused(() => predictor.Evaluate(Csv.Read("x,w,y\n1,red,\n2,red,\n")), "test.csv, column 'y': no row has a value to compare with.");
        Bits.Of(predictor.Predict("1.5,red,")).ShouldBe(Bits.Of(predictor.Predict(" 1.5 ,red,a,")));
        Bits.Of(predictor.Predict(new { x = DBNull.Value, w = (string?)null })).ShouldBe(Bits.Of(predictor.Predict(",?")));
        predictor.Predict("1.5,red").ToString().ShouldMatch("^[ab] \\([0-9]+\\.[0-9]%\\)$");
    });

    [Test]
    public void A_line_without_anything_is_a_row_of_one_column_whose_value_is_missing()
    {
        string rows = string.Concat(
            Enumerable.Range(0, 40).Select(i => FormattableString.Invariant($"{i % 9},{(i % 2 == 0 ? "a" : "b")}\n")));
        TabularPredictor predictor = TabularModel.Train(Csv.Read("x,y\n,a\n,b\n" + rows), s_quick).Predictor;
        Bits.Of(predictor.Predict("")).ShouldBe(Bits.Of(predictor.Predict(new { x = (double?)null })));
    }

    [Test]
    public void A_file_to_predict_is_read_as_that_of_training_and_refused_by_line() => InEveryCulture(() =>
    {
        using TemporaryFolder folder = new();
        string File(string text) => folder.File("t.csv", System.Text.Encoding.UTF8.GetBytes(text));
        TabularPredictor predictor = TabularModel.Train(Csv.Read("x,w,y\n" + Rows), s_quick).Predictor;
        Refused(() => predictor.ReadCsv(folder.File("none.csv")), "*none.csv: *");
        Refused(() => predictor.ReadCsv(File("")), "*t.csv: is empty.");
        Refused(() => predictor.ReadCsv(File("x,z\n1,2\n")), "*t.csv: the model needs the column 'w', which is no column; *");
        Refused(() => predictor.ReadCsv(File("x,w\n1,red\nmany,red\n")), "*t.csv, line 3, column 'x': 'many' is not a number*");
        Refused(() => predictor.ReadCsv(File("x,w\n1,red\n"), withTarget: true), "*t.csv: the model needs the column 'y', *");

        // Words that would be numbers or booleans by themselves, another separator, another order.
        Table table = predictor.ReadCsv(File("extra;w;x\nz;yes;1\nz;no;2\n"));
        (table["w"].Kind, table["x"].Kind).ShouldBe((ColumnKind.Category, ColumnKind.Number));
        predictor.Predict(table).Count.ShouldBe(2);
        predictor.Evaluate(predictor.ReadCsv(File("y,w,x\na,red,1\nb,red,2\n"), withTarget: true)).RowCount.ShouldBe(2);
    });

    [Test]
    public void An_option_that_is_none_is_refused_by_name()
    {
        Table table = Csv.Read("x,w,y\n" + Rows);
        (TabularOptions Options, string Message)[] cases =
        [
            (s_quick with { Validation = 0 }, "TabularOptions.Validation is 0; expected a share between 0 and 1."),
            (s_quick with { Validation = 0.5, Test = 0.5 }, "TabularOptions.Validation + Test is 1; expected less than 1, *"),
            (s_quick with { Test = double.NaN }, "TabularOptions.Test is NaN; expected a share from 0 to below 1."),
            (s_quick with { Ensemble = 0 }, "TabularOptions.Ensemble is 0; expected 1 to 1000 networks."),
            (s_quick with { Hidden = [3, 0] }, "TabularOptions.Hidden is 3, 0; expected widths of 1 to 4096."),
            (s_quick with { Dropout = 1 }, "TabularOptions.Dropout is 1; expected a share from 0 to below 1."),
            (s_quick with { LearningRate = 0 }, "TabularOptions.LearningRate is 0; expected a positive number."),
            (s_quick with { Balance = (ClassBalance)9 }, "TabularOptions.Balance is 9; expected one of its values."),
            (s_quick with { Limit = -0.5 }, "TabularOptions.Limit is -0.5; expected a positive number."),
            (s_quick with { Ignored = ["y"] }, "test.csv: TabularOptions.Ignored is 'y', which is the target; expected another column."),
            (s_quick with { Ignored = ["q"] }, "test.csv: TabularOptions.Ignored is 'q', which is no column; *"),
            (s_quick with { TimeColumn = "y" }, "test.csv: TabularOptions.TimeColumn is 'y', which is the target; *"),
            (s_quick with { Kept = ["X"] }, "test.csv: TabularOptions.Kept is 'X', which is no column; is it 'x'? There are 'x', *"),
            (s_quick with { TimeColumn = "x", GroupColumn = "w" }, "TabularOptions has a TimeColumn and a GroupColumn; *"),
        ];
        InEveryCulture(() =>
        {
            foreach ((TabularOptions options, string message) in cases)
            {
                Refused(() => TabularModel.Train(table, options), message);
            }
        });
        Should.Throw<ArgumentOutOfRangeException>(() => TabularModel.CrossValidate(table, s_quick, folds: 1)).Message
            .ShouldBe("CrossValidate: folds is 1; expected 2 or more. (Parameter 'folds')");
        Should.Throw<ArgumentOutOfRangeException>(() => TabularModel.CrossValidate(table, s_quick, repetitions: 0)).Message
            .ShouldBe("CrossValidate: repetitions is 0; expected 1 or more. (Parameter 'repetitions')");
        Should.Throw<TableException>(() => TabularModel.Train(table, new TabularOptions("yy")));
        Should.Throw<TableException>(() => TabularEncoder.Fit(table, new TabularOptions("y") { Ignored = ["ww"] }));
        Should.Throw<ArgumentException>(() => TabularModel.CrossValidate(table, s_quick, folds: 11)).Message
            .ShouldStartWith("CrossValidate: 10 rows leave one of 11 folds empty; take fewer.");
    }

    private static void InEveryCulture(Action check)
    {
        check();
        foreach (CultureInfo culture in Cultures.All)
        {
            Cultures.Under(culture, () =>
            {
                check();
                return 0;
            });
        }
    }

    private static void Refused(Action action, string message)
    {
        Exception error = Should.Throw<Exception>(action);
        (error is TableException or ArgumentException or TensorFileException).ShouldBeTrue(error.ToString());
        error.Message.ShouldMatch($"^{Regex.Escape(message).Replace("\\*", ".*", StringComparison.Ordinal)}$");
        error.Message.ShouldNotContain('\n');
    }
}
