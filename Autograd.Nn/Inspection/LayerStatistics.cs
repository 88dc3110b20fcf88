using System.Text;

namespace Autograd.Nn;

/// <summary>What a <see cref="LayerProbe"/> has seen of a module the last time it computed; null for what it has not seen.</summary>
/// <param name="Path">The names that lead to the module; empty for the outermost.</param>
/// <param name="Module">The module.</param>
/// <param name="Mean">The mean of its output.</param>
/// <param name="Deviation">The standard deviation of its output.</param>
/// <param name="Units">How many numbers it computes of a sample (what there is along the first axis).</param>
/// <param name="DeadUnits">How many of them are the same for every sample of the batch; null of a batch of one.</param>
/// <param name="Saturated">
/// Of an activation that works element by element, the share of its inputs where its slope is below 1 %: where it lets hardly any gradient
/// through, as the flat ends of a sigmoid and the negative side of a ReLU.
/// </param>
/// <param name="OutputGradient">The norm of the gradient by its output.</param>
/// <param name="Weight">The norm of its own parameters, without those of the modules inside.</param>
/// <param name="Gradient">The norm of their gradients.</param>
/// <param name="Update">
/// By how much they have changed since the probe was opened: the norm of the change by that of the parameters. About 1e-3 a step is usual.
/// </param>
public sealed record LayerStatistics(
    string Path, Module Module, double? Mean, double? Deviation, int? Units, int? DeadUnits, double? Saturated, double? OutputGradient,
    double? Weight, double? Gradient, double? Update)
{
    /// <summary>What was seen, in a line.</summary>
    public override string ToString()
    {
        var text = new StringBuilder($"{(Path.Length == 0 ? "(model)" : Path)}, {Module.Description}:");
        Say("mean", TextTable.Digits(Mean), Mean is not null);
        Say("std", TextTable.Digits(Deviation), Deviation is not null);
        Say("dead", FormattableString.Invariant($"{DeadUnits} of {Units}"), DeadUnits is not null);
        Say("flat", TextTable.Share(Saturated), Saturated is not null);
        Say("gradient by the output", TextTable.Digits(OutputGradient), OutputGradient is not null);
        Say("weight", TextTable.Digits(Weight), Weight is not null);
        Say("gradient", TextTable.Digits(Gradient), Gradient is not null);
        Say("update", TextTable.Digits(Update), Update is not null);
        return text.ToString();

        void Say(string what, string number, bool isKnown) => text.Append(
            isKnown ? $"{(text[^1] == ':' ? "" : ",")} {what} {number}" : "");
    }
}
