using System.Text.Json.Serialization;

namespace Autograd.Data;

/// <summary>Reads and writes descriptions as JSON, without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(PredictorDescription))]
internal sealed partial class PredictorJson : JsonSerializerContext;
