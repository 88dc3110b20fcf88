using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>An example of an op's use: an expression that is compiled where it stands, and its text, which the compiler fills in.</summary>
/// <param name="Run">The expression.</param>
/// <param name="Text">The lambda's text as it stands in the source.</param>
public sealed record OpExample(Func<Tensor> Run, [CallerArgumentExpression(nameof(Run))] string Text = "");
