namespace Autograd.Nn;

/// <summary>A bin of a <see cref="ReliabilityDiagram"/>: the predictions whose confidence is in a range.</summary>
/// <param name="From">The confidences of the bin are above this number; in the first they may be 0.</param>
/// <param name="To">And up to this one.</param>
/// <param name="Count">How many predictions there are.</param>
/// <param name="Confidence">The mean of their confidences; NaN where there are none.</param>
/// <param name="Accuracy">The share of them that are right; NaN where there are none.</param>
public sealed record ReliabilityBin(double From, double To, long Count, double Confidence, double Accuracy);
