using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Data;

/// <summary>
/// A network for the rows of a table, as a <see cref="TabularEncoder"/> makes them: numbers, then the row of each embedding. Linear layers
/// with a PReLU between them; the embeddings' rows go in beside the numbers. To what they say that of a <see cref="LinearModel"/> may be
/// added, so that they need to learn only what it leaves (Cheng et al., <i>Wide and deep learning for recommender systems</i>, 2016).
/// </summary>
public sealed class TabularNetwork : Layer
{
    /// <summary>A network.</summary>
    /// <param name="features">How many numbers a row has.</param>
    /// <param name="embeddings">The rows and the width of each embedding.</param>
    /// <param name="hidden">The widths of the hidden layers.</param>
    /// <param name="outputs">How many numbers it answers with.</param>
    /// <param name="dropout">The share of numbers behind each hidden layer that are dropped in training.</param>
    /// <param name="hasWide">Whether it has a <see cref="Wide"/> part.</param>
    /// <exception cref="ArgumentOutOfRangeException">A width is not positive, or the share is none.</exception>
    public TabularNetwork(
        int features, IReadOnlyList<(int Rows, int Width)> embeddings, IReadOnlyList<int> hidden, int outputs, double dropout = 0,
        bool hasWide = false)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        ArgumentNullException.ThrowIfNull(hidden);
        ArgumentOutOfRangeException.ThrowIfNegative(features);
        if (!(dropout is >= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(dropout), FormattableString.Invariant(
                $"TabularNetwork: dropout is {dropout}; expected a share from 0 to below 1."));
        }

        FeatureCount = features;
        Embeddings = new([.. embeddings.Select(each => new Embedding(each.Rows, each.Width))]);
        List<Layer> layers = [];
        int width = features + embeddings.Sum(each => each.Width);
        foreach (int next in hidden)
        {
            layers.Add(new Linear(width, next));
            layers.Add(new PRelu(next));
            if (dropout > 0)
            {
                layers.Add(new Dropout(dropout));
            }

            width = next;
        }

        layers.Add(new Linear(width, outputs));
        Layers = new([.. layers]);
        Wide = hasWide ? new(features, [.. embeddings.Select(each => each.Rows)], outputs) : null;
    }

    /// <summary>How many numbers a row has.</summary>
    public int FeatureCount { get; }

    /// <summary>What is learned of each category, of the columns that have many.</summary>
    public ModuleList<Embedding> Embeddings { get; private init => field = Register(value); }

    /// <summary>The layers, of which the last one gives the logits, or the number.</summary>
    public Sequential Layers { get; private init => field = Register(value); }

    /// <summary>The linear model whose answer is added to that of <see cref="Layers"/>, or null.</summary>
    public LinearModel? Wide { get; private init => field = Register(value); }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Tensor answer = Layers.Forward(Embeddings.Count == 0 ? input : Embedded(input));
        return Wide is null ? answer : answer + Wide.Forward(input);
    }

    /// <summary>The rows of one embedding, of which a column of the input tells the number.</summary>
    internal static Tensor Category(Tensor input, int column) => input.Slice(1, column..(column + 1)).Reshape(-1).To(DType.Int64);

    private Tensor Embedded(Tensor input)
    {
        Tensor[] parts = new Tensor[1 + Embeddings.Count];
        parts[0] = input.Slice(1, ..FeatureCount);
        for (int i = 0; i < Embeddings.Count; i++)
        {
            parts[i + 1] = Embeddings[i].Forward(Category(input, FeatureCount + i));
        }

        return Tensor.Concatenate(parts, axis: 1);
    }
}
