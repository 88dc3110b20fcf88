using System.Globalization;
using System.Text;
using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Export;

/// <summary>Writes what two traces of a model have seen.</summary>
internal sealed class CSharpWriter
{
    // On the stack what is no more than this; a thread's own array holds more.
    private const int MostOnStack = 1024;

    private const int NumbersPerLine = 8, LongestCall = 110;

    private readonly CSharpTrace _trace;
    private readonly IReadOnlyList<CSharpStep> _steps;
    private readonly Dictionary<CSharpStep, CSharpStep> _again;
    private readonly CSharpScratch _scratch;
    private readonly Module _model;
    private readonly Dictionary<(string Type, string Numbers), string> _fields = [];
    private readonly Dictionary<Tensor, string> _parts = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<string> _helpers = new(StringComparer.Ordinal);
    private readonly StringBuilder _text = new();
    private readonly string _className;

    public CSharpWriter(Layer model, string className, CSharpTrace trace, CSharpTrace other)
    {
        _className = className;
        (_model, _trace, _steps) = (model, trace, trace.Way());
        _again = CSharpTwins.Of(trace, _steps, other);
        _scratch = new(trace.Input, trace.Output, _steps);
        foreach (NamedPart named in model.NamedParts())
        {
            if (named.Part is Parameter parameter)
            {
                _parts.TryAdd(parameter.Value, named.Name);
            }
        }
    }

    public string Write(string? nameSpace)
    {
        List<string> lines = Lines();
        (int input, int output) = (_trace.Input.Count, _trace.Output.Count);
        Line("// Written by Autograd from a trained network, in C# 9 over .NET Standard 2.1. It needs nothing else.");
        Line("#nullable disable").Line().Line("using System;").Line("using System.Numerics;")
            .Line("using System.Runtime.InteropServices;").Line();
        if (nameSpace is not null)
        {
            Line($"namespace {nameSpace}").Line("{");
        }

        Line("/// <summary>");
        foreach (string line in $"{_model}".Split('\n'))
        {
            Line($"/// {line.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)}");
        }

        Line("/// </summary>").Line($"public static class {_className}").Line("{");
        Line(Invariant($"    /// <summary>The numbers that it takes: {_trace.Input.Shape}, a batch of one.</summary>"));
        Line(Invariant($"    public const int InputLength = {input};")).Line();
        Line(Invariant($"    /// <summary>The numbers that come out: {_trace.Output.Shape}.</summary>"));
        Line(Invariant($"    public const int OutputLength = {output};")).Line();
        Line("    /// <summary>The numbers that it keeps in between.</summary>");
        Line(Invariant($"    public const int ScratchLength = {_scratch.Length};"));
        WritePredict(lines);
        foreach (string helper in CSharpHelpers.Of(_helpers))
        {
            Line();
            foreach (string line in helper.Split('\n'))
            {
                Line(line.Length == 0 ? "" : $"    {line}");
            }
        }

        foreach (((string type, string numbers), string name) in _fields)
        {
            Line().Line($"    private static readonly {type}[] {name} =").Line($"    {{{numbers}").Line("    };");
        }

        Line("}");
        if (nameSpace is not null)
        {
            Line("}");
        }

        return _text.ToString();
    }

    /// <summary>Makes numbers a field of the class, unless they are one already.</summary>
    public string Field(Tensor tensor, string name)
    {
        string type = tensor.DType.IsInteger() ? "int" : tensor.DType == DType.Float64 ? "double" : "float";
        double[] numbers = tensor.Detach().To(DType.Float64).ToArray<double>();
        StringBuilder text = new();
        for (int i = 0; i < numbers.Length; i++)
        {
            text.Append(i % NumbersPerLine == 0 ? "\n        " : " ").Append(
                type == "float" ? Literal((float)numbers[i]) : type == "double" ? Literal(numbers[i]) : Invariant($"{(int)numbers[i]}"));
            text.Append(',');
        }

        (string, string) field = (type, text.ToString());
        if (!_fields.TryGetValue(field, out string? free))
        {
            free = name;
            for (int i = 2; _fields.ContainsValue(free) || CSharpHelpers.IsTaken(free) || free == _className; i++)
            {
                free = Invariant($"{name}{i}");
            }

            _fields.Add(field, free);
        }

        return free;
    }

    /// <summary>The name of the field of a tensor that is a constant, the same for any input.</summary>
    public string Constant(CSharpStep step, int input, Func<Tensor, Tensor>? arranged = null)
    {
        Tensor tensor = step.Inputs[input], again = _again[step].Inputs[input];
        if (tensor.Shape != again.Shape || !tensor.Bytes.SequenceEqual(again.Bytes))
        {
            throw Refused(step, "depends on the input by a way that no op tells of");
        }

        string? part = _parts.GetValueOrDefault(tensor);
        return Field(arranged is null ? tensor : arranged(tensor), part is null ? "Constant" : Name(part));
    }

    /// <summary>The variable of a tensor that depends on the input; null of a constant.</summary>
    public string? Variable(Tensor tensor) => _scratch.NameOf(tensor);

    /// <summary>That something is called for which there must be a text.</summary>
    public string Call(string helper, params ReadOnlySpan<string> arguments)
    {
        _helpers.Add(helper);
        StringBuilder call = new($"{helper}(");
        int length = call.Length;
        for (int i = 0; i < arguments.Length; i++)
        {
            bool isLong = length + arguments[i].Length > LongestCall;
            call.Append(i == 0 ? "" : isLong ? ",\n    " : ", ").Append(arguments[i]);
            length = isLong ? arguments[i].Length : length + arguments[i].Length + 2;
        }

        return call.Append(");").ToString();
    }

    public static NotSupportedException Refused(CSharpStep step, string reason) => new(
        $"CSharpSource.Export: {ModuleError.Name(step.Module)} computes '{step.Op}', which {reason}. Feed-forward networks can be " +
        "written as C#; Onnx.Export writes others.");

    public static string Literal(float number) =>
        float.IsNaN(number) ? "float.NaN"
        : float.IsInfinity(number) ? $"float.{(number > 0 ? "Positive" : "Negative")}Infinity"
        : number.ToString("R", CultureInfo.InvariantCulture) + "f";

    public static string Literal(double number) =>
        double.IsNaN(number) ? "double.NaN"
        : double.IsInfinity(number) ? $"double.{(number > 0 ? "Positive" : "Negative")}Infinity"
        : number.ToString("R", CultureInfo.InvariantCulture) + "d";

    private List<string> Lines()
    {
        List<string> lines = [];
        Module? last = null;
        foreach (CSharpStep step in _steps)
        {
            if (CSharpRules.IsSame(step))
            {
                continue;
            }

            if (last != step.Module)
            {
                lines.Add("");
                lines.Add($"// {(step.Module.Path.Length == 0 ? "" : $"{step.Module.Path}: ")}{step.Module.Description}");
                last = step.Module;
            }

            if (_scratch.Declarations.TryGetValue(step, out string? declaration))
            {
                lines.Add(declaration);
            }

            lines.AddRange(CSharpRules.Write(this, step).Split('\n'));
        }

        string from = Variable(_trace.Output) ?? throw new NotSupportedException(
            "CSharpSource.Export: what the model gives does not depend on its input.");
        if (from != "output")
        {
            lines.Add($"{from}.CopyTo(output);");
        }

        return lines;
    }

    private void WritePredict(List<string> lines)
    {
        bool isLarge = _scratch.Length > MostOnStack;
        string room = isLarge
            ? "s_scratch = s_scratch ?? new float[ScratchLength];"
            : "Span<float> scratch = stackalloc float[ScratchLength];";
        Line(isLarge ? """
                [ThreadStatic]
                private static float[] s_scratch;

            """ : "").Line($$"""
                /// <summary>Computes one sample. Any number of threads may do so at once.</summary>
                /// <param name="input">The sample, row by row.</param>
                /// <param name="output">Where the result goes; no part of the input.</param>
                public static void Predict(ReadOnlySpan<float> input, Span<float> output)
                {
                    {{room}}
                    Predict(input, output, {{(isLarge ? "s_scratch" : "scratch")}});
                }

                /// <summary>The same, where what is kept in between is the caller's.</summary>
                /// <param name="input">The sample, row by row.</param>
                /// <param name="output">Where the result goes; no part of the input.</param>
                /// <param name="scratch">Room for <see cref="ScratchLength"/> numbers, whatever they are.</param>
                public static void Predict(ReadOnlySpan<float> input, Span<float> output, Span<float> scratch)
                {
                    if (input.Length != InputLength || output.Length != OutputLength || scratch.Length < ScratchLength)
                    {
                        throw new ArgumentException("Predict: expected " + InputLength + " numbers in, " + OutputLength + " out and "
                            + ScratchLength + " between; got " + input.Length + ", " + output.Length + " and " + scratch.Length + ".");
                    }
            """);
        foreach (string line in lines)
        {
            Line(line.Length == 0 ? "" : $"        {line}");
        }

        Line("    }");
    }

    private CSharpWriter Line(string line = "")
    {
        _text.Append(line).Append('\n');
        return this;
    }

    // A path such as 0.Block.Weight as an identifier.
    private static string Name(string path)
    {
        string name = path.Replace('.', '_');
        return char.IsDigit(name[0]) ? $"Layer{name}" : name;
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
