using Autograd.Core;

namespace Autograd.Nn;

/// <summary>What a <see cref="ModelSummary"/> says of a module: of itself, without the ones inside, so that the rows add up.</summary>
/// <param name="Path">The names that lead to it; empty for the outermost.</param>
/// <param name="Layer">The module in a word or two.</param>
/// <param name="OutputShape">The shape of its (first) result; null where it was not called.</param>
/// <param name="Calls">How often it was called.</param>
/// <param name="Parameters">The number of elements of its parameters; a shared one counts where it stands first.</param>
/// <param name="ResultBytes">The memory of what its ops computed, which a tape keeps for the way back.</param>
/// <param name="MultiplyAdds">How many products its ops added up: in linear maps, convolutions, recurrences and attention.</param>
public sealed record LayerSummary(
    string Path, string Layer, Shape? OutputShape, int Calls, long Parameters, long ResultBytes, long MultiplyAdds);
