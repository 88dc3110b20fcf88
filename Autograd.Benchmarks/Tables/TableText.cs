using System.Globalization;
using System.Text;

namespace Autograd.Benchmarks;

/// <summary>What was measured on one table: the scores here and those of scikit-learn, by name.</summary>
internal sealed record TableResult(TableFile Table, int Rows, int Columns, FoldScores Ours, IReadOnlyDictionary<string, FoldScores> Peers)
{
    internal string Measure => Table.IsRegression ? "r2" : "balanced_accuracy";

    /// <summary>The network of scikit-learn: of the two ways to end its training the one that did better here.</summary>
    internal FoldScores Network =>
        Peers.TryGetValue("mlp-unstopped", out FoldScores? unstopped) && unstopped.Mean(Measure) > Peers["mlp"].Mean(Measure)
            ? unstopped : Peers["mlp"];

    internal FoldScores Linear => Peers["logistic"];

    /// <summary>The better of the linear model and the network.</summary>
    internal FoldScores Better => Linear.Mean(Measure) >= Network.Mean(Measure) ? Linear : Network;

    /// <summary>How far we are from the better, in standard errors of its mean; negative where we are behind.</summary>
    internal double Ahead => (Ours.Mean(Measure) - Better.Mean(Measure)) / Better.Error(Measure);
}

/// <summary>The page of the comparison on tables.</summary>
internal static class TableText
{
    /// <summary>The results, as a page.</summary>
    internal static string Page(IReadOnlyList<TableResult> results, IReadOnlyList<EqualEpochs> epochs, OtherResults others)
    {
        int within = results.Count(result => result.Ahead >= -1);
        string behind = within == results.Count ? "" : " The others: " + string.Join(", ", results.Where(result => result.Ahead < -1)
            .Select(result => FormattableString.Invariant($"{result.Table.Name} ({result.Ahead:0.0} standard errors)"))) + ".";
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            # Results on tables

            What `TabularModel.Train` makes of a table when it is told the target and nothing else, beside scikit-learn 1.2.1, whose
            pipelines are written by hand for each table: medians, standardized numbers and one-hot categories, then `LogisticRegression`
            with balanced class weights (`Ridge` for numbers), an `MLPClassifier` of 64 and 32 units on rows of the smaller classes
            repeated until all are as large (the better of early stopping and none), and `HistGradientBoosting` with balanced class
            weights. The folds are the same for all, stratified: three of 100,000 rows, else five, of small tables repeated with others.
            Balanced accuracy, or R² where a number is predicted; ± is the standard error over the folds.

            Measured on {Machine.Date} by `dotnet run -c Release --project Autograd.Benchmarks -- tables FOLDER --data ...`. The defaults
            were chosen by looking at these tables, all at once; they stand in `TabularOptions` and are the same for every table.

            | table | rows × columns | Autograd | linear | MLP | boosted trees | majority | best there is |
            |---|--:|--:|--:|--:|--:|--:|--:|

            """);
        foreach (TableResult result in results)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {result.Table.Name} | {result.Rows:N0} × {result.Columns} | ");
            FoldScores[] all = [result.Ours, result.Linear, result.Network, result.Peers["boosting"], result.Peers["majority"]];
            text.AppendJoin(" | ", all.Select(folds => Score(folds, result.Measure)));
            text.Append(CultureInfo.InvariantCulture, $" | {result.Table.Best:0.000} |\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"""

            On {within} of {results.Count} tables it is no more than one standard error below the better of the linear model and the
            MLP.{behind} "Best there is" is the score of who knows the formula by which a made table was made, and has no holes to fill.

            The tables: {string.Join("; ", results.Select(result => $"**{result.Table.Name}**, {result.Table.About}"))}. Those not of UCI
            or scikit-learn are made by formulas that stand in `Autograd.Benchmarks/Tables/Made`.

            ## Time

            Seconds that training on one fold keeps a processor busy ({Machine.Processor}), of all threads together: scikit-learn's on the
            first fold, ours on the average, with the compilation of the code in it. Reading the file is in none of them.

            | table | Autograd | linear | MLP | boosted trees |
            |---|--:|--:|--:|--:|

            """);
        foreach (TableResult result in results)
        {
            FoldScores[] all = [result.Ours, result.Linear, result.Network, result.Peers["boosting"]];
            text.Append(CultureInfo.InvariantCulture, $"| {result.Table.Name} | ");
            text.AppendJoin(" | ", all.Select(folds => folds.Seconds.ToString("0.00", CultureInfo.InvariantCulture)));
            text.Append(" |\n");
        }

        AppendEpochs(text, epochs);
        AppendOthers(text, others);
        text.Append("""

            ## Lines of code

            From a CSV file to a saved model and its score on rows that it has not seen: four lines here, as in [From a table to
            predictions](tabular.md), whatever the columns are. The linear model of scikit-learn for `customers`, without the cycles of
            dates and without a network's repeated rows, takes nineteen, and pandas:

            ```python
            import joblib, pandas
            from sklearn.compose import ColumnTransformer
            from sklearn.impute import SimpleImputer
            from sklearn.linear_model import LogisticRegression
            from sklearn.metrics import classification_report
            from sklearn.model_selection import train_test_split
            from sklearn.pipeline import make_pipeline
            from sklearn.preprocessing import OneHotEncoder, StandardScaler
            table = pandas.read_csv("customers.csv", parse_dates=["joined", "last call"])
            for column in ["joined", "last call"]:
                table[column] = (table[column] - pandas.Timestamp("2015-01-01")).dt.days
            X, y = table.drop(columns="outcome"), table["outcome"]
            words = X.select_dtypes("object").columns
            numbers = make_pipeline(SimpleImputer(strategy="median", add_indicator=True), StandardScaler())
            columns = ColumnTransformer([("words", OneHotEncoder(handle_unknown="ignore"), words)], remainder=numbers)
            model = make_pipeline(columns, LogisticRegression(class_weight="balanced", max_iter=3000))
            X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, stratify=y, random_state=1)
            print(classification_report(y_test, model.fit(X_train, y_train).predict(X_test)))
            joblib.dump(model, "customers.joblib")
            ```

            """);
        return text.ToString();
    }

    private static void AppendEpochs(StringBuilder text, IReadOnlyList<EqualEpochs> epochs)
    {
        if (epochs.Count > 0)
        {
            text.Append("""

                At equal epochs, batches and layers, without validation, the least of three rounds in turn, seconds:

                | table | layers | batch | epochs | Autograd | `MLPClassifier` | ratio |
                |---|---|--:|--:|--:|--:|--:|

                """);
            foreach (EqualEpochs each in epochs)
            {
                text.Append(each.Row).Append('\n');
            }
        }
    }

    private static void AppendOthers(StringBuilder text, OtherResults others)
    {
        if (others.All.Count == 0)
        {
            return;
        }

        text.Append(CultureInfo.InvariantCulture, $"""

            ## Other tables

            The defaults were first chosen by the tables above. These are others, most of which others have measured, too. Fifteen of
            them showed that networks were too narrow, and were looked at when that was mended (attrition, concrete, credit, glass,
            ionosphere, mortgages, pima, sacramento, sonar, spirals, titanic, vehicles, votes, vowels and xor); nothing was chosen by the
            rest. All is as above, and "ahead" is by how many standard errors Autograd is ahead of the better of the linear model and the
            MLP.
            {others.All.Count(each => each.Ahead >= -1)} of {others.All.Count} are no more than one standard error below it.

            | table | rows × columns | Autograd | linear | MLP | boosted trees | best there is | ahead | seconds |
            |---|--:|--:|--:|--:|--:|--:|--:|--:|

            """);
        foreach (OtherResult each in others.All)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {each.Name} | {each.Rows:N0} × {each.Columns} | ");
            text.AppendJoin(" | ", new[] { each.Ours, each.Linear, each.Network, each.Boosting }.Select(score =>
                FormattableString.Invariant($"{score[0]:0.000} ± {score[1]:0.000}")));
            text.Append(CultureInfo.InvariantCulture, $" | {each.Best:0.000} | {each.Ahead:+0.0;-0.0} | {each.Seconds:0.00} |\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"""

            They are {string.Join("; ", others.All.Select(each => $"**{each.Name}**, {each.About}"))}. Those of R packages are written by
            `Autograd.Benchmarks/Reference/debian_tables.R` from Debian's, under the licences that stand behind them; those without a
            source are made in `Autograd.Benchmarks/Tables/Made/OtherTables.cs`. A list of CSV files of one's own, each with the column
            to predict, is measured in the same way: `tables FOLDER --data LISTED`, where LISTED has a `tables.csv` with a line for each
            (name, target, about, source, licence).

            """);
    }

    /// <summary>A line of what was measured.</summary>
    internal static string Line(TableResult result) => FormattableString.Invariant(
        $"{result.Table.Name,-14} {Score(result.Ours, result.Measure)}, linear {Score(result.Linear, result.Measure)}, MLP ")
        + FormattableString.Invariant($"{Score(result.Network, result.Measure)}: {result.Ahead:0.0} standard errors");

    private static string Score(FoldScores folds, string measure) =>
        FormattableString.Invariant($"{folds.Mean(measure):0.000} ± {folds.Error(measure):0.000}");
}
