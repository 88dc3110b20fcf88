namespace Autograd.Core;

/// <summary>One computation as a tracing tape saw it, whether it has a gradient or not: what an exporter reads.</summary>
/// <param name="Name">The op's name in snake_case, or that of a method without a gradient, such as <c>greater_than</c>.</param>
/// <param name="Attributes">The attributes by name.</param>
/// <param name="Inputs">What it was applied to.</param>
/// <param name="Outputs">What came out.</param>
public sealed record TracedCall(string Name, OpAttributes Attributes, IReadOnlyList<Tensor> Inputs, IReadOnlyList<Tensor> Outputs)
{
    /// <summary>Tells the tape that traces on this thread, if one does, of a computation that is no op.</summary>
    internal static Tensor Of(string name, Tensor output, ReadOnlySpan<Tensor> inputs, OpAttributes? attributes = null)
    {
        if (Tape.Current is { IsInsideOp: false, Trace: { } trace })
        {
            trace.Add(new(InSnakeCase(name), attributes ?? [], inputs.ToArray(), [output]));
        }

        return output;
    }

    private static string InSnakeCase(string name) =>
        string.Concat(name.Select((letter, i) => char.IsUpper(letter) ? $"{(i > 0 ? "_" : "")}{char.ToLowerInvariant(letter)}" : $"{letter}"));
}
