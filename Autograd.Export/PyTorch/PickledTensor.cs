using Autograd.Core;

namespace Autograd.Export;

/// <summary>A view of a storage, all of it inside.</summary>
internal sealed record PickledTensor(PickledStorage Storage, long Offset, Shape Shape, long[] Strides);
