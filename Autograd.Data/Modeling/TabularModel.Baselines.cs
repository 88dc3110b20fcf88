using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Data;

public sealed partial class TabularModel
{
    /// <summary>
    /// What comes of looking at no column: the most frequent class with the frequencies as probabilities, or the mean of the numbers.
    /// </summary>
    /// <returns>How good that is on the test rows.</returns>
    /// <exception cref="InvalidOperationException">There are no test rows.</exception>
    public TabularEvaluation MajorityBaseline()
    {
        Table test = TestRows();
        TargetEncoder target = Predictor.Encoder.Predicted;
        if (!target.IsClass)
        {
            return TabularEvaluation.OfNumbers(
                [.. Enumerable.Repeat(target.Mean, test.RowCount)], target.Numbers(test).ToArray());
        }

        double[] priors = [.. Predictor.Description.Priors];
        return TabularEvaluation.OfClasses(Predictor.Classes, [.. Enumerable.Repeat(priors, test.RowCount)],
            [.. Enumerable.Repeat(Array.IndexOf(priors, priors.Max()), test.RowCount)], target.Labels(test));
    }

    /// <summary>
    /// What comes of weights alone: logistic regression, or linear regression where a number is predicted. It is fitted to the rows that
    /// teach and those that say when to stop, for it needs none of these; its classes weigh as those of the networks do.
    /// </summary>
    /// <param name="cancellationToken">Ends it with an exception.</param>
    /// <returns>How good that is on the test rows.</returns>
    /// <exception cref="InvalidOperationException">There are no test rows.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public TabularEvaluation LinearBaseline(CancellationToken cancellationToken = default)
    {
        Table test = TestRows();
        TabularEncoder encoder = Predictor.Encoder;
        TargetEncoder target = encoder.Predicted;
        double[] priors = [.. Predictor.Description.Priors];
        bool isBalanced = Balance is ClassBalance.BalancedThenActual or ClassBalance.Weights;
        var fit = new LinearFit(encoder, _options, isBalanced ? Array.ConvertAll(priors, prior => 1 / (priors.Length * prior)) : null);
        TensorDataset rows = encoder.Encode(_table.Rows([.. _split.Train, .. _split.Validation]));
        LinearModel model = fit.Fit(rows, LinearFit.UsualStrength, null, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        Tensor answers = model.Predict(encoder.EncodeInputs(test), batchSize: 1024);
        if (!target.IsClass)
        {
            return TabularEvaluation.OfNumbers(
                [.. answers.ToArray<float>().Select(answer => (answer * target.Deviation) + target.Mean)], target.Numbers(test).ToArray());
        }

        Tensor balanced = answers.Softmax(1);
        Tensor actual = isBalanced ? PriorCorrection.FromBalanced(priors).Apply(balanced) : balanced;
        double[][] probabilities = [.. actual.ToArray<float>().Chunk(priors.Length).Select(row => Array.ConvertAll(row, p => (double)p))];
        return TabularEvaluation.OfClasses(Predictor.Classes, probabilities,
            [.. probabilities.Select(row => TabularPredictor.Named(row, Predictor.Labels, priors))], target.Labels(test));
    }

    /// <summary>The rows that nothing was learned from, as a table of their own.</summary>
    /// <exception cref="InvalidOperationException">There are none.</exception>
    public Table TestRows() => _split.Test.Length > 0 ? _table.Rows(_split.Test) : throw new InvalidOperationException(
        "TabularModel: there are no test rows to measure on; TabularOptions.Test is their share.");
}
