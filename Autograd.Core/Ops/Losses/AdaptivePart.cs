namespace Autograd.Core;

/// <summary>A softmax over some classes for some rows.</summary>
/// <param name="Projection">Which input projects the features, if any does.</param>
/// <param name="Weight">Which input is the weight.</param>
/// <param name="Bias">Which input is the bias, if any is.</param>
/// <param name="Rows">The rows, or null for all.</param>
/// <param name="Classes">The class of each row, counted within the part.</param>
internal sealed record AdaptivePart(int? Projection, int Weight, int? Bias, Tensor? Rows, Tensor Classes)
{
    /// <summary>The part's rows of a tensor whose first axis counts the rows.</summary>
    public Tensor Select(Tensor x) => Rows is null ? x : x.IndexSelect(0, Rows);

    /// <summary>A sum to which the part's rows are added.</summary>
    public Tensor Add(Tensor sum, Tensor rows) => Rows is null ? sum + rows : sum.IndexAdd(0, Rows, rows);

    /// <summary>The scores of selected rows: their features, projected, with the weight and the bias.</summary>
    public ClassScores Scores(Tensor selected, ReadOnlySpan<Tensor> inputs) => new(
        Projection is { } projection ? selected.Linear(inputs[projection]) : selected, inputs[Weight],
        Bias is { } bias ? inputs[bias] : null);
}
