using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Serialization;

/// <summary>A safetensors file is data from a stranger.</summary>
public sealed partial class SafeTensorsFuzzTests
{
    private const int InSuite = 2000, InLongRun = 100_000;

    private static readonly string[] s_numbers =
    [
        "0", "1", "-1", "7", "1e3", "1.5", "2147483647", "2147483648", "4294967296", "4294967297", "9223372036854775807",
        "18446744073709551615", "18446744073709551616", "1" + new string('0', 400), "00", "null", "[]", "\"1\"",
    ];

    private static readonly string[] s_words =
    [
        "\"F32\"", "\"F64\"", "\"I64\"", "\"BOOL\"", "\"F16\"", "\"BF16\"", "\"U64\"", "\"F4\"", "\"dtype\"", "\"shape\"",
        "\"data_offsets\"", "\"__metadata__\"", "\"weight\"", "\"\\u0077eight\"", "\"\\ud800\"", "\"\"", "7", "{}",
    ];

    // What is loaded into it stays: the next file has to change nothing, or all.
    private static readonly Sequential s_model = Model();

    [Test]
    public void Two_thousand_spoiled_files_are_taken_or_refused_by_name()
    {
        FileFuzz fuzz = new(Valid(), Read, Spoil);
        fuzz.Faults(0, InSuite).Take(3).ShouldBeEmpty();

        // Neither all nor none: numbers may be anything.
        fuzz.Taken.ShouldBeInRange(InSuite / 50, InSuite / 2);
    }

    [Explicit("It takes a minute."), Category("Long"), Test]
    public void A_hundred_thousand_Fuzz_files_are_taken_or_refused_by_name() =>
        new FileFuzz(Valid(), Read, Spoil).Faults(InSuite, TestContext.Parameters.Get("calls", InLongRun)).Take(3).ShouldBeEmpty();

    [Test]
    public void A_reader_that_believes_the_header_is_found() =>
        new FileFuzz(Valid(), ReadTrusting, Spoil).Faults(0, InSuite).Take(20).Count().ShouldBe(20);

    [Test]
    public void A_reader_that_makes_a_tensor_before_it_looks_for_its_bytes_is_found() =>
        new FileFuzz([SafeTensorsTests.Raw("F32", 1, new byte[4])], ReadGreedy, Spoil).Faults(0, 200)
            .ShouldContain(fault => fault.EndsWith("bytes were allocated", StringComparison.Ordinal));

    [Test]
    public void A_reader_that_loads_half_is_found() =>
        new FileFuzz(Valid(), path => LoadWhole(path, (model, path) =>
        {
            ((Linear)model[0]).Weight.Assign(Tensor.Zeros([3, 2]));
            model.Load(path);
        }), Spoil).Faults(0, 100).ShouldContain(fault => fault.Contains("half", StringComparison.Ordinal));

    private static List<byte[]> Valid()
    {
        using TemporaryFolder folder = new();
        Model().Save(folder.File("model"), new Dictionary<string, string> { ["epoch"] = "7" }, flush: false);
        SafeTensors.Write(folder.File("tensors"), new Dictionary<string, Tensor>
        {
            ["mask"] = Tensor.From([true, false]),
            ["scalar"] = Tensor.Scalar(1, DType.Float64),
            ["empty"] = Tensor.Zeros([0, 3]),
            ["weight"] = Tensor.From([1f, 2, 3, 4], [2, 2]),
        }, flush: false);
        return
        [
            File.ReadAllBytes(folder.File("model")), File.ReadAllBytes(folder.File("tensors")), SafeTensorsTests.Raw("F16", 2, new byte[4]),
        ];
    }

    private static Sequential Model() => new(new Linear(2, 3), new BatchNorm1d(3));

    private static void Read(string path)
    {
        LoadWhole(path, (model, path) => model.Load(path));
        _ = SafeTensors.Read(path);
    }

    private static void LoadWhole(string path, Action<Sequential, string> load)
    {
        IReadOnlyDictionary<string, Tensor> before = s_model.StateDict();
        try
        {
            load(s_model, path);
        }
        catch (TensorFileException)
        {
            foreach ((string name, Tensor values) in s_model.StateDict())
            {
                if (!values.Bytes.SequenceEqual(before[name].Bytes))
                {
                    throw new InvalidOperationException("half of it was loaded");
                }
            }
        }
    }

    // As one would write it who has never seen a wrong file.
    private static void ReadTrusting(string path)
    {
        byte[] content = File.ReadAllBytes(path);
        int length = (int)BitConverter.ToInt64(content);
        using var header = JsonDocument.Parse(content.AsMemory(8, length));
        foreach (JsonProperty tensor in header.RootElement.EnumerateObject().Where(tensor => tensor.Name != "__metadata__"))
        {
            JsonElement range = tensor.Value.GetProperty("data_offsets");
            int begin = range[0].GetInt32(), end = range[1].GetInt32();
            _ = content.AsSpan(8 + length + begin, end - begin).ToArray();
        }
    }

    private static void ReadGreedy(string path)
    {
        byte[] content = File.ReadAllBytes(path);
        Match shape = ShapeOfOne().Match(Encoding.Latin1.GetString(content));
        if (shape.Success && long.TryParse(shape.Groups[1].Value, out long size))
        {
            _ = new byte[Math.Min(size, 1000) * sizeof(float) * 1000];
        }
    }

    /// <summary>Spoils the header in ways that leave it JSON, and its length right; or the length alone.</summary>
    private static byte[] Spoil(Random random, byte[] content)
    {
        if (content.Length < 8 || BitConverter.ToInt64(content) is var length && (length < 0 || length > content.Length - 8))
        {
            return content;
        }

        if (random.Next(10) == 0)
        {
            long[] lies = [0, 1, length - 1, length + 1, content.Length - 8, content.Length, 100_000_000, 100_000_001, int.MaxValue,
                uint.MaxValue, long.MaxValue, -1, length << 1];
            BinaryPrimitives.WriteInt64LittleEndian(content, lies[random.Next(lies.Length)]);
            return content;
        }

        string header = Encoding.UTF8.GetString(content, 8, (int)length);
        header = random.Next(4) switch
        {
            0 => Replaced(random, Numbers(), header, s_numbers[random.Next(s_numbers.Length)]),
            1 => Replaced(random, Numbers(), header, Any(random, Numbers().Matches(header))),
            2 => Replaced(random, Words(), header, s_words[random.Next(s_words.Length)]),
            _ => Replaced(random, Words(), header, Any(random, Words().Matches(header))),
        };
        return SafeTensorsTests.Raw(header, content[(8 + (int)length)..]);
    }

    private static string Replaced(Random random, Regex what, string text, string by)
    {
        MatchCollection matches = what.Matches(text);
        return matches.Count == 0 ? text : matches[random.Next(matches.Count)] is var match
            ? string.Concat(text.AsSpan(0, match.Index), by, text.AsSpan(match.Index + match.Length)) : text;
    }

    private static string Any(Random random, MatchCollection matches) =>
        matches.Count == 0 ? "" : matches[random.Next(matches.Count)].Value;

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Numbers();

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Words();

    [GeneratedRegex(@"shape"":\[(\d+)")]
    private static partial Regex ShapeOfOne();
}
