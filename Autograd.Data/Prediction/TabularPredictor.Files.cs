using System.Text.Json;
using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Data;

public sealed partial class TabularPredictor
{
    private const int LongestError = 400;

    private MissingTokens Missing => field ??= new(Encoder.Reading.MissingTokens);

    /// <summary>
    /// Reads a predictor from the one file that <see cref="Save"/> wrote: a safetensors file of the weights, in whose metadata all else
    /// stands. It runs no code of the file, and reads it whole or not at all.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="TensorFileException">It is no such file, damaged, or written by a later version.</exception>
    /// <exception cref="IOException">The file is not there, is a folder or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static TabularPredictor Load(string path)
    {
        IReadOnlyDictionary<string, Tensor> weights = SafeTensors.Read(path, out IReadOnlyDictionary<string, string> metadata);
        PredictorDescription description = Described(path, metadata);
        var encoder = new TabularEncoder(
            description.Target, description.Columns, description.Reading.ToOptions(), description.Fields);

        // Networks are made only where the file holds as many numbers as they have: they take no more memory than it.
        long expected = description.Members * Parameters(encoder, description);
        long found = weights.Values.Sum(tensor => (long)tensor.Count);
        if (found != expected)
        {
            throw new TensorFileException(
                path, FormattableString.Invariant($"there are {found} weights; its networks have {expected}."), null);
        }

        Ensemble networks = new([.. Enumerable.Range(0, description.Members)
            .Select(_ => Network(encoder, description.Hidden, description.Dropout, description.HasWide))]);
        try
        {
            networks.LoadState(weights);
        }
        catch (ArgumentException error)
        {
            throw new TensorFileException(
                path, $"the weights do not fit its networks: {Quoted.Line(error.Message, LongestError)}", null, error);
        }

        networks.Eval();
        return networks.Parameters().All(parameter => Array.TrueForAll(parameter.Value.ToArray<float>(), float.IsFinite))
            ? new(encoder, networks, description)
            : throw new TensorFileException(path, "a weight is not finite.", null);
    }

    /// <summary>
    /// Writes it to one file, from which <see cref="Load"/> makes it anew. Under the file's name there is the old one until the new one is
    /// complete, and an error leaves the old one alone.
    /// </summary>
    /// <param name="path">The file; its folder must be there.</param>
    /// <exception cref="IOException">The disk is full, the folder is not there, or the path is a folder.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder, or the file itself, may not be written to.</exception>
    public void Save(string path) => Networks.Save(path, new Dictionary<string, string>
    {
        [PredictorDescription.Key] = JsonSerializer.Serialize(Description, PredictorJson.Default.PredictorDescription),
    });

    /// <summary>
    /// Reads a CSV file as that of training was read: with its decimal comma, its words for missing values and its order of dates. Columns
    /// that the model does not need are not looked at.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="withTarget">Whether the target is needed too, to compare.</param>
    /// <param name="keepsText">Whether all columns are kept as they stand in the file too, so that <see cref="WriteCsv"/> can write
    /// them.</param>
    /// <exception cref="TableException">There is no such file, it is no table, or a column is not there or has other values.</exception>
    public Table ReadCsv(string path, bool withTarget = false, bool keepsText = false)
    {
        CsvOptions reading = Encoder.Reading with
        {
            // Files of the same columns may have been saved with another one of the usual separators.
            Separator = Encoder.Reading.Separator is ',' or ';' or '\t' or '|' ? null : Encoder.Reading.Separator,
            KeepsText = keepsText,
            Builders = (name, capacity) =>
                Encoder.IndexOf(name) is >= 0 and var position ? Encoder.Columns[position].Builder(Encoder.Reading, capacity)
                : name == Encoder.Target && withTarget ? Encoder.Predicted.Builder(Encoder.Reading, capacity)
                : new TextBuilder(name, capacity),
        };
        Table table = Table.ReadCsv(path, reading);
        string[] needed = [.. Encoder.Columns.Select(column => column.Name)];
        foreach (string name in withTarget ? needed.Append(Encoder.Target) : needed)
        {
            if (!table.TryGetColumn(name, out _))
            {
                throw new TableException(table.Name, null, null,
                    $"the model needs the column {Names.Unknown(name, [.. table.Columns.Select(column => column.Name)])}");
            }
        }

        return table;
    }

    internal static TabularNetwork Network(TabularEncoder encoder, IReadOnlyList<int> hidden, double dropout, bool hasWide = true) => new(
        encoder.FeatureCount, [.. encoder.Embedded.Select(column => (column.EmbeddingRows, column.EmbeddingSize))], hidden,
        encoder.Predicted.Outputs, dropout, hasWide);

    private static long Parameters(TabularEncoder encoder, PredictorDescription description)
    {
        long outputs = encoder.Predicted.Outputs, width = encoder.FeatureCount, count = description.HasWide
            ? outputs * (width + 1 + encoder.Embedded.Sum(column => (long)column.EmbeddingRows)) : 0;
        foreach (CategoryEncoder column in encoder.Embedded)
        {
            count += (long)column.EmbeddingRows * column.EmbeddingSize;
            width += column.EmbeddingSize;
        }

        foreach (int next in description.Hidden)
        {
            count += ((width + 2) * next);
            width = next;
        }

        return count + ((width + 1) * outputs);
    }

    private static PredictorDescription Described(string path, IReadOnlyDictionary<string, string> metadata)
    {
        if (!metadata.TryGetValue(PredictorDescription.Key, out string? json))
        {
            throw new TensorFileException(path, "it holds tensors, but no model for tables; TabularPredictor.Save writes one.", null);
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("version", out JsonElement version)
                && version.ValueKind == JsonValueKind.Number && version.TryGetInt32(out int number)
                && number > PredictorDescription.CurrentVersion)
            {
                string writer = document.RootElement.TryGetProperty("writtenBy", out JsonElement name)
                    ? $", by Autograd {Quoted.Plain(name.ToString())}" : "";
                throw new TensorFileException(
                    path,
                    FormattableString.Invariant($"it was written in version {number} of the format{writer}; this library reads versions ")
                    + FormattableString.Invariant($"up to {PredictorDescription.CurrentVersion}: take a newer one."), null);
            }

            PredictorDescription description = document.Deserialize(PredictorJson.Default.PredictorDescription)
                ?? throw new JsonException("there is nothing in it.");
            if (description.Problem is { } problem)
            {
                throw new TensorFileException(path, $"its model is damaged: {problem}.", null);
            }

            description.Reading.ToOptions().Check();
            return description;
        }
        catch (Exception error) when (error is JsonException or ArgumentException or NotSupportedException or FormatException
            and not TensorFileException)
        {
            throw new TensorFileException(path, $"its model is damaged: {Quoted.Line(error.Message, LongestError)}", null, error);
        }
    }
}
