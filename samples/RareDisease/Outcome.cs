using Autograd.Nn;

namespace RareDisease;

/// <summary>What one training, of one strategy with one seed, came to.</summary>
/// <param name="Strategy">The strategy.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Updates">How many steps the optimizer took.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Loss">The mean loss over the last epoch.</param>
/// <param name="Recognition">How well the test patients are recognized.</param>
/// <param name="Ledger">What was drawn of each class.</param>
/// <param name="SlopesBefore">The PReLU slopes of each layer at the start.</param>
/// <param name="SlopesAfter">The PReLU slopes of each layer at the end.</param>
/// <param name="Digest">SHA-256 of the bits of the final weights, in hexadecimal.</param>
internal sealed record Outcome(
    Strategy Strategy, int Seed, long Updates, double Seconds, double Loss, Recognition Recognition, ClassDraws[] Ledger,
    float[][] SlopesBefore, float[][] SlopesAfter, string Digest);
