using Autograd.Core;

namespace Autograd.Nn;

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
