using Autograd.Core;

namespace Autograd.Nn;

/// <summary>A state as <see cref="Module.StateDict"/> gives it.</summary>
internal sealed class DictionaryState(IReadOnlyDictionary<string, Tensor> state, bool convert) : StateSource
{
    public override IEnumerable<string> Names => state.Keys;

    public override bool Has(string name) => state.TryGetValue(name, out Tensor? values) && values is not null;

    public override string? Mismatch(string name, ModulePart part)
    {
        Tensor values = state[name];
        return !IsConverted(values, part) ? part.Mismatch(values) ?? values.Unreadable()
            : values.Unreadable() is { } reason ? reason
            : values.DType == DType.Float64 && SafeTensorsFile.FirstTooLarge(values.AsSpan<double>()) is >= 0 and int wrong
                ? FormattableString.Invariant($"holds {values.AsSpan<double>()[wrong]}, which is too large for {part.Form!.Value.DType}")
            : null;
    }

    public override Tensor Read(string name, ModulePart part) => IsConverted(state[name], part)
        ? Elements.Apart(() => state[name].To(part.Form!.Value.DType)) : state[name];

    public override void Load(ModulePart part, Tensor values) => part.Load(values);

    // Of the same shape, and of the other floating-point type.
    private bool IsConverted(Tensor values, ModulePart part) => convert && part.Form is var (shape, dtype) && values.Shape == shape
        && values.DType != dtype && values.DType.IsFloat() && dtype.IsFloat();
}
