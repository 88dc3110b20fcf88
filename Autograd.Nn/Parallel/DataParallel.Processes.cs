using System.Globalization;
using System.Numerics;
using Autograd.Core;

namespace Autograd.Nn;

// What several processes make sure of: weights would drift apart in silence.
public sealed partial class DataParallel
{
    private const int MostStepsUnseen = 1024;

    private long _compared;

    /// <summary>Refuses processes whose model, optimizer or loss is another, by what differs.</summary>
    internal void ExpectSameParts(Loss? loss)
    {
        if (_exchange is null)
        {
            return;
        }

        foreach ((string what, string value) in SharedParts(loss))
        {
            _exchange.ExpectSame(what, value);
        }
    }

    /// <summary>Refuses processes whose weights are others.</summary>
    internal void ExpectSameWeights() => _exchange?.ExpectSame(
        "the weights", Fingerprint.Of(Model.StateDict(withRandomStreams: true)), ", which were the same before: a step was another there");

    /// <summary>
    /// In a loop of the user's own: all before the first step, and the weights before some of the others, which costs next to nothing.
    /// </summary>
    internal void ExpectSame(Batch batch, Loss? loss)
    {
        if (_exchange is null)
        {
            return;
        }

        if (_compared++ == 0)
        {
            ExpectSameParts(loss);
            _exchange.ExpectSame("the first batch, of which each takes its part", Fingerprint.Of(batch.Inputs, batch.Targets)
                .ToString("x16", CultureInfo.InvariantCulture));
        }
        else if (BitOperations.IsPow2(_compared) || _compared % MostStepsUnseen == 0)
        {
            ExpectSameWeights();
        }
    }

    // What changes a step.
    private IEnumerable<(string What, string Value)> SharedParts(Loss? loss)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        yield return ("the settings of world.Parallel, or the loss",
            $"{Chunked}, perChunkStatistics: {PerChunkStatistics}, divisor: {(Divisor is null ? "none" : "some")}, " +
            $"{loss?.GetType().Name ?? "a function"}");
        yield return ("the settings of the optimizer", Optimizer.ToString());
        yield return ("the groups of the optimizer", string.Join(", ", Optimizer.Groups.Select(group => string.Create(
            culture, $"{group.All.Length} with rate factor {group.RateFactor:R}, decay {group.WeightDecay:R} {group.DecayAll}"))));
        yield return ("the layers of the model", $"{Model}");
        yield return ("the parameters that are frozen", string.Join(
            ", ", Model.NamedParameters().Where(named => !named.Parameter.RequiresGrad).Select(named => named.Name)));
        yield return ("the layers that are in training", string.Join(
            ", ", Model.WithParts().OfType<Module>().Where(module => module.IsTraining).Select(module => module.Path)));
        yield return ("the probabilities of the dropouts", string.Join(
            ", ", Model.WithParts().OfType<DropoutLayer>().Select(layer => layer.P.ToString("R", culture))));
        yield return ("the loss: its weights or buffers",
            loss is null ? "a function" : Fingerprint.Of(loss.StateDict(withRandomStreams: true)));
        yield return ("the model: its structure, seed, weights or buffers", Fingerprint.Of(Model.StateDict(withRandomStreams: true)));
        yield return ("the optimizer: its learning rate or what it remembers",
            string.Create(culture, $"{Optimizer.LearningRate:R} ") + Fingerprint.Of(Optimizer.StateDict()));
    }
}
