using System.Reflection;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using Autograd.Core;
using Autograd.Export;
using Autograd.Nn;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace Autograd.Tests.Export;

/// <summary>A class that was written as C# source, compiled as C# 9 and loaded.</summary>
internal sealed partial class CompiledSource
{
    private static readonly MetadataReference[] s_framework = Framework();

    private CompiledSource(Type type, string text)
    {
        Text = text;
        Type = type;
        Predict = type.GetMethod("Predict", [typeof(ReadOnlySpan<float>), typeof(Span<float>)])!.CreateDelegate<Prediction>();
        (InputLength, OutputLength, ScratchLength) = (Constant("InputLength"), Constant("OutputLength"), Constant("ScratchLength"));
    }

    public delegate void Prediction(ReadOnlySpan<float> input, Span<float> output);

    public string Text { get; }

    public Type Type { get; }

    public Prediction Predict { get; }

    public int InputLength { get; }

    public int OutputLength { get; }

    public int ScratchLength { get; }

    public static CompiledSource Of(Layer model, Shape? inputShape = null) => Of([CSharpSource.Text(model, "Network", inputShape)])[0];

    /// <summary>Compiles files of one class each, all at once, which takes hardly longer than one.</summary>
    public static CompiledSource[] Of(string[] texts)
    {
        CSharpParseOptions options = new(LanguageVersion.CSharp9);
        CSharpCompilation compilation = CSharpCompilation.Create(
            $"Exported{Guid.NewGuid():N}", texts.Select(text => CSharpSyntaxTree.ParseText(text, options)), s_framework,
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, warningLevel: 4));
        using MemoryStream stream = new();
        EmitResult result = compilation.Emit(stream);
        result.Diagnostics.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning).ShouldBeEmpty();
        stream.Position = 0;
        Assembly assembly = new AssemblyLoadContext(null, isCollectible: true).LoadFromStream(stream);
        return Array.ConvertAll(texts, text =>
            new CompiledSource(assembly.GetType(ClassName().Match(text).Groups[1].Value)!, text));
    }

    /// <summary>What it computes for a batch, sample by sample.</summary>
    public float[] PredictAll(Tensor batch)
    {
        float[] inputs = batch.ToArray<float>(), outputs = new float[inputs.Length / InputLength * OutputLength];
        for (int i = 0; i < inputs.Length / InputLength; i++)
        {
            Predict(inputs.AsSpan(i * InputLength, InputLength), outputs.AsSpan(i * OutputLength, OutputLength));
        }

        return outputs;
    }

    // .NET Standard 2.1, where it was ever restored; else the framework at work.
    private static MetadataReference[] Framework()
    {
        string runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        string standard = Path.Combine(
            Environment.GetEnvironmentVariable("NUGET_PACKAGES")
                ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages"),
            "netstandard.library.ref", "2.1.0", "ref", "netstandard2.1", "netstandard.dll");
        string[] files = File.Exists(standard) ? [standard]
            : [typeof(object).Assembly.Location, Path.Combine(runtime, "System.Runtime.dll"), Path.Combine(runtime, "System.Memory.dll")];
        return Array.ConvertAll(files, file => (MetadataReference)MetadataReference.CreateFromFile(file));
    }

    [GeneratedRegex(@"static class (\w+)")]
    private static partial Regex ClassName();

    private int Constant(string name) => (int)Type.GetField(name)!.GetRawConstantValue()!;
}
