namespace Autograd.Nn;

/// <summary>A part of a module, with its names.</summary>
/// <param name="Name">The property names that lead to it, such as <c>0.Weight</c>.</param>
/// <param name="FileName">The same as it is written to files, such as <c>0.weight</c>.</param>
/// <param name="Part">The part.</param>
public sealed record NamedPart(string Name, string FileName, ModulePart Part);
