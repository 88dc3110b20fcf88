using System.Text.Json;
using Autograd.Core;

namespace Autograd.Tests.Conformance;

/// <summary>
/// How PyTorch's functions are called in this library: the registry's op of the same name, except for what is listed here.
/// </summary>
internal static class GoldenOps
{
    private static readonly Dictionary<string, string> s_names = new()
    {
        ["softmax_temperature"] = "softmax",
        ["rrelu_eval"] = "rrelu",
        ["amax"] = "max",
        ["amin"] = "min",
    };

    // Several names where ops of different kinds call it differently; the one that the op declares is taken.
    private static readonly Dictionary<string, string[]> s_attributes = new()
    {
        ["dim"] = ["axis", "axes"],
        ["eps"] = ["epsilon"],
        ["keepDim"] = ["keepDims"],
        ["minVal"] = ["min"],
        ["maxVal"] = ["max"],
        ["threshold"] = ["limit"],
    };

    // What the shapes of the inputs tell here.
    private static readonly Dictionary<string, string[]> s_structure = new()
    {
        ["adaptive_log_softmax_with_loss"] = ["inFeatures", "classes", "cutoffs", "divValue", "headBias"],
    };

    /// <summary>Whether the op of a case is in the registry.</summary>
    public static bool IsRegistered(GoldenCase golden) => Definition(golden) is not null;

    /// <summary>The call of a case, as a function of its inputs.</summary>
    public static Func<Tensor[], Tensor> Call(GoldenCase golden, DType dtype)
    {
        if (golden.Name == "prelu")
        {
            // PyTorch's slopes lie along axis 1, which is what the method arranges.
            return inputs => inputs[0].PRelu(inputs[1]);
        }

        OpDefinition definition = Definition(golden)!;
        OpAttributes attributes = [];
        List<Tensor> further = [];
        string[] structure = s_structure.GetValueOrDefault(golden.Name, []);
        foreach (JsonProperty attribute in golden.Attributes.Where(attribute => !structure.Contains(attribute.Name)))
        {
            if (attribute.Name is "weight" or "posWeight")
            {
                // Weights are inputs here.
                further.AddRange(attribute.Value.ValueKind == JsonValueKind.Null ? [] : [GoldenCase.Tensor(attribute.Value, dtype)]);
                continue;
            }

            string name = s_attributes.GetValueOrDefault(attribute.Name, [attribute.Name]).FirstOrDefault(
                known => definition.Parameters.Any(parameter => parameter.Name == known),
                attribute.Name);
            attributes[name] = Value(attribute.Value, isList: name == "axes");
        }

        Op op = definition.Create(attributes);
        return inputs => op.Apply([.. inputs, .. further]);
    }

    private static OpDefinition? Definition(GoldenCase golden)
    {
        string name = s_names.GetValueOrDefault(golden.Name, golden.Name);
        return OpRegistry.All.FirstOrDefault(definition => definition.Name == name);
    }

    private static OpValue Value(JsonElement value, bool isList) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => value.GetBoolean(),
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Null => default(OpValue),
        _ when isList => new[] { value.GetInt32() },
        _ => value.GetDouble(),
    };
}
