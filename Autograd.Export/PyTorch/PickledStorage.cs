using Autograd.Nn;

namespace Autograd.Export;

/// <summary>Numbers in a file of their own, which tensors are views of.</summary>
internal sealed record PickledStorage(ZipEntry Entry, ElementType Type, int Count);
