using System.Text.Json;
using Autograd.Core;
using Autograd.Tests.Laws;

namespace Autograd.Tests.Conformance;

/// <summary>
/// A case that PyTorch 1.13 computed in double precision: inputs, output, the gradient that arrives at the output and the gradients by the
/// inputs. golden.json holds them, losses.json those of more losses (make_losses.py makes it), training.json optimizers,
/// clipping, averages and schedules, and layers.json layers in many variants:
/// it names the arguments and parameters among the inputs, and has further results ("more") and buffers before and after the call. "nan",
/// "inf" and "-inf" stand for themselves as strings.
/// </summary>
internal sealed class GoldenCase
{
    private readonly JsonElement _json;

    private GoldenCase(JsonElement json, int number)
    {
        _json = json;
        Kind = json.GetProperty("kind").GetString()!;
        Name = json.GetProperty("name").GetString()!;
        Id = $"{Name} {number}";
        IsEdge = json.TryGetProperty("edge", out JsonElement edge) && edge.GetBoolean();
    }

    /// <summary>All cases, in the file's order.</summary>
    public static IReadOnlyList<GoldenCase> All { get; } = Load();

    /// <summary>"op", "loss", "layer", "optimizer", "scheduler", "clip" or "average".</summary>
    public string Kind { get; }

    /// <summary>PyTorch's functional name.</summary>
    public string Name { get; }

    /// <summary>The name with the number among the cases of its kind and name.</summary>
    public string Id { get; }

    /// <summary>Whether the inputs sit at kinks or extremes.</summary>
    public bool IsEdge { get; }

    /// <summary>The attributes, by PyTorch's names in camelCase.</summary>
    public IEnumerable<JsonProperty> Attributes => this["attributes"].EnumerateObject();

    /// <summary>A property of the case, for the kinds that have others.</summary>
    public JsonElement this[string property] => _json.GetProperty(property);

    public double Number(string attribute) => this["attributes"].GetProperty(attribute).GetDouble();

    public int Integer(string attribute) => (int)Number(attribute);

    public double Number(string attribute, double otherwise) => Optional(attribute)?.GetDouble() ?? otherwise;

    public bool Flag(string attribute) => this["attributes"].GetProperty(attribute).GetBoolean();

    public string Word(string attribute) => this["attributes"].GetProperty(attribute).GetString()!;

    /// <summary>An attribute that may be missing or null.</summary>
    public JsonElement? Optional(string attribute) =>
        this["attributes"].TryGetProperty(attribute, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>Sizes that the file gives as one number or a list of them.</summary>
    public int[] Sizes(string attribute) => [.. MaybeSizes(attribute).Select(size => size!.Value)];

    /// <summary>Sizes of which some may be null.</summary>
    public int?[] MaybeSizes(string attribute) => this["attributes"].GetProperty(attribute) is { ValueKind: JsonValueKind.Array } list
        ? [.. list.EnumerateArray().Select(size => size.ValueKind == JsonValueKind.Null ? null : (int?)size.GetInt32())]
        : [Integer(attribute)];

    /// <summary>The sizes along both axes of an image.</summary>
    public Size2d Size2d(string attribute) => Sizes(attribute) is [int height, int width] ? (height, width) : Integer(attribute);

    /// <summary>Whether the case has a property, and not null.</summary>
    public bool Has(string property) => _json.TryGetProperty(property, out JsonElement value) && value.ValueKind != JsonValueKind.Null;

    public Tensor[] Inputs(DType dtype) => [.. this["inputs"].EnumerateArray().Select(tensor => Tensor(tensor, dtype))];

    public static Tensor Tensor(JsonElement tensor, DType dtype) => Numbers.Make(
        Data(tensor),
        [.. tensor.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())],
        !tensor.TryGetProperty("dtype", out JsonElement type) ? dtype : type.GetString() == "bool" ? DType.Bool : DType.Int64);

    public static double[] Data(JsonElement tensor) => [.. tensor.GetProperty("data").EnumerateArray().Select(Number)];

    public override string ToString() => Id;

    private static double Number(JsonElement number) => number.ValueKind == JsonValueKind.Number
        ? number.GetDouble()
        : number.GetString() switch
        {
            "inf" => double.PositiveInfinity,
            "-inf" => double.NegativeInfinity,
            _ => double.NaN,
        };

    private static List<GoldenCase> Load()
    {
        Dictionary<(string, string), int> numbers = [];
        List<GoldenCase> cases = [];
        foreach (JsonElement json in new[] { "golden.json", "losses.json", "layers.json", "training.json" }.SelectMany(Read))
        {
            (string, string) key = (json.GetProperty("kind").GetString()!, json.GetProperty("name").GetString()!);
            cases.Add(new(json, numbers[key] = numbers.GetValueOrDefault(key) + 1));
        }

        return cases;
    }

    private static IEnumerable<JsonElement> Read(string file) =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Conformance", file))).RootElement.GetProperty("cases")
            .EnumerateArray();
}
