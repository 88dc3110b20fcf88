using Autograd.Nn;

namespace Autograd.Data;

/// <summary>A trained network, the same before the phase at the actual frequencies, and how training went up to there.</summary>
internal sealed record TrainedNetwork(TabularNetwork Network, TabularNetwork? Before, TrainingResult Result);
