namespace Autograd.Core;

/// <summary>What is in the positions that a padding adds.</summary>
public enum PaddingMode
{
    /// <summary>Zeros.</summary>
    Zeros,

    /// <summary>The elements mirrored at the first and the last one, which are not repeated: c b | a b c | b a.</summary>
    Reflect,

    /// <summary>The first and the last element, again and again: a a | a b c | c c.</summary>
    Replicate,

    /// <summary>The elements from the other end, as on a circle: b c | a b c | a b.</summary>
    Circular,
}

/// <summary>The mode as an op's attribute.</summary>
internal static class PaddingModes
{
    public static OpParameter Parameter { get; } = new("paddingMode", "zeros",
        "What the padding holds: \"zeros\", \"reflect\", \"replicate\" or \"circular\".");

    public static string Word(this PaddingMode mode) => mode switch
    {
        PaddingMode.Reflect => "reflect",
        PaddingMode.Replicate => "replicate",
        PaddingMode.Circular => "circular",
        _ => "zeros",
    };

    public static PaddingMode Of(string word, string op, string attribute) => word switch
    {
        "zeros" => PaddingMode.Zeros,
        "reflect" => PaddingMode.Reflect,
        "replicate" => PaddingMode.Replicate,
        "circular" => PaddingMode.Circular,
        _ => throw new ArgumentException(
            $"{op}: the {attribute} is \"{word}\"; expected \"zeros\", \"reflect\", \"replicate\" or \"circular\".", attribute),
    };
}
