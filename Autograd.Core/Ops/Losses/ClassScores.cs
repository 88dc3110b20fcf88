namespace Autograd.Core;

/// <summary>The scores x · Wᵀ + b of rows x for classes, which are the rows of W.</summary>
internal readonly record struct ClassScores(Tensor X, Tensor Weight, Tensor? Bias)
{
    public int Rows => X.Shape[0];

    public int Features => X.Shape[1];

    public int Classes => Weight.Shape[0];

    /// <summary>The scores for some classes, row by row, into the front of a tensor.</summary>
    public void Compute(int start, int count, Tensor scores) =>
        MatrixProduct.Run(X, 0, false, Weight, start * Features, true, scores, 0, Rows, count, Features, Bias?.View([count], start));
}
