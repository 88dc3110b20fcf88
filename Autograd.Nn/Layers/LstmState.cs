using Autograd.Core;

namespace Autograd.Nn;

/// <summary>The state of an <see cref="Lstm"/> or an <see cref="LstmCell"/>.</summary>
/// <param name="Hidden">What it shows: the output of each unit.</param>
/// <param name="Cell">What it holds.</param>
public sealed record LstmState(Tensor Hidden, Tensor Cell);
