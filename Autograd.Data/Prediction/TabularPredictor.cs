using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Data;

/// <summary>
/// Predicts rows as they come from a file, a program or a person: it has the encoder, the networks and the rule by which a class is named,
/// and needs neither the table nor the code that it was made with. Any number of threads may use it.
/// </summary>
/// <example><code>
/// TabularPredictor predictor = TabularPredictor.Load("iris.safetensors");
/// TabularPrediction prediction = predictor.Predict(new { PetalLength = 4.9, PetalWidth = 1.8 });
/// Console.WriteLine(prediction);                              // virginica (93.1%)
/// </code></example>
public sealed partial class TabularPredictor
{
    private const int MostOnStack = 64;

    private readonly RowNetwork[] _rows;

    internal TabularPredictor(TabularEncoder encoder, Ensemble networks, PredictorDescription description)
    {
        (Encoder, Networks, Description) = (encoder, networks, description);
        _rows = [.. networks.Members.Select(member => new RowNetwork((TabularNetwork)member))];
    }

    /// <summary>What makes numbers of rows.</summary>
    public TabularEncoder Encoder { get; }

    /// <summary>The networks, which may be looked into, exported or trained on; what is predicted stays what it was when they were
    /// loaded.</summary>
    public Ensemble Networks { get; }

    /// <summary>The classes, in order; none where a number is predicted.</summary>
    public IReadOnlyList<string> Classes => Encoder.Classes;

    /// <summary>Which class is named; <see cref="LabelRule.MostProbable"/> where a number is predicted.</summary>
    public LabelRule Labels => Description.Labels;

    /// <summary>What was measured on the test rows when it was made, by name; nothing where there were none.</summary>
    public IReadOnlyDictionary<string, double> Metrics => Description.Metrics;

    /// <summary>When it was trained, and on what, in a line.</summary>
    public string Origin => Description.Origin;

    internal PredictorDescription Description { get; }

    /// <summary>Predicts every row of a table.</summary>
    /// <param name="rows">The rows; columns are matched by name, and others are not looked at.</param>
    /// <exception cref="TableException">A column is not there, or of another kind.</exception>
    public IReadOnlyList<TabularPrediction> Predict(Table rows)
    {
        Tensor inputs = Encoder.EncodeInputs(rows);
        var predictions = new TabularPrediction[rows.RowCount];
        Parallel.For(0, predictions.Length, new ParallelOptions { MaxDegreeOfParallelism = ThreadLimit.Current }, i =>
        {
            double[] answers = new double[Encoder.Predicted.Outputs];
            int label = Answer(inputs.AsSpan<float>().Slice(i * Encoder.Width, Encoder.Width), answers, out double spread);
            predictions[i] = new(Classes, label, answers, spread);
        });
        return predictions;
    }

    /// <summary>
    /// Predicts a row of numbers, without any allocation: for loops in which every microsecond counts.
    /// </summary>
    /// <param name="row">
    /// A number for each of <see cref="TabularEncoder.Columns"/>, NaN where it is missing: numbers as they are, 1 and 0 for true and false,
    /// and the position of a category among its <see cref="ColumnEncoder.CategoryNames"/>.
    /// </param>
    /// <param name="answer">Room for the probability of each class, or the one number that is predicted.</param>
    /// <returns>The position of the class that is named; 0 where a number is predicted.</returns>
    /// <exception cref="ArgumentException">There are not as many numbers as columns, or not as much room as answers.</exception>
    /// <exception cref="NotSupportedException">A column has dates, which no Float32 holds.</exception>
    public int Predict(ReadOnlySpan<float> row, Span<float> answer)
    {
        Expect(row.Length, Encoder.Columns.Count, "number", "one for each of Encoder.Columns", nameof(row));
        Expect(answer.Length, Encoder.Predicted.Outputs, "place",
            Classes.Count > 0 ? "one for the probability of each class" : "one for the number", nameof(answer));
        using var values = new Scratch<double>(stackalloc double[MostOnStack], row.Length);
        using var answers = new Scratch<double>(stackalloc double[MostOnStack], answer.Length);
        for (int i = 0; i < row.Length; i++)
        {
            values.Span[i] = float.IsInfinity(row[i]) ? float.NaN : row[i];
            if (Encoder.Columns[i].Kind == ColumnKind.Date)
            {
                throw new NotSupportedException($"Column {Quoted.Text(Encoder.Columns[i].Name)} has dates, which no Float32 holds: give "
                    + "the row as an object or a dictionary.");
            }
        }

        int label = Answer(values.Span, answers.Span);
        for (int i = 0; i < answer.Length; i++)
        {
            answer[i] = (float)answers.Span[i];
        }

        return label;
    }

    /// <summary>The metrics, the columns and the networks, in short.</summary>
    public override string ToString() => $"{Quoted.Plain(Encoder.Target)} of {Quoted.Count(Encoder.Columns.Count, "column")}, "
        + Quoted.Count(Networks.Members.Count, "network");

    /// <summary>The answer to a row, whose values are in the order of the encoder's columns.</summary>
    internal int Answer(ReadOnlySpan<double> values, Span<double> answers)
    {
        using var inputs = new Scratch<float>(stackalloc float[MostOnStack], Encoder.Width);
        Encoder.Encode(values, inputs.Span);
        return Answer(inputs.Span, answers, out _);
    }

    // The mean over the networks, and how far they are apart in what is named.
    internal int Answer(ReadOnlySpan<float> inputs, Span<double> answers, out double spread)
    {
        int outputs = answers.Length;
        using var logits = new Scratch<float>(stackalloc float[MostOnStack], outputs);
        using var all = new Scratch<double>(stackalloc double[MostOnStack], outputs * _rows.Length);
        answers.Clear();
        for (int m = 0; m < _rows.Length; m++)
        {
            Span<double> one = all.Span.Slice(m * outputs, outputs);
            _rows[m].Run(inputs, logits.Span);
            Read(logits.Span, one);
            for (int i = 0; i < outputs; i++)
            {
                answers[i] += one[i] / _rows.Length;
            }
        }

        int label = Encoder.Predicted.IsClass ? Named(answers, Labels, Description.Priors) : 0;
        double squares = 0;
        for (int m = 0; m < _rows.Length; m++)
        {
            double apart = all.Span[(m * outputs) + label] - answers[label];
            squares += apart * apart;
        }

        spread = Math.Sqrt(squares / _rows.Length);
        return label;
    }

    // The probabilities of logits, or the number on its own scale.
    private void Read(ReadOnlySpan<float> logits, Span<double> answer)
    {
        TargetEncoder target = Encoder.Predicted;
        if (!target.IsClass)
        {
            answer[0] = (logits[0] * target.Deviation) + target.Mean;
            return;
        }

        double largest = logits[0], sum = 0;
        for (int i = 1; i < logits.Length; i++)
        {
            largest = Math.Max(largest, logits[i]);
        }

        for (int i = 0; i < answer.Length; i++)
        {
            answer[i] = Math.Exp(logits[i] - largest);
            sum += answer[i];
        }

        for (int i = 0; i < answer.Length; i++)
        {
            answer[i] /= sum;
        }
    }

    /// <summary>The position of the class that a rule names.</summary>
    internal static int Named(ReadOnlySpan<double> probabilities, LabelRule rule, IReadOnlyList<double> priors)
    {
        (int label, double best) = (0, double.NegativeInfinity);
        for (int i = 0; i < probabilities.Length; i++)
        {
            double weight = rule == LabelRule.Balanced ? probabilities[i] / priors[i] : probabilities[i];
            (label, best) = weight > best ? (i, weight) : (label, best);
        }

        return label;
    }

    private static void Expect(int count, int expected, string what, string which, string argument)
    {
        if (count != expected)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"Predict: {argument} has {Quoted.Count(count, what)}; expected {expected}, {which}."),
                argument);
        }
    }
}
