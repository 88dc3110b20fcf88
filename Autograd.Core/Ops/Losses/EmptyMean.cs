namespace Autograd.Core;

/// <summary>
/// What the mean of a loss over classes is where every target is ignored, or there is none. Gradients are 0 then in either case.
/// </summary>
public enum EmptyMean
{
    /// <summary>NaN, which 0 / 0 is and PyTorch gives: such a batch is an error that shall show.</summary>
    NaN,

    /// <summary>0: such batches come about, and shall neither move the weights nor spoil a running loss.</summary>
    Zero,
}

/// <summary>The choice as an op's attribute.</summary>
internal static class EmptyMeans
{
    public static OpParameter Parameter { get; } =
        new("emptyMean", "nan", "What the mean is where every target is ignored: \"nan\" or \"zero\".");

    public static string Word(this EmptyMean emptyMean) => emptyMean == EmptyMean.Zero ? "zero" : "nan";

    public static EmptyMean Of(OpAttributes attributes, string op) => attributes.Word("emptyMean") switch
    {
        "nan" => EmptyMean.NaN,
        "zero" => EmptyMean.Zero,
        string other =>
            throw new ArgumentException($"{op}: the empty mean is \"{other}\"; expected \"nan\" or \"zero\".", nameof(attributes)),
    };

    public static EmptyMean Expect(EmptyMean emptyMean, string op) => emptyMean is EmptyMean.NaN or EmptyMean.Zero
        ? emptyMean
        : throw new ArgumentOutOfRangeException(nameof(emptyMean), $"{op}: there is no empty mean {emptyMean}; expected NaN or Zero.");
}
