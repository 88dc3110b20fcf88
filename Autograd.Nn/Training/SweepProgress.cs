namespace Autograd.Nn;

/// <summary>How far a <see cref="Sweep"/> has come.</summary>
/// <param name="Done">How many options are done, failed ones among them.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Failed">How many failed.</param>
/// <param name="Elapsed">The time since it began.</param>
public sealed record SweepProgress(int Done, int Count, int Failed, TimeSpan Elapsed);
