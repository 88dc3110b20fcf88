using Autograd.Tests.Nn.Serialization;

namespace Autograd.Tests.Samples;

/// <summary>What the command line writes beside predictions, and over what.</summary>
public sealed class TabularClassifierPredictionTests
{
    private static readonly string[] s_quick = ["--target", "kind", "--epochs", "1", "--no-baselines", "--no-importance"];

    [Test]
    public void Predictions_stand_beside_the_columns_of_the_table_as_its_file_has_them()
    {
        using var folder = Trained(out string model);
        File.WriteAllText(folder.File("t"),
            "id;size;shape;note\n0012;7.50;round;\"a; \"\"b\"\"\"\n;NA;flat;\n\n0014; 3 ;round;x,y\n;;;\n");
        string[] lines = Run("predict", model, folder.File("t")).Output.Split('\n');
        lines.Select(line => string.Join(';', line.Split(';')[..^Math.Min(3, line.Split(';').Length - 1)])).ShouldBe(
            ["id;size;shape;note", "0012;7.50;round;\"a; \"\"b\"\"\"", ";NA;flat;", "0014;3;round;x,y", ""]);
        lines[0].ShouldEndWith(";predicted kind;p(a);p(b)");
        lines[1].ShouldMatch(";[ab];0\\.\\d+;0\\.\\d+$");
        Run("predict", model, folder.File("t"), "--keep", "note,id").Output.ShouldStartWith("note;id;predicted kind;");
        string bare = Run("predict", model, folder.File("t"), "--bare").Output;
        bare.ShouldStartWith("row;predicted kind;p(a);p(b)\n1;");

        // What was predicted before is predicted anew, and not beside it.
        Run("predict", model, folder.File("t"), "--out", folder.File("p")).Code.ShouldBe(0);
        Run("predict", model, folder.File("p")).Output.ShouldBe(File.ReadAllText(folder.File("p")));
    }

    [Test]
    public void A_file_of_the_same_kind_is_replaced_and_any_other_where_that_is_asked_for()
    {
        using var folder = Trained(out string model);
        string table = folder.File("GOOD"), report = folder.File("r"), out1 = folder.File("p");
        foreach (string[] args in new string[][]
        {
            ["train", table, .. s_quick, "--out", model, "--report", report], ["predict", model, table, "--out", out1],
            ["example", "--out", folder.File("e")],
        })
        {
            // Twice: the second time over what the first has written. Then over something else.
            (Run(args).Code, Run(args).Error).ShouldBe((0, ""));
            string last = args[^1];
            byte[] written = File.ReadAllBytes(last);
            File.WriteAllText(last, "mine");
            Run(args).Code.ShouldBe(1);
            File.ReadAllText(last).ShouldBe("mine");
            Run([.. args, "--overwrite"]).Code.ShouldBe(0);
            File.ReadAllBytes(last).Length.ShouldBeInRange(written.Length - 100, written.Length + 100);
            File.WriteAllText(last, "");
            Run(args).Code.ShouldBe(0);
        }
    }

    [Test]
    public void What_training_never_saw_is_told_beside_the_predictions_and_with_an_evaluation()
    {
        using var folder = Trained(out string model);
        File.WriteAllText(folder.File("t"), "size,shape,kind\n7,oval,a\n700,round,b\n8,oval,a\n");
        const string expected = "Unlike all of training:\n  - 1 of 3 values of 'size' is far outside of training, which had 0 to 10: 700.\n"
            + "  - 2 of 3 values of 'shape' were never seen in training: 'oval'.\n";
        (_, string csv, string told) = Run("predict", model, folder.File("t"));
        told.ShouldBe(expected);
        csv.ShouldNotContain("training");
        Run("predict", model, folder.File("t"), "--out", folder.File("p")).Output.ShouldEndWith(expected);
        Run("evaluate", model, folder.File("t")).Output.ShouldEndWith(expected);
        Run("predict", model, folder.File("GOOD")).Error.ShouldBe("");
    }

    [Test]
    public void Rows_without_a_time_are_left_out_where_that_is_asked_for()
    {
        using var folder = Trained(out _);
        File.WriteAllText(folder.File("u"), Good() + ",round,a\n");
        Run(["train", folder.File("u"), .. s_quick, "--time", "size", "--skip-missing-time", "--out", folder.File("m")])
            .Output.ShouldContain("- 1 row has no 'size' and is left out.");
    }

    [TestCase("品目コード", 12, "品目コード  ")]
    [TestCase("品目コード", 8, "品目コ… ")]
    [TestCase("e\u0301te\u0301", 4, "e\u0301te\u0301 ")]
    [TestCase("👍👍", 3, "👍…")]
    public void A_name_is_as_wide_as_it_looks(string name, int width, string expected) =>
        TabularClassifier.Lines.Fit(name, width).ShouldBe(expected);

    private static string Good() => "size,shape,kind\n" + string.Concat(Enumerable.Range(0, 40).Select(i =>
        $"{(i * 7) % 11},{(i % 3 == 0 ? "round" : "flat")},{(i % 2 == 0 ? "a" : "b")}\n"));

    private static TemporaryFolder Trained(out string model)
    {
        var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("GOOD"), Good());
        model = folder.File("MODEL");
        Run(["train", folder.File("GOOD"), .. s_quick, "--out", model]).Code.ShouldBe(0);
        return folder;
    }

    private static (int Code, string Output, string Error) Run(params string[] args)
    {
        using StringWriter output = new() { NewLine = "\n" }, error = new() { NewLine = "\n" };
        return (TabularClassifier.Program.Run(args, output, error), output.ToString(), error.ToString());
    }
}
