namespace Autograd.Core;

public sealed partial record OpParameter
{
    /// <summary>The attributes that all reductions have.</summary>
    internal static IReadOnlyList<OpParameter> Reduction { get; } =
    [
        new("axes", Array.Empty<int>(), "The axes to reduce, negative ones counted from the end; none for all."),
        new("keepDims", false, "Whether the reduced axes stay, with size 1."),
    ];
}
