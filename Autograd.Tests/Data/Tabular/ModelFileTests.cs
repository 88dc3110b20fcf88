using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Autograd.Core;
using Autograd.Data;
using Autograd.Nn;
using Autograd.Tests.Nn.Serialization;

namespace Autograd.Tests.Data.Tabular;

/// <summary>A model's file is data from a stranger.</summary>
public sealed partial class ModelFileTests
{
    private const int InSuite = 500, InLongRun = 50_000, LongestMessage = 500;

    private static readonly string[] s_values =
    [
        "0", "-1", "1", "2", "1.5", "1e308", "1e999", "NaN", "\"NaN\"", "2147483647", "-2147483648", "99999999999", "null", "true",
        "[]", "{}", "[null]", "\"\"", "\"Category\"", "\"Boolean\"", "\"number\"", "\"date\"", "\"Balanced\"", "\"What\"", "77",
        "\"y\"", "\"\\u0000\"",
        "\"9999-12-31T23:59:59.9999999\"", "\"2024-01-01T00:00:00+14:00\"", "[1,2,3]", "[\"%\"]", "1,\"version\":1", "3,\"version\":3",
    ];

    private static readonly byte[][] s_valid = [.. Enumerable.Range(0, 4).Select(Valid)];

    [Test]
    public void A_spoiled_file_is_a_model_or_refused_by_name()
    {
        FileFuzz fuzz = new(s_valid, Read, Spoil);
        fuzz.Faults(0, InSuite).Take(3).ShouldBeEmpty();
        fuzz.Taken.ShouldBeInRange(InSuite / 50, InSuite / 2);
    }

    [Test]
    [Explicit("It takes a minute."), Category("Long")]
    public void Fifty_thousand_spoiled_files_are_models_or_refused_by_name() =>
        new FileFuzz(s_valid, Read, Spoil).Faults(InSuite, InLongRun).Take(3).ShouldBeEmpty();

    [Test]
    public void A_reader_that_believes_what_it_reads_is_found() => new FileFuzz(s_valid, path =>
    {
        SafeTensors.Read(path, out IReadOnlyDictionary<string, string> metadata);
        _ = JsonNode.Parse(metadata[PredictorDescription.Key])!["members"]!.GetValue<int>();
    }, Spoil).Faults(0, 200).ShouldNotBeEmpty();

    [TestCase("\"version\":2", "\"version\":3",
        "it was written in version 3 of the format, by Autograd 1.0.0.0; this library reads versions up to 2: take a newer one.")]
    [TestCase("\"version\":2", "\"version\":0", "its model is damaged: its version is none.")]
    [TestCase("\"version\":2", "\"version\":2,\"version\":2", "its model is damaged: *")]
    [TestCase("\"version\":2,", "", "its model is damaged: *version*")]
    [TestCase("\"members\":1", "\"members\":3", "there are 16 weights; its networks have 48.")]
    [TestCase("\"members\":1", "\"members\":1000000000", "its model is damaged: its networks are none.")]
    [TestCase("\"hidden\":[2]", "\"hidden\":[4096]", "there are 16 weights; its networks have 20486.")]
    [TestCase("\"hidden\":[2]", "\"hidden\":[2147483647]", "its model is damaged: its networks are none.")]
    [TestCase("\"hidden\":[2]", "\"hidden\":null", "its model is damaged: *")]
    [TestCase("\"labels\":\"MostProbable\"", "\"labels\":\"Auto\"", "its model is damaged: its classes have no rule or no frequencies.")]
    [TestCase("\"labels\":\"MostProbable\"", "\"labels\":\"Neither\"", "its model is damaged: *")]
    [TestCase("\"marksMissing\":false", "\"marksMissing\":true", "there are 16 weights; its networks have 20.")]
    [TestCase("\"limit\":8", "\"limit\":1e999",
        "its model is damaged: column 'x': its numbers are not finite, or its deviation or limit is not positive.")]
    [TestCase("\"limit\":8", "\"limit\":NaN", "its model is damaged: *")]
    [TestCase("\"classes\":[\"a\",\"b\"]", "\"classes\":[\"a\",\"a\"]",
        "its model is damaged: the target's classes are fewer than two, missing or there twice.")]
    [TestCase("\"classes\":[\"a\",\"b\"]", "\"classes\":[\"a\",null]",
        "its model is damaged: the target's classes are fewer than two, missing or there twice.")]
    [TestCase("\"kind\":\"Category\"", "\"kind\":99", "its model is damaged: the target's classes are not of its kind.")]
    [TestCase("\"fields\":[\"x\",\"y\"]", "\"fields\":[\"x\",\"z\"]",
        "its model is damaged: its columns are none, there twice, or not among the fields.")]
    [TestCase("\"separator\":\",\"", "\"separator\":\"1\"", "its model is damaged: CsvOptions.Separator: '1' separates no fields*")]
    [TestCase("\"dropout\":0", "\"dropout\":1", "its model is damaged: its networks are none.")]
    [TestCase("{", "[", "its model is damaged: *")]
    public void What_is_wrong_with_a_model_is_said_in_a_line(string old, string other, string message)
    {
        using TemporaryFolder folder = new();
        string path = folder.File("m.safetensors", Rewritten(Small(), json => ReplaceFirst(json, old, other)));
        TensorFileException error = Should.Throw<TensorFileException>(() => TabularPredictor.Load(path));
        error.Message.ShouldMatch($"^'{Regex.Escape(path)}': {Regex.Escape(message).Replace("\\*", ".*", StringComparison.Ordinal)}$");
        error.Message.ShouldNotContain('\n');
    }

    [Test]
    public void Weights_under_other_names_are_refused_in_a_line_that_one_can_read()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("m.safetensors", Small());
        IReadOnlyDictionary<string, Tensor> weights = SafeTensors.Read(path, out IReadOnlyDictionary<string, string> metadata);
        SafeTensors.Write(path, weights.ToDictionary(each => $"{new string('x', 300)}\n{each.Key}", each => each.Value), metadata);
        Should.Throw<TensorFileException>(() => Loaded(path)).Message.ShouldStartWith($"'{path}': the weights do not fit its networks: ");
    }

    [Test]
    public void A_weight_that_is_no_number_is_refused()
    {
        using TemporaryFolder folder = new();
        byte[] content = Small();
        BinaryPrimitives.WriteSingleLittleEndian(content.AsSpan(content.Length - 4), float.NaN);
        Should.Throw<TensorFileException>(() => TabularPredictor.Load(folder.File("m.safetensors", content)))
            .Message.ShouldEndWith("a weight is not finite.");
    }

    [Test]
    public void Another_file_is_no_model()
    {
        using TemporaryFolder folder = new();
        new Linear(2, 3).Save(folder.File("linear.safetensors"));
        Should.Throw<TensorFileException>(() => TabularPredictor.Load(folder.File("linear.safetensors"))).Message
            .ShouldEndWith("it holds tensors, but no model for tables; TabularPredictor.Save writes one.");
        Should.Throw<TensorFileException>(() => TabularPredictor.Load(folder.File("iris.csv", "a,b,c\n1,2,3\n"u8.ToArray())));
        Should.Throw<FileNotFoundException>(() => TabularPredictor.Load(folder.File("none.safetensors")));
        Should.Throw<IOException>(() => TabularPredictor.Load(folder.Path));
    }

    [Test]
    public void What_was_measured_is_in_the_file()
    {
        using TemporaryFolder folder = new();
        DrawnTable drawn = new(7, isClass: true);
        var model = TabularModel.Train(drawn.Table, drawn.Options);
        model.Predictor.Save(folder.File("m.safetensors"));
        var loaded = TabularPredictor.Load(folder.File("m.safetensors"));
        loaded.Metrics.ShouldBe(model.Predictor.Metrics);
        loaded.Metrics["log loss"].ShouldBe(model.Test![Metric.LogLoss]);
        loaded.Evaluate(drawn.Table.Rows([.. model.Rows.Test])).ToString().ShouldBe(model.Test.ToString());
        loaded.Origin.ShouldBe(model.Predictor.Origin);
        loaded.ToString().ShouldBe(model.Predictor.ToString());
        byte[] first = File.ReadAllBytes(folder.File("m.safetensors"));
        loaded.Save(folder.File("m.safetensors"));
        File.ReadAllBytes(folder.File("m.safetensors")).ShouldBe(first);
    }

    // What is taken predicts, says what it is, and is written again.
    private static void Read(string path)
    {
        TabularPredictor predictor = Loaded(path);
        predictor.Predict(predictor.Encoder.Columns.ToDictionary(column => column.Name, _ => (object?)null));
        (predictor.Encoder + predictor.ToString()).ShouldNotBeEmpty();
        try
        {
            predictor.Predict(predictor.Encoder.Columns.ToDictionary(column => column.Name, _ => "2024-01-01"));
        }
        catch (ArgumentException error) when (error.Message.StartsWith("Predict: column", StringComparison.Ordinal))
        {
            // It is no number.
        }

        predictor.Save(path + ".again");
    }

    // What is refused is so in a line that one can read.
    private static TabularPredictor Loaded(string path)
    {
        try
        {
            return TabularPredictor.Load(path);
        }
        catch (TensorFileException error) when (error.Message.Contains('\n') || error.Message.Length > path.Length + LongestMessage)
        {
            throw new InvalidOperationException($"no line: {error.Message}");
        }
    }

    private static byte[] Valid(int seed)
    {
        using TemporaryFolder folder = new();
        DrawnTable drawn = new(seed);
        TabularModel.Train(drawn.Table, drawn.Options with { Hidden = [3], Ensemble = 1 }).Predictor.Save(folder.File("m.safetensors"));
        return File.ReadAllBytes(folder.File("m.safetensors"));
    }

    private static byte[] Small()
    {
        using TemporaryFolder folder = new();
        Table table = Csv.Read("x,y\n1,a\n2,b\n3,a\n4,b\n5,a\n7,b\n5,a\n9,b\n5,a\n8,b\n");
        TabularModel.Train(table, new TabularOptions("y") { Epochs = 1, Hidden = [2], Test = 0, Labels = LabelRule.MostProbable })
            .Predictor.Save(folder.File("m.safetensors"));
        return File.ReadAllBytes(folder.File("m.safetensors"));
    }

    private static byte[] Spoil(Random random, byte[] content) => Rewritten(content, json =>
    {
        MatchCollection tokens = Token().Matches(json);
        if (tokens.Count == 0)
        {
            return json;
        }

        Match token = tokens[random.Next(tokens.Count)];
        string with = random.Next(3) switch
        {
            0 => tokens[random.Next(tokens.Count)].Value,
            1 => json.Substring(random.Next(token.Index + 1), random.Next(Math.Min(60, json.Length - token.Index))),
            _ => s_values[random.Next(s_values.Length)],
        };
        return json[..token.Index] + with + json[(token.Index + token.Length)..];
    });

    // The file with another description; as it is where it has none.
    private static byte[] Rewritten(byte[] content, Func<string, string> change)
    {
        try
        {
            int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(content);
            JsonNode header = JsonNode.Parse(content.AsSpan(8, length))!;
            JsonNode metadata = header["__metadata__"]!;
            metadata[PredictorDescription.Key] = change(metadata[PredictorDescription.Key]!.GetValue<string>());
            byte[] written = Encoding.UTF8.GetBytes(header.ToJsonString());
            byte[] begin = new byte[8];
            BinaryPrimitives.WriteUInt64LittleEndian(begin, (ulong)written.Length);
            return [.. begin, .. written, .. content[(8 + length)..]];
        }
        catch (Exception error) when (error is System.Text.Json.JsonException or ArgumentException or NullReferenceException
            or InvalidOperationException)
        {
            return content;
        }
    }

    private static string ReplaceFirst(string text, string old, string other)
    {
        int at = text.IndexOf(old, StringComparison.Ordinal);
        at.ShouldBeGreaterThanOrEqualTo(0, text);
        return text[..at] + other + text[(at + old.Length)..];
    }

    [GeneratedRegex("\"(?:[^\"\\\\]|\\\\.)*\"|-?[0-9]+(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|null|true|false|\\[[^\\[\\]]*\\]")]
    private static partial Regex Token();
}
