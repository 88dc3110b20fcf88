using Autograd.Core;

namespace Autograd.Nn;

/// <summary>Named values that a module takes its state from: a dictionary's, or a file's, of which only what is needed is read.</summary>
internal abstract class StateSource
{
    public abstract IEnumerable<string> Names { get; }

    public abstract bool Has(string name);

    /// <summary>Why the values of a name cannot become what a part keeps; null where they can.</summary>
    public abstract string? Mismatch(string name, ModulePart part);

    /// <summary>The values for a part, which fit it.</summary>
    public abstract Tensor Read(string name, ModulePart part);

    /// <summary>Gives a part its values.</summary>
    public abstract void Load(ModulePart part, Tensor values);
}

/// <summary>A state as <see cref="Module.StateDict"/> gives it.</summary>
internal sealed class DictionaryState(IReadOnlyDictionary<string, Tensor> state) : StateSource
{
    public override IEnumerable<string> Names => state.Keys;

    public override bool Has(string name) => state.TryGetValue(name, out Tensor? values) && values is not null;

    public override string? Mismatch(string name, ModulePart part) => part.Mismatch(state[name]) ?? state[name].Unreadable();

    public override Tensor Read(string name, ModulePart part) => state[name];

    public override void Load(ModulePart part, Tensor values) => part.Load(values);
}

/// <summary>A state in a file.</summary>
internal sealed class FileState(SafeTensorsFile file, bool convert) : StateSource
{
    // Of a checkpoint the weights.
    public override IEnumerable<string> Names => file.Entries.Select(entry => entry.Name)
        .Where(name => !Checkpoint.IsOne(file) || !name.StartsWith(Checkpoint.Prefix, StringComparison.Ordinal));

    public override bool Has(string name) => file.Find(name) is not null;

    public override string? Mismatch(string name, ModulePart part)
    {
        SafeTensorsEntry entry = file.Find(name)!;
        (Shape shape, DType dtype) = part.Form!.Value;
        bool fits = convert ? SafeTensorsFile.CanBecome(entry, dtype) : entry.StoredAs == StoredType.Of(dtype).Name;
        return SafeTensorsFile.Unreadable(entry)
            ?? (entry.Shape != shape ? $"is {entry.StoredAs} {entry.Shape}; expected {dtype} {shape}"
            : fits ? null
            : $"is {entry.StoredAs}; expected {dtype}" +
                (SafeTensorsFile.CanBecome(entry, dtype) ? ". Load with `convert: true`, or convert the module" : ""));
    }

    public override Tensor Read(string name, ModulePart part) => file.Read(name, part.Form!.Value.DType);

    public override void Load(ModulePart part, Tensor values) => part.Adopt(values);
}
