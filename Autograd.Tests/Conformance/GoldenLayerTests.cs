using System.Text.Json;
using Autograd.Core;
using Autograd.Nn;
using Autograd.Tests.Laws;

namespace Autograd.Tests.Conformance;

/// <summary>
/// Layers give PyTorch's values, gradients by every argument and parameter, and buffers; their parameters bear PyTorch's names. A new layer
/// is a line of a table of <see cref="GoldenLayers"/>.
/// </summary>
public sealed class GoldenLayerTests
{
    private static readonly GoldenCase[] s_all = [.. GoldenCase.All.Where(golden => golden.Kind == "layer")];

    private static readonly Dictionary<string, GoldenCase> s_cases =
        s_all.Where(golden => GoldenLayers.All.ContainsKey(golden.Name) && !GoldenLayers.IsLeftOut(golden))
            .ToDictionary(golden => golden.Id);

    public static IEnumerable<string> Cases => s_cases.Keys;

    [TestCaseSource(nameof(Cases))]
    public void Values_gradients_and_buffers_agree(string id)
    {
        GoldenCase golden = s_cases[id];
        GoldenLayer layer = GoldenLayers.All[golden.Name](golden);
        layer.Module.To(DType.Float64);
        Tensor[] inputs = golden.Inputs(DType.Float64);
        string[] parameters = Names(golden, "parameters"), arguments = golden.Has("arguments") ? Names(golden, "arguments") : ["input"];
        inputs.Length.ShouldBe(arguments.Length + parameters.Length);
        Dictionary<string, ModulePart> parts = layer.Module.NamedParts().ToDictionary(named => named.FileName, named => named.Part);
        parts.Where(pair => pair.Value is Parameter).Select(pair => pair.Key).ShouldBe(parameters, ignoreOrder: true);
        Tensor[] by = [.. inputs[..arguments.Length], .. parameters.Zip(inputs[arguments.Length..], (name, values) =>
        {
            ((Parameter)parts[name]).Assign(values);
            return ((Parameter)parts[name]).Value;
        })];
        Load(golden, "buffers", parts);
        using var tape = new Tape();
        foreach (Tensor input in inputs[..arguments.Length].Where(input => input.DType.IsFloat()))
        {
            tape.Watch(input);
        }

        (Tensor output, (string Name, Tensor Value)[] more) =
            layer.Call(arguments.Zip(inputs).ToDictionary(pair => pair.First, pair => pair.Second));
        Compare("output", output, golden["output"]);
        Tensor total = (output * GoldenCase.Tensor(golden["upstream"], DType.Float64)).Sum();
        if (golden.Has("more"))
        {
            golden["more"].EnumerateObject().Select(result => result.Name).ShouldBe(more.Select(result => result.Name), ignoreOrder: true);
            foreach ((string name, Tensor value) in more)
            {
                JsonElement expected = golden["more"].GetProperty(name);
                Compare(name, value, expected.GetProperty("output"));
                total += (value * GoldenCase.Tensor(expected.GetProperty("upstream"), DType.Float64)).Sum();
            }
        }

        (Tensor Of, JsonElement Expected, string Name)[] wanted =
            [.. by.Zip(golden["gradients"].EnumerateArray(), arguments.Concat(parameters)).Where(row =>
                row.Second.ValueKind != JsonValueKind.Null)];
        Tensor[] gradients = tape.Gradient(total, [.. wanted.Select(row => row.Of)]);
        foreach ((Tensor gradient, (_, JsonElement expected, string name)) in gradients.Zip(wanted))
        {
            Compare($"gradient by {name}", gradient, expected);
        }

        if (golden.Has("buffersAfter"))
        {
            foreach (JsonProperty buffer in golden["buffersAfter"].EnumerateObject().Where(buffer => IsKept(golden, buffer)))
            {
                Compare(buffer.Name, ((ModuleBuffer)parts[buffer.Name]).Value, buffer.Value, golden["buffers"].GetProperty(buffer.Name));
            }
        }
    }

    [Test]
    public void Every_layer_of_the_file_is_there() =>
        s_all.Select(golden => golden.Name).Where(name => !GoldenLayers.All.ContainsKey(name)).Distinct().ShouldBeEmpty();

    private static string[] Names(GoldenCase golden, string property) =>
        [.. golden[property].EnumerateArray().Select(name => name.GetString()!)];

    private static void Load(GoldenCase golden, string property, Dictionary<string, ModulePart> parts)
    {
        if (!golden.Has(property))
        {
            parts.Values.OfType<ModuleBuffer>().ShouldBeEmpty();
            return;
        }

        foreach (JsonProperty buffer in golden[property].EnumerateObject().Where(buffer => buffer.Value.ValueKind != JsonValueKind.Null))
        {
            ((ModuleBuffer)parts[buffer.Name]).Assign(GoldenCase.Tensor(buffer.Value, DType.Float64));
        }
    }

    // PyTorch's instance norm never counts its batches.
    private static bool IsKept(GoldenCase golden, JsonProperty buffer) => buffer.Value.ValueKind != JsonValueKind.Null
        && !(buffer.Name == "num_batches_tracked" && golden.Name.StartsWith("instance_norm", StringComparison.Ordinal));

    // Sums cancel in layers: the absolute part is 1e-14 times the largest finite magnitude in the tensor. Where what is expected is NaN, as
    // the running statistics of a channel that was not finite, it is the value before, where there was one: there they are left alone.
    private static void Compare(string what, Tensor actual, JsonElement expected, JsonElement? before = null)
    {
        double[] data = GoldenCase.Data(expected), kept = before is { } values ? GoldenCase.Data(values) : data;
        data = [.. data.Zip(kept, (number, old) => double.IsNaN(number) ? old : number)];
        double largest = data.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        actual.Shape.ShouldBe(GoldenCase.Tensor(expected, DType.Float64).Shape, what);
        Numbers.Differences(what, Numbers.Of(actual), data, 1e-12, 1e-14 * Math.Max(1, largest)).ShouldBeEmpty();
    }
}
