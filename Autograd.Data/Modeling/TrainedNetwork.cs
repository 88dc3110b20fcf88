using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Data;

/// <summary>A trained network, its weights before the phase at the actual frequencies, and how training went.</summary>
internal sealed record TrainedNetwork(TabularNetwork Network, IReadOnlyDictionary<string, Tensor>? Before, TrainingResult Result);
