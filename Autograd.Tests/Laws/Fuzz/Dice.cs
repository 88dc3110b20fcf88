namespace Autograd.Tests.Laws.Fuzz;

/// <summary>What the fuzzers draw, in their words.</summary>
internal static class Dice
{
    public static bool Chance(this Random random, double probability) => random.NextDouble() < probability;

    public static T Pick<T>(this Random random, IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];

    /// <summary>A number of about normal distribution.</summary>
    public static double Normal(this Random random) => (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5) * 2;
}
