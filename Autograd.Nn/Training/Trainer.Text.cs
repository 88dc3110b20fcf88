using System.Text;

namespace Autograd.Nn;

public sealed partial class Trainer
{
    /// <summary>What is trained, how, and how far it has come.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(FormattableString.Invariant($"Trainer({Model.Description}, {Optimizer}, {Steps} steps"));
        Say(Schedule);
        Say(Plateau);
        Say(ClipNorm is { } norm ? FormattableString.Invariant($"gradients clipped to norm {norm:G4}") : null);
        Say(BatchesPerStep > 1 ? FormattableString.Invariant($"a step of {BatchesPerStep} batches") : null);
        Say(EarlyStopping);
        Say(Metrics.Count > 0 ? string.Join(", ", Metrics) : null);
        return text.Append(')').ToString();

        void Say(object? what) => text.Append(what is null ? "" : $", {what}");
    }
}
