using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Data;

/// <summary>
/// Logistic or linear regression on encoded rows, all at once, in which the squares of the weights are kept small.
/// </summary>
/// <param name="encoder">What made numbers of the rows.</param>
/// <param name="options">Which error of a number counts.</param>
/// <param name="classWeights">By how much a row of each class weighs; null where all weigh alike, or a number is predicted.</param>
internal sealed class LinearFit(TabularEncoder encoder, TabularOptions options, double[]? classWeights)
{
    /// <summary>The strength of the penalty that scikit-learn has by default (C = 1, alpha = 1).</summary>
    public const double UsualStrength = 1;

    private const int MostSteps = 200;

    // Once a step lowers the error by no larger share than that, what is left is of no use to a prediction.
    private const double LeastGain = 1e-5;

    // Median-like, and yet with a curvature, which the method needs.
    private const double AbsoluteBelow = 0.1;

    // From weights near 0 to hardly any penalty, three to a factor of thirty.
    private static readonly double[] s_strengths = [1000, 316, 100, 31.6, 10, 3.16, 1, 0.316, 0.1];

    private readonly Loss _loss = !encoder.Predicted.IsClass
        ? options.Loss == RegressionLoss.Absolute ? new SmoothL1Loss(AbsoluteBelow) : new MseLoss()
        : new CrossEntropyLoss(classWeights is null ? null : Tensor.From(Array.ConvertAll(classWeights, weight => (float)weight)));

    /// <summary>A model that nothing was taught.</summary>
    public static LinearModel Untaught(TabularEncoder encoder) => new(
        encoder.FeatureCount, [.. encoder.Embedded.Select(column => column.EmbeddingRows)], encoder.Predicted.Outputs);

    /// <summary>Fits a model.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="strength">The strength of the penalty.</param>
    /// <param name="from">What it begins with; null to begin with 0.</param>
    /// <param name="cancellationToken">Ends it where it is.</param>
    public LinearModel Fit(TensorDataset data, double strength, LinearModel? from, CancellationToken cancellationToken)
    {
        LinearModel model = Untaught(encoder).Initialize(seed: 0);
        if (from is not null)
        {
            model.LoadState(from.StateDict());
        }

        var optimizer = new Lbfgs(model.Parameters());
        Tensor[] penalized = [.. model.Parameters().Where(parameter => parameter.Decays).Select(parameter => parameter.Value)];
        double penalty = strength * (encoder.Predicted.IsClass ? 0.5 : 1) / data.Count, before = double.PositiveInfinity;
        for (int step = 0; step < MostSteps && !optimizer.HasConverged && !cancellationToken.IsCancellationRequested; step++)
        {
            double error = optimizer.Step(() => penalized.Aggregate(
                _loss.Forward(model.Forward(data.Inputs), data.Targets), (sum, weights) => sum + (weights.Square().Sum() * penalty)));
            if (before - error <= LeastGain * error)
            {
                break;
            }

            before = error;
        }

        model.Eval();
        return model;
    }

    /// <summary>
    /// Fits models with ever weaker penalties, until the rows that say when to stop are no longer predicted better: of noisy columns little
    /// is believed, of telling ones much.
    /// </summary>
    /// <param name="train">The rows that teach.</param>
    /// <param name="error">How badly the rows that say when to stop are predicted.</param>
    /// <param name="cancellationToken">Ends it where it is.</param>
    /// <returns>The best model, and how strong its penalty was.</returns>
    public (LinearModel Model, double Strength) Choose(
        TensorDataset train, Func<Layer, double> error, CancellationToken cancellationToken)
    {
        (LinearModel? best, double strength, double least) = (null, s_strengths[0], double.PositiveInfinity);
        foreach (double next in s_strengths)
        {
            LinearModel model = Fit(train, next, best, cancellationToken);
            double now = error(model);
            now = double.IsNaN(now) ? double.PositiveInfinity : now;
            if (best is not null && !(now < least))
            {
                break;
            }

            (best, strength, least) = (model, next, now);
        }

        return (best!, strength);
    }
}
