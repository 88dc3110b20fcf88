using Autograd.Core;
using Autograd.Data;
using Autograd.Nn;
using Autograd.Tests.Nn.Serialization;

namespace Autograd.Tests.Data.Tabular;

/// <summary>A row means the same in whatever form it comes, to the bit.</summary>
public sealed class PredictorLawTests
{
    private const int Tables = 16;

    [Test]
    public void A_row_is_predicted_alike_in_every_form()
    {
        for (int seed = 0; seed < Tables; seed++)
        {
            DrawnTable drawn = new(seed, withDates: seed % 2 == 0);
            TabularPredictor predictor = TabularModel.Train(drawn.Table, drawn.Options).Predictor;
            Difference(drawn, predictor, predictor).ShouldBeNull($"table {seed}");
        }
    }

    [Test]
    [Explicit("Thousands of tables take minutes."), Category("Long")]
    public void A_row_of_thousands_of_tables_is_predicted_alike_in_every_form()
    {
        for (int seed = 1000; seed < 4000; seed++)
        {
            DrawnTable drawn = new(seed, withDates: seed % 2 == 0);
            TabularPredictor predictor = TabularModel.Train(drawn.Table, drawn.Options).Predictor;
            Difference(drawn, predictor, Reloaded(predictor)).ShouldBeNull($"table {seed}");
        }
    }

    [Test]
    public void A_predictor_that_differs_in_a_trifle_is_found()
    {
        DrawnTable drawn = new(3);
        TabularPredictor predictor = TabularModel.Train(drawn.Table, drawn.Options).Predictor;
        TabularPredictor other = Reloaded(predictor, weights => weights[^1] = MathF.BitIncrement(weights[^1]) * 1.0001f);
        Difference(drawn, predictor, other).ShouldNotBeNull();
    }

    [Test]
    public void A_loaded_predictor_predicts_the_same_bits_on_any_number_of_threads()
    {
        for (int seed = 0; seed < 6; seed++)
        {
            DrawnTable drawn = new(100 + seed);
            TabularPredictor predictor = TabularModel.Train(drawn.Table, drawn.Options).Predictor;
            string[] expected = Bits.Of(predictor.Predict(drawn.Table));
            TabularPredictor loaded = Reloaded(predictor);
            Bits.Of(loaded).ShouldBe(Bits.Of(predictor));
            foreach (int threads in new[] { 1, 2, 8 })
            {
                string[]?[] found = new string[threads][];
                Thread[] all = [.. Enumerable.Range(0, threads).Select(i => new Thread(() => found[i] = i % 2 == 0
                    ? Bits.Of(loaded.Predict(drawn.Table))
                    : Bits.Of(Enumerable.Range(0, drawn.Rows).Select(row => loaded.Predict(drawn.Line(row, withTarget: false))))))];
                Array.ForEach(all, thread => thread.Start());
                Array.ForEach(all, thread => thread.Join());
                found.ShouldAllBe(each => each!.SequenceEqual(expected));
            }
        }
    }

    [Test]
    public void A_row_is_computed_as_the_network_computes_it()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            DrawnTable drawn = new(200 + seed);
            TabularPredictor predictor = TabularModel.Train(drawn.Table, drawn.Options).Predictor;
            TargetEncoder target = predictor.Encoder.Predicted;
            Tensor inputs = predictor.Encoder.EncodeInputs(drawn.Table);
            EnsemblePrediction expected = target.IsClass
                ? predictor.Networks.PredictProbabilities(inputs) : predictor.Networks.Predict(inputs);
            double[] mean = [.. expected.Mean.ToArray<float>().Select(number => (number * target.Deviation) + target.Mean)];
            double[] found = [.. predictor.Predict(drawn.Table).SelectMany(each => target.IsClass ? each.Probabilities : [each.Value])];
            found.Length.ShouldBe(mean.Length);
            for (int i = 0; i < mean.Length; i++)
            {
                found[i].ShouldBe(mean[i], 1e-5 * target.Deviation * Math.Max(1, Math.Abs((mean[i] - target.Mean) / target.Deviation)));
            }
        }
    }

    [Test]
    public void An_object_is_predicted_as_in_a_table()
    {
        var random = new Random(8);
        Visit[] visits = [.. Enumerable.Range(0, 60).Select(i => new Visit(
            i % 7 == 0 ? null : random.NextSingle(), random.Next(50), (decimal)random.NextDouble(),
            i % 5 == 0 ? null : new[] { "NA", "left", " right" }[random.Next(3)], random.Next(2) == 0, (DayOfWeek)random.Next(7),
            new DateOnly(2024, 1 + random.Next(12), 3), i % 3 == 0 ? "sick" : "well"))];
        Table table = Table.From(visits);
        TabularPredictor predictor = TabularModel.Train(table, new TabularOptions("State") { Epochs = 2, Hidden = [4] }).Predictor;
        predictor.Encoder.Columns.Count.ShouldBe(7);
        string[] expected = Bits.Of(predictor.Predict(table));
        Bits.Of(visits.Select(visit => predictor.Predict(visit))).ShouldBe(expected);
        Bits.Of(visits.Select(visit => predictor.Predict(new Dictionary<string, object?>
        {
            ["Dose"] = visit.Dose is { } dose ? (double)dose : DBNull.Value,
            ["Age"] = (short)visit.Age,
            ["Price"] = (double)visit.Price,
            ["Side"] = visit.Side,
            ["IsNew"] = visit.IsNew ? 1 : 0,
            ["Day"] = visit.Day.ToString(),
            ["Seen"] = visit.Seen.ToString("yyyy-MM-dd", null),
        }))).ShouldBe(expected);
        Bits.Of(visits.Select(visit => predictor.Predict(visit with { State = "unheard of" }))).ShouldBe(expected);
    }

    [TestCase(3, 1, 2)]
    [TestCase(300, 1, 2)]
    [TestCase(8, 5, 30)]
    public void Numbers_are_predicted_without_an_allocation(int columns, int networks, int classes)
    {
        var random = new Random(9);
        int rows = 4 * classes;
        Table table = new([.. Enumerable.Range(0, columns).Select(c => (Column)new NumberColumn(
            FormattableString.Invariant($"x{c}"), [.. Enumerable.Range(0, rows).Select(_ => random.NextDouble())])),
            new CategoryColumn("y", Enumerable.Range(0, rows).Select(row => FormattableString.Invariant($"class {row % classes}")))]);
        TabularPredictor predictor = TabularModel.Train(
            table, new TabularOptions("y") { Epochs = 1, Ensemble = networks, Hidden = [300] }).Predictor;
        float[] row = new float[columns], answer = new float[classes];
        int label = 0;
        for (int i = 0; i < 40; i++)
        {
            label += predictor.Predict(row, answer);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
        {
            label += predictor.Predict(row, answer);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        answer.Sum().ShouldBe(1, 1e-5f);
        label.ShouldBeGreaterThanOrEqualTo(0);
    }

    [Test]
    public void A_row_far_from_all_of_training_has_an_answer()
    {
        DrawnTable drawn = new(6);
        TabularPredictor predictor = TabularModel.Train(drawn.Table, drawn.Options with { Limit = 8 }).Predictor;
        foreach (double number in new[] { double.MaxValue, double.MinValue, double.Epsilon, double.NaN, double.PositiveInfinity })
        {
            TabularPrediction prediction = predictor.Predict(predictor.Encoder.Columns.ToDictionary(column => column.Name, column =>
                column.Kind switch
                {
                    ColumnKind.Number => (object?)number,
                    ColumnKind.Date => number > 0 ? DateTime.MaxValue : DateTime.MinValue,
                    ColumnKind.Category => "never seen",
                    _ => null,
                }));
            (double.IsFinite(prediction.Value) || prediction.Probabilities.All(double.IsFinite)).ShouldBeTrue();
        }
    }

    // What a row is predicted as in every form it can have; null where they agree with the table it is in.
    private static string? Difference(DrawnTable drawn, TabularPredictor inTable, TabularPredictor predictor)
    {
        IReadOnlyList<TabularPrediction> expected = inTable.Predict(drawn.Table);
        Table reversed = new(drawn.Table.Columns.Reverse().Append(new NumberColumn("one more", new double[drawn.Rows])));
        if (!Bits.Of(predictor.Predict(reversed)).SequenceEqual(Bits.Of(expected)))
        {
            return "columns in another order";
        }

        bool hasDates = predictor.Encoder.Columns.Any(column => column.Kind == ColumnKind.Date);
        float[] answer = new float[Math.Max(1, predictor.Classes.Count)];
        for (int row = 0; row < drawn.Rows; row++)
        {
            Dictionary<string, object?> values = drawn.Values(row);
            (string Form, TabularPrediction Prediction)[] forms =
            [
                ("values", predictor.Predict(values)), ("texts", predictor.Predict(drawn.Texts(row))),
                ("a line", predictor.Predict(drawn.Line(row, withTarget: false))),
                ("a line with the target", predictor.Predict(drawn.Line(row, withTarget: true) + "\r\n")),
                ("alone", predictor.Predict(drawn.Table.Rows([row]))[0]),
            ];
            foreach ((string form, TabularPrediction prediction) in forms)
            {
                if (Bits.Of(prediction) != Bits.Of(expected[row]))
                {
                    return FormattableString.Invariant($"row {row} as {form}: {prediction}, in the table {expected[row]}");
                }
            }

            if (!hasDates)
            {
                float[] numbers = [.. predictor.Encoder.Columns.Select(column => values[column.Name] switch
                {
                    double number => (float)number,
                    bool isTrue => isTrue ? 1 : 0,
                    string word => column.CategoryNames.ToList().IndexOf(word),
                    _ => float.NaN,
                })];
                int label = predictor.Predict(numbers, answer);
                if (label != expected[row].LabelIndex || !answer.SequenceEqual(
                    predictor.Classes.Count > 0 ? expected[row].Probabilities.Select(p => (float)p) : [(float)expected[row].Value]))
                {
                    return FormattableString.Invariant($"row {row} as numbers");
                }
            }
        }

        return null;
    }

    private static TabularPredictor Reloaded(TabularPredictor predictor, Action<Span<float>>? change = null)
    {
        using TemporaryFolder folder = new();
        predictor.Save(folder.File("model.safetensors"));
        var loaded = TabularPredictor.Load(folder.File("model.safetensors"));
        if (change is null)
        {
            return loaded;
        }

        foreach (Parameter parameter in loaded.Networks.Parameters())
        {
            Tensor changed = parameter.Value.Detach();
            change(changed.AsWritableSpan<float>());
            parameter.Assign(changed);
        }

        return new(loaded.Encoder, loaded.Networks, loaded.Description);
    }

    private sealed record Visit(
        float? Dose, int Age, decimal Price, string? Side, bool IsNew, DayOfWeek Day, DateOnly Seen, string State);
}
