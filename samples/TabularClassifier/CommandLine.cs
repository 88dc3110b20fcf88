using System.CommandLine;
using Autograd.Data;
using SampleTools;

namespace TabularClassifier;

/// <summary>The commands and their options.</summary>
internal sealed class CommandLine
{
    private const string UsualModel = "model.safetensors";

    private readonly Argument<string?> _table = new("file")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "The table: CSV, as any spreadsheet saves it [default: a built-in, synthetic clinic]",
    };

    private readonly Setting<string?> _target = Name("--target", "column", "The column to predict");
    private readonly Option<string[]> _ignore = Names("--ignore", "Columns not to look at, such as what is known only afterwards");
    private readonly Option<string[]> _keep = Names("--keep", "Columns to look at although they seem to number the rows");
    private readonly Setting<string?> _time = Name("--time", "column", "Test on the latest rows by this column of dates or numbers");
    private readonly Option<bool> _skip = Flag("--skip-missing-time", "Leave out rows that have no --time");
    private readonly Setting<string?> _group = Name("--group", "column", "Keep rows with the same value here together, as of one patient");

    private readonly Setting<TabularTask> _task = Setting.Word("--task", "What is predicted", TabularTask.Auto);

    private readonly Setting<ClassBalance> _balance = Words("--balance", "How classes of unequal size are treated",
        [("auto", ClassBalance.Auto), ("balanced", ClassBalance.BalancedThenActual), ("weights", ClassBalance.Weights),
            ("none", ClassBalance.None)]);

    private readonly Setting<LabelRule> _labels = Words("--labels", "Which class is named: all count alike, or the likeliest",
        [("auto", LabelRule.Auto), ("balanced", LabelRule.Balanced), ("likeliest", LabelRule.MostProbable)]);

    private readonly Setting<RegressionLoss> _loss = Setting.Word(
        "--loss", "What a predicted number is: the mean, or the median", RegressionLoss.Squared);

    private readonly Setting<int> _ensemble = Setting.WholeNumber(
        "--ensemble", "How many networks answer together, and tell how sure they are", 1, 1, 1000);

    private readonly Setting<int> _epochs = Setting.WholeNumber(
        "--epochs", "How often all rows are seen at most", new TabularOptions("x").Epochs, 1, 100_000);

    private readonly Setting<int[]?> _hidden = Setting.Of<int[]?>(
        "--hidden", "widths", "The widths of the hidden layers, such as 32,16, or none for a linear model [default: by the number of rows]",
        "widths from 1 to 4096 such as 32,16, or none", Widths, null);

    private readonly Setting<double> _test = Setting.Number(
        "--test", "The share of rows that the result is measured on", new TabularOptions("x").Test, "a share from 0 to 0.8",
        share => share is >= 0 and <= 0.8);

    private readonly Setting<ulong> _seed = Setting.Seed("the division of the rows, weights and batches", 1);

    private readonly Setting<int> _folds = Setting.WholeNumber(
        "--folds", "Measure on all rows too, in so many parts; 0 for not", 0, 0, 1000);

    private readonly Setting<int> _repeat = Setting.WholeNumber("--repeat", "How many times they are divided anew", 1, 1, 1000);
    private readonly Setting<string?> _model = Setting.FilePath("--out", $"Where the model goes [default: {UsualModel}]");
    private readonly Setting<string?> _report = Setting.FilePath("--report", "Write what was found to this file, as JSON");
    private readonly Option<bool> _overwrite = Flag("--overwrite", "Replace a file of any kind, and not only one of the same");
    private readonly Option<bool> _noBaselines = Flag("--no-baselines", "Do not compare with what it must beat");
    private readonly Option<bool> _noImportance = Flag("--no-importance", "Do not find out which columns matter");
    private readonly ReadingOptions _reading = new();

    private readonly Argument<string> _file = new("model") { Description = $"What train has written, such as {UsualModel}" };
    private readonly Argument<string> _rows = new("file") { Description = "A table with the columns of training, in any order" };
    private readonly Option<string[]> _columns = Names("--keep", "Columns of the table to write beside the predictions [default: all]");
    private readonly Option<bool> _bare = Flag("--bare", "Write no column of the table, but the number of each row");
    private readonly Setting<string?> _predictions = Setting.FilePath("--out", "Where the CSV goes [default: the standard output]");
    private readonly Command _train, _predict, _inspect, _evaluate, _example;

    public CommandLine()
    {
        _train = new("train", "Learns to predict a column of a table from the others")
        {
            _table, _target, _ignore, _keep, _time, _skip, _group, _task, _balance, _labels, _loss, _ensemble, _epochs, _hidden, _test,
            _seed, _folds, _repeat, _model, _report, _overwrite, _noBaselines, _noImportance,
        };
        _reading.AddTo(_train);
        _predict = new("predict", "Writes a table as CSV with the prediction for each row beside its columns")
        {
            _file, _rows, _predictions, _columns, _bare, _overwrite,
        };
        _inspect = new("inspect", "Tells what a model is") { _file };
        _evaluate = new("evaluate", "Compares a model's predictions with what a table knows") { _file, _rows };
        _example = new("example", "Writes the built-in rows as a CSV, to try the other commands on") { _predictions, _overwrite };
    }

    /// <summary>What the sample does, and its commands.</summary>
    internal RootCommand Command
    {
        get
        {
            RootCommand command = new(
                "From a spreadsheet to predictions: trains a network on any table, says how good it is, and predicts other rows. Without "
                + "a command it trains on built-in rows.")
            { _train, _predict, _inspect, _evaluate, _example };

            // Nothing is done here: but with it a command is not required, and what is none is told by its name.
            command.SetAction(_ => 0);
            return command;
        }
    }

    /// <summary>Does what the user asked for.</summary>
    internal void Run(ParseResult result, Session session, TextWriter output, TextWriter error)
    {
        Command command = result.CommandResult.Command;
        bool overwrites = result.GetValue(_overwrite);
        if (command == _predict)
        {
            (string model, string rows) = (Given(_file, result), Given(_rows, result));
            string? to = _predictions.In(result);
            OtherThan(to, rows, "the table");
            OtherThan(to, model, "the model");
            string[]? columns = result.GetValue(_columns) is { Length: > 0 } names ? names : null;
            columns = !result.GetValue(_bare) ? columns : columns is null ? []
                : throw new SampleException("--bare writes no column of the table, and --keep some; leave one away");
            new Predictions(session, output, error).Write(model, rows, columns, to, overwrites);
        }
        else if (command == _inspect)
        {
            output.Write(Inspection.Of(ModelFile.Load(Given(_file, result))));
        }
        else if (command == _evaluate)
        {
            TabularPredictor predictor = ModelFile.Load(Given(_file, result));
            string rows = Given(_rows, result);
            output.Write(Stoppable.Do(session, () => Inspection.Compare(predictor, predictor.ReadCsv(rows, withTarget: true))));
        }
        else if (command == _example)
        {
            Predictions.Write(_predictions.In(result), overwrites, output, BuiltInRows.Write);
        }
        else
        {
            new Training(Read(result, overwrites), session, output).Run();
        }
    }

    private Options Read(ParseResult result, bool overwrites)
    {
        string? file = Named(result.GetValue(_table), _table.Name), model = _model.In(result);
        var options = new Options
        {
            File = file,
            Target = _target.In(result),
            Reading = _reading.In(result),
            Learning = new("target")
            {
                Ignored = result.GetValue(_ignore) ?? [],
                Kept = result.GetValue(_keep) ?? [],
                TimeColumn = _time.In(result),
                SkipsMissingTime = result.GetValue(_skip),
                GroupColumn = _group.In(result),
                Task = _task.In(result),
                Balance = _balance.In(result),
                Labels = _labels.In(result),
                Loss = _loss.In(result),
                Ensemble = _ensemble.In(result),
                Epochs = _epochs.In(result),
                Hidden = _hidden.In(result),
                Test = _test.In(result),
                Seed = _seed.In(result),
            },
            Folds = _folds.In(result),
            Repetitions = _repeat.In(result),
            Model = model ?? (file is null ? null : UsualModel),
            Report = _report.In(result),
            Overwrites = overwrites,
            HasBaselines = !result.GetValue(_noBaselines),
            HasImportance = !result.GetValue(_noImportance),
        };
        OtherThan(options.Model, file, "the table");
        OtherThan(options.Report, file, "the table");
        OtherThan(options.Report, options.Model, "the model");
        return options.Folds != 1 ? options : throw new SampleException("--folds: expected 2 or more, or 0 for none, found '1'");
    }

    private static string Given(Argument<string> argument, ParseResult result) => Named(result.GetValue(argument), argument.Name)!;

    private static string? Named(string? file, string argument) => file != "" ? file
        : throw new SampleException($"{argument}: expected a file, found ''");

    // What the user has is not written over by what comes of it.
    private static void OtherThan(string? output, string? input, string what)
    {
        if (output is not null && input is not null && WholeFile.IsSame(output, input))
        {
            throw new SampleException($"{SampleException.Quote(output)} is {what}; expected another file to write to");
        }
    }

    private static Setting<string?> Name(string name, string helpName, string description) => Setting.Of<string?>(
        name, helpName, description, "the name of a column",
        (string text, out string? value) =>
        {
            value = text;
            return text.Length > 0;
        },
        null);

    private static Option<string[]> Names(string name, string description) => new(name)
    {
        HelpName = "column",
        Description = $"{description}; as often as needed",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    private static Option<bool> Flag(string name, string description) => new(name) { Description = description };

    private static Setting<T> Words<T>(string name, string description, (string Word, T Value)[] words)
    {
        string[] all = [.. words.Select(each => each.Word)];
        return Setting.Of(
            name, string.Join('|', all), $"{description} [default: {all[0]}]", $"{string.Join(", ", all[..^1])} or {all[^1]}",
            (string text, out T value) =>
            {
                int found = Array.IndexOf(all, text);
                value = words[Math.Max(0, found)].Value;
                return found >= 0;
            },
            words[0].Value);
    }

    private static bool Widths(string text, out int[]? widths)
    {
        string[] parts = text == "none" ? [] : text.Split(',');
        widths = new int[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture,
                out widths[i]) || widths[i] is < 1 or > 4096)
            {
                return false;
            }
        }

        return parts.Length <= 64;
    }
}
