using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Data;

/// <summary>
/// Makes of the rows of a table the numbers that a network takes, as it has learned from the rows of training: what stands for a missing
/// number, the scale of each column, the categories and classes. It is saved with the model, so that later rows mean the same.
/// </summary>
/// <example><code>
/// TabularEncoder encoder = TabularEncoder.Fit(train, target: "species");
/// TensorDataset data = encoder.Encode(train);
/// </code></example>
public sealed class TabularEncoder
{
    private const double FarthestTarget = 1e12;

    private readonly Dictionary<string, int> _positions = [];

    internal TabularEncoder(
        TargetEncoder target, IReadOnlyList<ColumnEncoder> columns, CsvOptions reading, IReadOnlyList<string> fields)
    {
        (Predicted, Columns, Reading, Fields) = (target, columns, reading, fields);
        for (int i = 0; i < columns.Count; i++)
        {
            _positions.Add(columns[i].Name, i);
            FeatureCount += columns[i].FeatureCount;
        }

        Embedded = [.. columns.Where(column => column.EmbeddingRows > 0).Cast<CategoryEncoder>()];
    }

    /// <summary>The name of the column that is predicted.</summary>
    public string Target => Predicted.Name;

    /// <summary>The classes, in order; none where a number is predicted.</summary>
    public IReadOnlyList<string> Classes => Predicted.Classes;

    /// <summary>The columns that are learned from.</summary>
    public IReadOnlyList<ColumnEncoder> Columns { get; }

    /// <summary>What was left out when it was made, and why; a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; private init; } = [];

    /// <summary>How many numbers a row becomes, beside the rows of embeddings.</summary>
    public int FeatureCount { get; }

    /// <summary>How many columns have an embedding, whose row is one more number each.</summary>
    public int EmbeddingCount => Embedded.Length;

    internal TargetEncoder Predicted { get; }

    /// <summary>How the table of training was read, so that other files can be read and written alike.</summary>
    public CsvOptions Reading { get; }

    /// <summary>All columns of the table, in the file's order.</summary>
    internal IReadOnlyList<string> Fields { get; }

    internal CategoryEncoder[] Embedded { get; }

    /// <summary>How many numbers a row becomes in all.</summary>
    internal int Width => FeatureCount + Embedded.Length;

    /// <summary>Learns from the rows of training.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="target">The name of the column that is predicted.</param>
    /// <exception cref="TableException">There is no such column, it cannot be predicted, or no other column tells anything.</exception>
    public static TabularEncoder Fit(Table rows, string target) => Fit(rows, new TabularOptions(target));

    /// <summary>Learns from the rows of training.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="options">The target, which columns are ignored, and how values become numbers.</param>
    /// <exception cref="TableException">There is no such column, the target cannot be predicted, or no other column tells
    /// anything.</exception>
    /// <exception cref="ArgumentException">An option is none.</exception>
    public static TabularEncoder Fit(Table rows, TabularOptions options)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        options.Check(rows);
        TargetEncoder target = TargetEncoder.Fit(rows, options);
        HashSet<string> ignored = [target.Name];
        foreach (string name in options.GroupColumn is { } group ? options.Ignored.Append(group) : options.Ignored)
        {
            ignored.Add(name);
        }

        List<ColumnEncoder> columns = [];
        List<string> notes = [];
        foreach (Column column in rows.Columns.Where(column => !ignored.Contains(column.Name)))
        {
            if (Encoder(column, options) is { } encoder)
            {
                columns.Add(encoder);
            }
            else
            {
                notes.Add($"{Quoted.Text(column.Name)} is left out: " + (column is TextColumn ? "it is free text or an id."
                    : column.Missing == column.Count ? "every value is missing." : "it is the same in every row of training."));
            }
        }

        return columns.Count > 0 ? new(target, columns, rows.Reading, [.. rows.Columns.Select(column => column.Name)]) { Notes = notes }
            : throw new TableException(rows.Name, null, null, $"no column but {Quoted.Text(target.Name)} tells anything: "
                + (notes.Count == 0 ? "there is none." : string.Join(" ", notes)));
    }

    /// <summary>The inputs of a network and what it should answer, for every row that has a target.</summary>
    /// <param name="rows">The rows; columns are matched by name, and others are not looked at.</param>
    /// <returns>Inputs as <see cref="EncodeInputs"/> gives them; Int64 classes, or Float32 numbers [rows, 1].</returns>
    /// <exception cref="TableException">A column is not there, of another kind, or has a class that was not seen in training.</exception>
    public TensorDataset Encode(Table rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        int[] known = WithTarget(rows);
        Table labelled = known.Length == rows.RowCount ? rows : rows.Rows(known);
        return new(EncodeInputs(labelled), Targets(labelled), checkFinite: false);
    }

    /// <summary>The inputs of a network: [rows, <see cref="FeatureCount"/> + <see cref="EmbeddingCount"/>], Float32.</summary>
    /// <param name="rows">The rows; columns are matched by name, and others are not looked at.</param>
    /// <exception cref="TableException">A column is not there, or of another kind.</exception>
    public Tensor EncodeInputs(Table rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.RowCount == 0)
        {
            throw new TableException(rows.Name, null, null, "there is no row.");
        }

        if ((long)rows.RowCount * Width > Array.MaxLength)
        {
            throw new TableException(rows.Name, null, null, FormattableString.Invariant(
                $"{rows.RowCount:N0} rows of {Width:N0} numbers are more than one tensor holds; take fewer at a time (Table.Rows)."));
        }

        return Tensor.From(Inputs([.. Columns.Select(column => Values(rows, column))]), [rows.RowCount, Width]);
    }

    /// <summary>What it makes of each column, a line each.</summary>
    public override string ToString() => string.Join('\n', Columns);

    /// <summary>The position of a column among <see cref="Columns"/>; -1 where it is none of them.</summary>
    internal int IndexOf(string name) => _positions.GetValueOrDefault(name, -1);

    /// <summary>The inputs of rows, of which the values of each column are given.</summary>
    internal float[] Inputs(double[][] columns)
    {
        float[] inputs = new float[checked(columns[0].Length * Width)];
        double[] values = new double[columns.Length];
        for (int row = 0; row < columns[0].Length; row++)
        {
            for (int c = 0; c < values.Length; c++)
            {
                values[c] = columns[c][row];
            }

            Encode(values, inputs.AsSpan(row * Width, Width));
        }

        return inputs;
    }

    /// <summary>Writes the inputs of one row, whose values are in the order of <see cref="Columns"/>.</summary>
    internal void Encode(ReadOnlySpan<double> values, Span<float> inputs)
    {
        int feature = 0, row = FeatureCount;
        for (int i = 0; i < values.Length; i++)
        {
            ColumnEncoder column = Columns[i];
            if (column.EmbeddingRows > 0)
            {
                inputs[row++] = column.EmbeddingRow(values[i]);
            }
            else
            {
                column.Encode(values[i], inputs.Slice(feature, column.FeatureCount));
                feature += column.FeatureCount;
            }
        }
    }

    /// <summary>The values of a column of a table.</summary>
    internal static double[] Values(Table rows, ColumnEncoder encoder)
    {
        if (!rows.TryGetColumn(encoder.Name, out Column? column))
        {
            throw new TableException(
                rows.Name, null, null, $"the model needs the column {Names.Unknown(encoder.Name, [.. rows.Columns.Select(c => c.Name)])}");
        }

        if (column.Missing == column.Count)
        {
            // What is missing throughout may have been taken for any kind.
            double[] none = new double[column.Count];
            none.AsSpan().Fill(double.NaN);
            return none;
        }

        return encoder.Values(column) ?? throw new TableException(rows.Name, null, encoder.Name,
            $"there are {Word(column.Kind)}; expected {Word(encoder.Kind)}, as in training.");
    }

    /// <summary>The rows that have a target.</summary>
    /// <exception cref="TableException">It is not there, of another kind, or of a class that was not seen in training.</exception>
    internal int[] WithTarget(Table rows)
    {
        if (!rows.TryGetColumn(Target, out _))
        {
            throw new TableException(
                rows.Name, null, null, $"it lacks the target {Names.Unknown(Target, [.. rows.Columns.Select(column => column.Name)])}");
        }

        int[]? labels = Predicted.IsClass ? Predicted.Labels(rows) : null;
        double[] numbers = Predicted.IsClass ? [] : Predicted.Numbers(rows).ToArray();
        int[] known = [.. Enumerable.Range(0, rows.RowCount)
            .Where(row => labels is null ? !double.IsNaN(numbers[row]) : labels[row] != -1)];
        return labels is null || Array.IndexOf(labels, -2) is not (>= 0 and var unseen) ? known
            : throw new TableException(rows.Name, null, Target, FormattableString.Invariant($"row {unseen + 1} is of a class that was not ")
                + $"seen in training; there were {Quoted.List(Classes.Take(10))}{(Classes.Count > 10 ? ", …" : "")}.");
    }

    private Tensor Targets(Table rows)
    {
        if (!Predicted.IsClass)
        {
            ReadOnlySpan<double> numbers = Predicted.Numbers(rows);
            float[] scaled = new float[numbers.Length];
            for (int i = 0; i < scaled.Length; i++)
            {
                // One that lies farther out would make the mean of the squares infinite.
                scaled[i] = (float)Math.Clamp((numbers[i] - Predicted.Mean) / Predicted.Deviation, -FarthestTarget, FarthestTarget);
            }

            return Tensor.From(scaled, [scaled.Length, 1]);
        }

        return Tensor.From(Array.ConvertAll(Predicted.Labels(rows), label => (long)label));
    }

    private static ColumnEncoder? Encoder(Column column, TabularOptions options) => column switch
    {
        NumberColumn numbers => NumberEncoder.Fit(column.Name, numbers.Values, options.Limit),
        BooleanColumn booleans => BooleanEncoder.Fit(booleans),
        CategoryColumn words => CategoryEncoder.Fit(column.Name, words.Codes, words.Categories, options),
        DateColumn dates => DateEncoder.Fit(dates),
        _ => null,
    };

    private static string Word(ColumnKind kind) => kind switch
    {
        ColumnKind.Number => "numbers",
        ColumnKind.Category => "categories",
        ColumnKind.Boolean => "booleans",
        ColumnKind.Date => "dates",
        _ => "texts",
    };
}
