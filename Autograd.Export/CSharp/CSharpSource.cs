using System.Text.RegularExpressions;
using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Export;

/// <summary>
/// Writes a trained feed-forward network as C# source: one class with its weights inside, which needs no package, for a game, a web page or
/// a function in the cloud. It is C# 9 over .NET Standard 2.1, as Unity compiles it, and to be read: the network's steps are the lines of
/// <c>Predict</c>, one a step, and below them the loops that it calls.
/// </summary>
/// <remarks>
/// <para>
/// <c>Predict(input, output)</c> computes one sample, in use (dropout does nothing, batch norms take their running statistics), and may be
/// called on any number of threads at once. It allocates nothing; where a network needs more than a few kilobytes in between, the first
/// call on a thread allocates them once, and <c>Predict(input, output, scratch)</c> takes them from the caller. Sums and functions are
/// computed in double precision, and what is between two steps is kept as float.
/// </para>
/// <para>
/// There are: linear layers, convolutions, pooling, upsampling, every activation, every normalisation but those that go by the batch,
/// standardizers, reshaping, residuals and branches. Recurrent layers, attention and embeddings are refused by name: take
/// <see cref="Onnx"/> for those.
/// </para>
/// </remarks>
/// <example><code>
/// CSharpSource.Export(model, "Assets/Diagnosis.cs", "Diagnosis", nameSpace: "Clinic");
/// // There: Diagnosis.Predict(features, scores);
/// </code></example>
public static partial class CSharpSource
{
    /// <summary>Writes a network.</summary>
    /// <param name="model">The network; it stays as it is, in training or in use.</param>
    /// <param name="path">The file, which is replaced once the new one is whole.</param>
    /// <param name="className">The name of the class.</param>
    /// <param name="inputShape">
    /// The shape of one sample, without the batch, such as [3, 28, 28]; not needed where the first layer with weights is a linear one or a
    /// <see cref="Standardizer"/> of columns, which take as many features as they have weights for.
    /// </param>
    /// <param name="nameSpace">The class's namespace; none for the global one.</param>
    /// <exception cref="NotSupportedException">
    /// A module computes what has no counterpart here; or what it computes depends on the numbers in the input in a way that no op tells
    /// of. The message names the module and the op.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// A name is none; the input's shape is needed or does not fit the model; or the weights are not Float32.
    /// </exception>
    /// <exception cref="IOException">The file cannot be written; what was there is as it was.</exception>
    public static void Export(Layer model, string path, string className, Shape? inputShape = null, string? nameSpace = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] text = new System.Text.UTF8Encoding(false).GetBytes(Text(model, className, inputShape, nameSpace));
        AtomicFile.Write(path, stream => stream.Write(text), length: text.Length);
    }

    /// <summary>The source.</summary>
    internal static string Text(Layer model, string className, Shape? inputShape = null, string? nameSpace = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ExpectName(className, nameof(className));
        foreach (string part in nameSpace?.Split('.') ?? [])
        {
            ExpectName(part, nameof(nameSpace));
        }

        if (model.Parameters().FirstOrDefault(parameter => parameter.DType.Size() > sizeof(float)) is { } other)
        {
            throw new ArgumentException(
                $"CSharpSource.Export: the parameter '{other.Path}' is {other.DType}; expected Float32. Convert the model with To.",
                nameof(model));
        }

        Shape sample = SampleOf(model, inputShape);
        using var state = new ModuleSnapshot(model);
        CSharpTrace? first = null, second = null;
        try
        {
            first = new(model, sample, from: 1);
            second = new(model, sample, from: -1);
            return new CSharpWriter(model, className, first, second).Write(nameSpace);
        }
        finally
        {
            second?.Close();
            first?.Close();
        }
    }

    // What the first part with a say takes.
    private static Shape SampleOf(Layer model, Shape? inputShape)
    {
        if (inputShape is not null)
        {
            return inputShape;
        }

        foreach (NamedPart named in model.NamedParts().Prepend(new("", "", model)))
        {
            if (named.Part is Linear linear)
            {
                return [linear.InFeatures];
            }

            if (named.Part is Standardizer { Axis: 1 } standardizer)
            {
                return [standardizer.Mean.Shape[0]];
            }

            if (named.Part is Layer and not (Sequential or Residual or Branches or Activation or DropoutLayer))
            {
                break;
            }
        }

        throw new ArgumentException(
            "CSharpSource.Export: the model does not begin with a Linear layer that tells what it takes. Give inputShape, the shape of " +
                "one sample without the batch: [3, 28, 28] for a picture in colours.",
            nameof(inputShape));
    }

    private static void ExpectName(string name, string argument)
    {
        if (name is null || !Names().IsMatch(name) || CSharpHelpers.IsTaken(name))
        {
            throw new ArgumentException(
                $"CSharpSource.Export: '{name}' is no name for a {(argument == "className" ? "class" : "namespace")}; expected letters, " +
                "digits and '_', and no keyword of C# nor what the class has itself.", argument);
        }
    }

    [GeneratedRegex(@"^(?!("
        + "abstract|as|base|bool|break|byte|case|catch|char|checked|class|const|continue|decimal|default|delegate|do|"
        + "double|else|enum|event|explicit|extern|false|finally|fixed|float|for|foreach|goto|if|implicit|in|int|"
        + "interface|internal|is|lock|long|namespace|new|null|object|operator|out|override|params|private|protected|"
        + "public|readonly|ref|return|sbyte|sealed|short|sizeof|stackalloc|static|string|struct|switch|this|throw|true|"
        + "try|typeof|uint|ulong|unchecked|unsafe|ushort|using|virtual|void|volatile|while"
        + @")\z)[\p{L}_][\p{L}\p{Nd}_]*\z")]
    private static partial Regex Names();
}
