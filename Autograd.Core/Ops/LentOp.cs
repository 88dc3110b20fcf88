namespace Autograd.Core;

/// <summary>Stands as the maker of a tensor whose memory is lent for a while, to say so when it is touched too late. It computes
/// nothing.</summary>
/// <param name="what">What the tensor is, for the message.</param>
/// <param name="wayOut">Why it is gone, and how to keep it.</param>
internal sealed class LentOp(string what, string wayOut) : Op(what)
{
    public string WayOut => wayOut;

    protected override Tensor Forward(OpCall call) => throw new NotSupportedException(Name);

    protected override void Differentiate(Pullback call) => throw new NotSupportedException(Name);
}
