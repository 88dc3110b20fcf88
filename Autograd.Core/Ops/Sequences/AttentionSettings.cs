namespace Autograd.Core;

/// <summary>What attention is told besides tensors.</summary>
/// <param name="Causal">Whether a query may attend only to keys up to its own position.</param>
/// <param name="Scale">The factor of the scores, or null for one over the root of a key's size.</param>
/// <param name="Dropout">The probability that a weight is left out.</param>
/// <param name="Generator">Seed and offset of what decides, each as its lower and its upper 32 bits.</param>
internal readonly record struct AttentionSettings(bool Causal, double? Scale, double Dropout, int[] Generator)
{
    public const double DefaultDropout = 0;

    public static IReadOnlyList<OpParameter> Parameters { get; } =
    [
        new("causal", false, "Whether a query may attend only to keys up to its own position, both counted from the first."),
        new("scale", default, "The factor of the scores; none for one over the root of a key's size."),
        new("dropout", DefaultDropout, "The probability that a weight is left out, from 0 to 1; the others are divided by one less it."),
        DropOp.Generator,
    ];

    /// <summary>Settings as a caller states them.</summary>
    public static AttentionSettings Of(
        string op, bool causal, double? scale, double dropout = DefaultDropout, Generator? generator = null) => new(
        causal, scale, dropout, dropout == 0 ? [0, 0, 0, 0] : DropOp.State(generator ?? throw new ArgumentNullException(
            nameof(generator), FormattableString.Invariant($"{op}: dropout is {dropout} and the generator null; expected one, ") +
                "which decides what is dropped.")));

    /// <summary>Settings as attributes state them.</summary>
    public static AttentionSettings Of(OpAttributes attributes) => new(attributes.Flag("causal"),
        attributes.NumberOrNull("scale"), attributes.Number("dropout"), attributes.List("generator"));

    /// <summary>Leaves weights out, [..., S, L]: those of a key lie side by side, as the loops hold them, so that the same are.</summary>
    public Tensor Drop(Tensor byKey) => Dropout == 0 ? byKey : DropoutOp.Make(Dropout, Generator, 0).Apply(byKey);
}
