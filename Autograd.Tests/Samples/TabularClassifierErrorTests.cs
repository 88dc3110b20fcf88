using Autograd.Tests.Nn.Serialization;
using static Autograd.Tests.Samples.TabularClassifierRun;

namespace Autograd.Tests.Samples;

/// <summary>What the command line from a table to predictions refuses, and that it then writes nothing.</summary>
public sealed class TabularClassifierErrorTests
{
    [TestCase("nosuch", "'nosuch'")]
    [TestCase("--bad", "'--bad'")]
    [TestCase("train --epochs 1.5", "--epochs: expected a whole number from 1 to 100000, found '1.5'")]
    [TestCase("train --balance some", "--balance: expected auto, balanced, weights or none, found 'some'")]
    [TestCase("train --labels some", "--labels: expected auto, balanced or likeliest, found 'some'")]
    [TestCase("train --hidden 8,0", "--hidden: expected widths from 1 to 4096 such as 32,16, or none, found '8,0'")]
    [TestCase("train --folds 1", "--folds: expected 2 or more, or 0 for none, found '1'")]
    [TestCase("train --test 0.9", "--test: expected a share from 0 to 0.8, found '0.9'")]
    [TestCase("train --kind a=thing", "--kind: expected a column and number, category, boolean, date or text")]
    [TestCase("train --separator dot", "--separator: expected comma, semicolon, tab, bar or blank, found 'dot'")]
    [TestCase("train --out /no/such/folder/x", "--out: expected a file that can be written, found '/no/such/folder/x'")]
    [TestCase("train --report /no/such/folder/x", "--report: expected a file that can be written, found '/no/such/folder/x'")]
    [TestCase("train --target nothing", "'nothing', which is no column; the nearest of 13 are 'patient'")]
    [TestCase("train /no/such.csv --target x", "such.csv: there is no such file in /no")]
    [TestCase("train GOOD", "--target: expected the column to predict; there are 'size', 'shape', 'kind'")]
    [TestCase("train GOOD --target kinds", "GOOD: --target is 'kinds', which is no column; is it 'kind'? There are 'size', ")]
    [TestCase("train GOOD --target kind --ignore size,weight", "'weight', which is no column")]
    [TestCase("train GOOD --target kind --ignore kind", "--ignore is 'kind', which is the target; expected another column.")]
    [TestCase("train GOOD --target kind --ignore size,shape", "no column but 'kind' tells anything")]
    [TestCase("train GOOD --target kind --time kind", "--time is 'kind', which is the target; expected another column.")]
    [TestCase("train UNTIMED --target kind --time size", "say --skip-missing-time to leave out what has none.")]
    [TestCase("train GOOD --target kind --date-format %%%", "--date-format: '%%%' does not say how a date is written; ")]
    [TestCase("train GOOD --target kind --date-format HH:mm", "--date-format: 'HH:mm' does not say how a date is written; ")]
    [TestCase("train GOOD --target kind --out HEADER", "HEADER' is there, and is not a model that train has written; expected another ")]
    [TestCase("train GOOD --target kind --report HEADER", "HEADER' is there, and is not a report that train has written; expected ")]
    [TestCase("predict MODEL GOOD --out HEADER", "HEADER' is there, and is not a table with the columns that are to be written; ")]
    [TestCase("example --out HEADER", "HEADER' is there, and is not a table with the columns that are to be written; ")]
    [TestCase("predict MODEL GOOD --keep shape --bare", "--bare writes no column of the table, and --keep some; leave one away")]
    [TestCase("predict MODEL GOOD --keep shap", "the predictions are to have 'shap', which is no column; is it 'shape'? ")]
    [TestCase("train GOOD --target kind --time size --group shape", "There are --time and --group; expected one of them.")]
    [TestCase("train GOOD --target kind --time size --folds 3", "--folds: folds test the past by the future, which --time rules out")]
    [TestCase("train GOOD --target kind --folds 41", "--folds: expected at most as many parts as there are rows, 40, found '41'")]
    [TestCase("train GOOD --target kind --task regression", "the target is category values; a regression predicts numbers")]
    [TestCase("train GOOD --target kind --kind shapes=number", "--kind names 'shapes', which is no column")]
    [TestCase("train GOOD --target kind --kind shape=number", "line 2, column 'shape': 'round' is not a number, as --kind says.")]
    [TestCase("train GOOD --target kind --out GOOD", "is the table; expected another file to write to")]
    [TestCase("train EMPTY --target kind", "EMPTY: is empty.")]
    [TestCase("train HEADER --target kind", "HEADER, line 1: there is a header, but no row below it; if it is data, say --no-header.")]
    [TestCase("train RAGGED --target kind", "RAGGED, line 4: there are 4 fields, where the first row has 3")]
    [TestCase("train ALIKE --target kind", "ALIKE, column 'kind': the target is always 'a'")]
    [TestCase("train BLANK --target kind", "BLANK, column 'kind': the target is always 'X' where it has a value, and 3 rows have none; ")]
    [TestCase("train SINGLE --target kind", "SINGLE, column 'kind': the class 'c' has one row")]
    [TestCase("train NUMBERED --target kind", "no column but 'kind' tells anything: 'a' numbers the rows, as it seems, and would be left "
        + "out; if more is in it, --keep keeps it.")]
    [TestCase("predict NONE GOOD", "model: expected a file, found ''")]
    [TestCase("predict MODEL NONE", "file: expected a file, found ''")]
    [TestCase("train NONE --target kind", "file: expected a file, found ''")]
    [TestCase("predict MODEL GERMAN", "GERMAN, line 2, column 'size': '7,5' is not a number, as it was in training, which had decimal "
        + "points: write it so, or train on a file like this one.")]
    [TestCase("train CONSTANT --target kind", "no column but 'kind' tells anything: 'size' is left out: it is the same in every row")]
    [TestCase("predict GOOD MODEL", "is no model; expected a file that train has written (predict and evaluate take MODEL FILE, ")]
    [TestCase("predict EMPTY GOOD", "is no model; expected a file that train has written")]
    [TestCase("predict /no/such/model GOOD", "/no/such/model")]
    [TestCase("inspect GOOD", "is no model; expected a file that train has written")]
    [TestCase("evaluate EMPTY GOOD", "is no model; expected a file that train has written")]
    [TestCase("predict MODEL HEADER", "HEADER, line 1: there is a header, but no row below it.")]
    [TestCase("predict MODEL OTHER", "OTHER: the model needs the column 'size', which is no column; there are 'weight', 'kind'.")]
    [TestCase("predict MODEL WORDS", "WORDS, line 2, column 'size': 'large' is not a number, as it was in training.")]
    [TestCase("predict MODEL GOOD --out MODEL", "is the model; expected another file to write to")]
    [TestCase("predict MODEL GOOD --out GOOD", "is the table; expected another file to write to")]
    [TestCase("evaluate MODEL OTHER", "OTHER: the model needs the column 'size'")]
    public void Bad_input_is_one_line_and_exit_code_1_and_leaves_every_file_as_it_was(string commandLine, string expected)
    {
        using var folder = new TemporaryFolder();
        foreach ((string name, string text) in new[]
        {
            ("GOOD", Good()), ("EMPTY", ""), ("HEADER", "size,shape,kind\n"),
            ("RAGGED", "size,shape,kind\n1,round,a\n2,round,b\n3,round,a,b\n"),
            ("ALIKE", "size,shape,kind\n1,round,a\n2,flat,a\n3,round,a\n"), ("SINGLE", Good() + "7,round,c\n"),
            ("CONSTANT", "size,kind\n" + string.Concat(Enumerable.Repeat("1,a\n1,b\n", 10))),
            ("NUMBERED", "a,kind\n" + string.Concat(Enumerable.Range(1, 30).Select(i => $"{i},{"ab"[i % 2]}\n"))),
            ("GERMAN", "size;shape\n7,5;round\n"), ("BLANK", "size,kind\n1,X\n2,\n3,X\n4,\n5,\n"),
            ("UNTIMED", Good() + ",round,a\n"), ("OTHER", "weight,kind\n1,a\n"), ("WORDS", "size,shape,kind\nlarge,round,a\n"),
        })
        {
            File.WriteAllText(folder.File(name), text);
        }

        if (commandLine.Contains("MODEL", StringComparison.Ordinal))
        {
            Succeed("train", folder.File("GOOD"), "--target", "kind", "--epochs", "1", "--no-baselines", "--out", folder.File("MODEL"));
        }

        string[] args = [.. commandLine.Split(' ').Select(
            arg => arg == "NONE" ? "" : arg.All(char.IsAsciiLetterUpper) ? folder.File(arg) : arg)];
        if (args.Length > 2 && args[0] == "train" && !args.Contains("--out"))
        {
            args = [.. args, "--out", folder.File("NEW")];
        }

        Dictionary<string, string> before = Contents(folder);
        (int code, _, string error) = Run(args);
        code.ShouldBe(1);
        error.ShouldContain(expected);
        error.TrimEnd().ShouldNotContain('\n');
        error.ShouldNotContain("Options.");
        Contents(folder).ShouldBe(before);
    }

    [Test]
    public void What_is_read_is_not_written_over_by_way_of_a_link()
    {
        using var folder = new TemporaryFolder();
        (string table, string model, string sub) = (folder.File("t.csv"), folder.File("m"), folder.File("sub"));
        File.WriteAllText(table, Good());
        Succeed("train", table, "--target", "kind", "--epochs", "1", "--no-baselines", "--no-importance", "--out", model);
        Directory.CreateSymbolicLink(sub, ".");
        Directory.CreateSymbolicLink(folder.File("up"), Path.Combine("sub", "..", Path.GetFileName(folder.Path)));
        File.CreateSymbolicLink(folder.File("link.csv"), Path.Combine("sub", "t.csv"));

        // What has predictions already is of the kind that is written.
        Succeed("predict", model, table, "--out", folder.File("p.csv"));
        Dictionary<string, string> before = Contents(folder);
        string In(string name) => Path.Combine(sub, "sub", name);
        foreach (string[] args in new string[][]
        {
            ["predict", model, table, "--out", In("m"), "--overwrite"], ["predict", In("m"), table, "--out", model, "--overwrite"],
            ["predict", model, table, "--out", In("t.csv"), "--overwrite"], ["predict", model, folder.File("p.csv"), "--out", In("p.csv")],
            ["predict", model, table, "--out", folder.File("link.csv"), "--overwrite"],
            ["predict", model, folder.File("link.csv"), "--out", table, "--overwrite"],
            ["predict", model, table, "--out", Path.Combine(folder.File("up"), "t.csv"), "--overwrite"],
            ["train", table, "--target", "kind", "--out", In("t.csv"), "--overwrite"],
            ["train", table, "--target", "kind", "--out", model, "--report", In("m"), "--overwrite"],
        })
        {
            (int code, _, string error) = Run(args);
            (code, error).ShouldSatisfyAllConditions(
                each => each.code.ShouldBe(1), each => each.error.ShouldEndWith("; expected another file to write to\n"));
        }

        Contents(folder).ShouldBe(before);
        Succeed("predict", model, folder.File("p.csv"), "--out", folder.File("q.csv"));
    }
}
