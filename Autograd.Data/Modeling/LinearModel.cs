using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Data;

/// <summary>
/// Logistic or linear regression on encoded rows, the least that a network must beat: each number has a weight for each output, and so has
/// each category of an embedding. The squares of the weights are kept small as scikit-learn does by default (C = 1).
/// </summary>
internal sealed class LinearModel : Layer
{
    private const int MostSteps = 200;

    private readonly int _features;

    private LinearModel(TabularEncoder encoder)
    {
        int outputs = encoder.Predicted.Outputs;
        _features = encoder.FeatureCount;
        Weights = new(Math.Max(1, _features), outputs, weightInitializer: new Constant(0));
        Categories = new([.. encoder.Embedded
            .Select(column => new Embedding(column.EmbeddingRows, outputs, initializer: new Constant(0)))]);
    }

    public Linear Weights { get; private init => field = Register(value); }

    public ModuleList<Embedding> Categories { get; private init => field = Register(value); }

    /// <summary>Fits it to all rows at once.</summary>
    /// <param name="encoder">What made numbers of the rows.</param>
    /// <param name="data">The rows.</param>
    /// <param name="classWeights">By how much a row of each class weighs; null where all weigh alike, or a number is predicted.</param>
    /// <param name="cancellationToken">Ends it with an exception.</param>
    public static LinearModel Fit(TabularEncoder encoder, TensorDataset data, double[]? classWeights, CancellationToken cancellationToken)
    {
        var model = new LinearModel(encoder).Initialize(seed: 0);
        var optimizer = new Lbfgs(model.Parameters());
        Loss loss = !encoder.Predicted.IsClass ? new MseLoss()
            : new CrossEntropyLoss(classWeights is null ? null : Tensor.From(Array.ConvertAll(classWeights, weight => (float)weight)));
        double penalty = (encoder.Predicted.IsClass ? 0.5 : 1) / data.Count;
        for (int step = 0; step < MostSteps && !optimizer.HasConverged; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            optimizer.Step(() =>
            {
                Tensor error = loss.Forward(model.Forward(data.Inputs), data.Targets)
                    + (model.Weights.Weight.Value.Square().Sum() * penalty);
                foreach (Embedding category in model.Categories)
                {
                    error += category.Weight.Value.Square().Sum() * penalty;
                }

                return error;
            });
        }

        model.Eval();
        return model;
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        Tensor answer = _features == 0 ? Weights.Forward(Tensor.Zeros([input.Shape[0], 1]))
            : Weights.Forward(Categories.Count == 0 ? input : input.Slice(1, .._features));
        for (int i = 0; i < Categories.Count; i++)
        {
            answer += Categories[i].Forward(input.Slice(1, (_features + i)..(_features + i + 1)).Reshape(-1).To(DType.Int64));
        }

        return answer;
    }
}
