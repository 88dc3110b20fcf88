namespace Autograd.Benchmarks;

/// <summary>A table of the kind that people bring: something is wrong with it, or odd.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Target">The column to predict.</param>
/// <param name="Text">The file.</param>
/// <param name="Expected">What is to come of it.</param>
/// <param name="DecimalComma">Whether it is read with a decimal comma.</param>
internal sealed record NastyTable(string Name, string Target, string Text, string Expected, bool DecimalComma = false);
