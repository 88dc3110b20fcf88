namespace Autograd.Core;

/// <summary>How the losses of many elements or samples become what is minimized.</summary>
public enum Reduction
{
    /// <summary>They stay as they are.</summary>
    None,

    /// <summary>Their mean, weighted where the loss has weights.</summary>
    Mean,

    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>Their sum divided by the size of the first axis, the number of samples; for <see cref="Tensor.KlDiv"/> only.</summary>
    BatchMean,
}

/// <summary>The reduction as an op's attribute, and by ops.</summary>
internal static class Reductions
{
    public static OpParameter Parameter { get; } =
        new("reduction", "mean", "How the losses become one number: \"mean\", \"sum\", or \"none\".");

    public static string Word(this Reduction reduction) => reduction switch
    {
        Reduction.None => "none",
        Reduction.Sum => "sum",
        Reduction.BatchMean => "batchmean",
        _ => "mean",
    };

    public static Reduction Of(OpAttributes attributes, string op) => attributes.Word("reduction") switch
    {
        "none" => Reduction.None,
        "mean" => Reduction.Mean,
        "sum" => Reduction.Sum,
        string other =>
            throw new ArgumentException($"{op}: the reduction is \"{other}\"; expected \"mean\", \"sum\" or \"none\".", nameof(attributes)),
    };

    /// <summary>Throws unless the value is one of the three that every loss has, or the fourth for the loss that has it.</summary>
    public static Reduction Expect(Reduction reduction, string op) =>
        reduction is Reduction.None or Reduction.Mean or Reduction.Sum || (reduction == Reduction.BatchMean && op == KlDivOp.Name)
        ? reduction
        : throw new ArgumentOutOfRangeException(nameof(reduction), $"{op}: there is no reduction {reduction}; expected None, Mean or Sum.");

    /// <summary>The losses of all samples, reduced.</summary>
    public static Tensor Reduce(Tensor losses, Reduction reduction) => reduction switch
    {
        Reduction.None => losses,
        Reduction.Mean => losses.Mean(),
        _ => losses.Sum(),
    };

    /// <summary>The gradient that arrives at each of the losses, or one that broadcasts to them.</summary>
    public static Tensor Spread(Tensor upstream, Reduction reduction, int count) => reduction == Reduction.Mean
        ? upstream / count
        : upstream;
}
