using System.Globalization;
using System.Text;
using Autograd.Core;
using Autograd.Data;
using Autograd.Nn;

namespace TabularClassifier;

/// <summary>What a model is, and how right it is.</summary>
internal static class Inspection
{
    private const int MostListed = 20, NameWidth = 24;

    /// <summary>What a model predicts, from what, and how good it was.</summary>
    internal static string Of(TabularPredictor predictor)
    {
        TabularEncoder encoder = predictor.Encoder;
        var text = new StringBuilder();
        text.Append(Lines.Wrapped($"Predicts {Lines.Quoted(encoder.Target)}, " + (predictor.Classes.Count == 0 ? "a number."
            : $"one of {Lines.Count(predictor.Classes.Count, "class")[..^1]}es: {Listed(predictor.Classes)}.")));
        text.Append(Lines.Wrapped($"It learned from {predictor.Origin}.", 2));
        text.Append(Lines.Wrapped($"{Networks(predictor)}.", 2));
        if (predictor.Classes.Count > 0)
        {
            text.Append(Lines.Wrapped(Rule(predictor), 2));
        }

        text.Append('\n').Append("Columns, and what becomes of them:\n");
        int width = Math.Min(NameWidth, encoder.Columns.Max(column => TextWidth.Of(column.Name)));
        foreach (ColumnEncoder column in encoder.Columns)
        {
            string does = column.ToString()[(column.Name.Length + 2)..];
            string kind = column.Kind.ToString().ToLowerInvariant();
            text.Append(Lines.Wrapped($"{Lines.Fit(column.Name, width)}  {kind,-8}  {does}", 2, width + 14));
        }

        text.Append('\n').Append(
            predictor.Metrics.Count == 0 ? "It was not tested when it was made.\n" : "When it was made, on test rows:\n");
        foreach ((string name, double value) in predictor.Metrics)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {name,-24}{Lines.Number(value),10}\n");
        }

        return Lines.Plain(text.ToString());
    }

    /// <summary>How right a model is about rows whose target is known.</summary>
    internal static string Compare(TabularPredictor predictor, Table rows)
    {
        TabularEvaluation evaluation = predictor.Evaluate(rows);
        string left = evaluation.RowCount < rows.RowCount
            ? $"; {Lines.Count(rows.RowCount - evaluation.RowCount, "row")} without a value left out" : "";
        string compared = $"{Lines.Count(evaluation.RowCount, "row")} compared{left}";
        bool isOfTraining = predictor.Origin.StartsWith(
            string.Create(CultureInfo.InvariantCulture, $"{rows.Name}, {rows.RowCount:N0} rows, "), StringComparison.Ordinal);
        return Lines.Plain(Lines.Wrapped($"{Lines.Quoted(predictor.Encoder.Target)} in {rows.Name}: {compared}.")
            + (!isOfTraining ? "" : Lines.Wrapped(
                "The model learned from a table of this name with as many rows; rows that taught it are no test.", 2))
            + Lines.Indented(evaluation.ToString()) + Unseen(predictor, rows));
    }

    /// <summary>What of a table is unlike all of training; nothing where all is as there.</summary>
    internal static string Unseen(TabularPredictor predictor, Table rows)
    {
        IReadOnlyList<UnseenValues> unseen = predictor.Unseen(rows);
        string more = unseen.Count <= MostListed ? ""
            : Lines.Wrapped($"- and {Lines.Count(unseen.Count - MostListed, "further column")}", 2);
        return unseen.Count == 0 ? "" : Lines.Plain("Unlike all of training:\n"
            + string.Concat(unseen.Take(MostListed).Select(each => Lines.Wrapped($"- {each}", 2, 4))) + more);
    }

    /// <summary>Which class is named.</summary>
    internal static string Rule(TabularPredictor predictor) => predictor.Labels == LabelRule.Balanced
        ? "It names the class whose probability is the largest multiple of its frequency, so that rare classes count as others do."
        : "It names the most probable class.";

    /// <summary>How many networks there are, and of what size.</summary>
    internal static string Networks(TabularPredictor predictor)
    {
        var network = (TabularNetwork)predictor.Networks.Members[0];
        Linear[] layers = [.. Enumerable.Range(0, network.Layers.Count).Select(i => network.Layers[i]).OfType<Linear>()];
        string widths = string.Join('-', layers.Select(layer => layer.InFeatures).Append(layers[^1].OutFeatures)
            .Select(width => width.ToString(CultureInfo.InvariantCulture)));
        long weights = network.Parameters().Sum(parameter => (long)parameter.Value.Count);
        return (network.Wide is null ? "" : "A linear model, and for what it leaves ")
            + Lines.Count(predictor.Networks.Members.Count, "network")
            + string.Create(CultureInfo.InvariantCulture, $" {widths}: {weights:N0} weights")
            + (network.Wide is not null && predictor.Networks.Members.Count > 1 ? " each" : "");
    }

    private static string Listed(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(MostListed).Select(Lines.Quoted)) + (names.Count > MostListed ? ", …" : "");
}
