using Autograd.Nn;

namespace Autograd.Export;

/// <summary>A name of Python that is known here: a function that makes something, or a type of storage.</summary>
/// <param name="Kind">What it makes.</param>
/// <param name="Elements">Of a storage, its elements.</param>
internal sealed record PickledName(PickledKind Kind, ElementType? Elements = null);
