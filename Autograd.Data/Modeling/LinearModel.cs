using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Data;

/// <summary>
/// Weights alone, for the rows of a table as a <see cref="TabularEncoder"/> makes them: each number has a weight for each output, and so
/// has each category of an embedding. It is what a <see cref="TabularNetwork"/> begins with, and the least that it must beat.
/// </summary>
public sealed class LinearModel : Layer
{
    /// <summary>A model whose weights are 0.</summary>
    /// <param name="features">How many numbers a row has.</param>
    /// <param name="categories">How many rows each embedding has.</param>
    /// <param name="outputs">How many numbers it answers with.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive, but for the number of features, which may be 0.</exception>
    public LinearModel(int features, IReadOnlyList<int> categories, int outputs)
    {
        ArgumentNullException.ThrowIfNull(categories);
        ArgumentOutOfRangeException.ThrowIfNegative(features);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, 1);
        var zero = new Constant(0);
        FeatureCount = features;
        Weights = features == 0 ? null : new Linear(features, outputs, bias: false, weightInitializer: zero);
        Categories = new([.. categories.Select(rows => new Embedding(rows, outputs, initializer: zero))]);
        Bias = new([outputs], zero, decays: false);
    }

    /// <summary>How many numbers a row has.</summary>
    public int FeatureCount { get; }

    /// <summary>What each number weighs for each output; null where a row has none.</summary>
    public Linear? Weights { get; private init => field = Register(value); }

    /// <summary>What each category adds to each output, of the columns that have many.</summary>
    public ModuleList<Embedding> Categories { get; private init => field = Register(value); }

    /// <summary>What each output begins at.</summary>
    public Parameter Bias { get; private init => field = Register(value); }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Tensor answer = Weights is null ? Tensor.Zeros([input.Shape[0], Bias.Shape[0]])
            : Weights.Forward(Categories.Count == 0 ? input : input.Slice(1, ..FeatureCount));
        for (int i = 0; i < Categories.Count; i++)
        {
            answer += Categories[i].Forward(TabularNetwork.Category(input, FeatureCount + i));
        }

        return answer + Bias.Value;
    }
}
