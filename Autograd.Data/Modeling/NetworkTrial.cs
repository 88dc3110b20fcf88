namespace Autograd.Data;

/// <summary>
/// A network of a design, trained on the rows that teach until the others were no longer predicted better, and what that says of the way:
/// the learning rate of each epoch that did good, in both phases.
/// </summary>
internal sealed record NetworkTrial(
    NetworkDesign Design, TrainedNetwork Trained, double Error, IReadOnlyList<double> Rates, IReadOnlyList<double> FineTuneRates);
