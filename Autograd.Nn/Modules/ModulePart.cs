using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// A named part of a <see cref="Module"/>: a <see cref="Parameter"/> (trained), a <see cref="ModuleBuffer"/> (kept, never trained), a
/// <see cref="RandomStream"/> or another module. A part that is registered in two places belongs to the first.
/// </summary>
public abstract class ModulePart
{
    private string _name = "";
    private ulong? _seed;
    private Initialization _initialization;

    private protected ModulePart()
    {
    }

    /// <summary>
    /// The names of the modules around the part, from the outermost in, and its own, such as <c>0.Weight</c>; empty for what is no part of
    /// another module. What is drawn depends on it, and messages show it.
    /// </summary>
    public string Path => string.IsNullOrEmpty(Owner?.Path) ? _name : $"{Owner.Path}.{_name}";

    /// <summary>The module that the part belongs to, or null.</summary>
    internal Module? Owner { get; private set; }

    /// <summary>The module that has the part: the owner, unless another part has taken its place there.</summary>
    internal Module? Holder => Owner is { } owner && owner.Holds(this) ? owner : null;

    /// <summary>The outermost module that has the part, which may be the part itself; null for a part of no module.</summary>
    internal Module? Root => Holder is { } holder ? holder.Root : this as Module;

    /// <summary>Whether another part has taken the place of this one, or of a module around it.</summary>
    internal bool IsReplaced => Owner is not null && (Holder?.IsReplaced ?? true);

    /// <summary>The seed of what is drawn: the last one given to the part or, before any was, its owner's; 0 where there is none.</summary>
    internal ulong Seed => _seed ?? Owner?.Seed ?? 0;

    /// <summary>Whose first values are drawn: those that were asked for along with the seed.</summary>
    internal Initialization Initialization => _seed is null && Owner is not null ? Owner.Initialization : _initialization;

    /// <summary>Whether the part's content is what is drawn for its seed and path, and nobody has changed it since.</summary>
    internal virtual bool IsAsDrawn => false;

    /// <summary>What the part keeps, as it is saved; null where that is nothing, as in a module.</summary>
    internal virtual Tensor? State => null;

    /// <summary>The same, but null where it would have to be drawn first.</summary>
    internal virtual Tensor? Existing => State;

    /// <summary>Whether a file may lack what the part keeps, and then means what it was at first.</summary>
    internal virtual bool IsOptional => false;

    /// <summary>Whether it is left out of files: it is optional, and as it was at first.</summary>
    internal virtual bool IsLeftOut => false;

    /// <summary>Makes a module the owner, unless the part belongs to one already.</summary>
    /// <remarks>
    /// The path, and with it what is drawn, may be another afterwards: what was looked at before and not changed is drawn anew, so that it
    /// does not matter who looked when.
    /// </remarks>
    internal void Join(Module owner, string name)
    {
        if (Owner is not null && Owner.Holds(this))
        {
            return;
        }

        List<ModulePart> asDrawn = [];
        foreach (ModulePart part in WithParts())
        {
            if (part.IsAsDrawn)
            {
                asDrawn.Add(part);
            }
        }

        (Owner, _name) = (owner, name);
        (this as Parameter)?.Take();
        foreach (ModulePart part in asDrawn)
        {
            part.DrawAnew();
        }
    }

    /// <summary>Draws the part anew by a seed of its own; not what it is made of.</summary>
    internal void Draw(ulong seed, Initialization initialization)
    {
        (_seed, _initialization) = (seed, initialization);
        DrawAnew();
    }

    /// <summary>The part itself and the ones inside.</summary>
    internal virtual IEnumerable<ModulePart> WithParts() => [this];

    /// <summary>Draws for the seed and path that hold now.</summary>
    internal virtual void DrawAnew()
    {
    }

    /// <summary>Converts floating-point numbers that the part keeps.</summary>
    internal virtual void ConvertTo(DType dtype)
    {
    }

    /// <summary>The shape and type of what the part keeps; null where that is nothing, as in a module.</summary>
    internal virtual (Shape Shape, DType DType)? Form => null;

    /// <summary>Why values cannot become what the part keeps; null where they can.</summary>
    internal string? Mismatch(Tensor values) => Form is not var (shape, dtype) ? null
        : values.Shape != shape ? $"is {values.DType} {values.Shape}; expected {dtype} {shape}"
        : values.DType != dtype ? $"is {values.DType}; expected {dtype}. Convert it with To(DType.{dtype}), or the module"
        : null;

    /// <summary>Why what the part keeps cannot be written to; null where it can.</summary>
    internal string? Unwritable() => Existing is { IsWritable: false }
        ? "cannot be changed in place: a tape that is open recorded it, on another thread watches it, or owned it and was disposed"
        : null;

    /// <summary>Takes over values that fit.</summary>
    internal virtual void Load(Tensor values)
    {
    }

    /// <summary>The same, of values that nobody else has.</summary>
    internal virtual void Adopt(Tensor values) => Load(values);

    /// <summary>What messages call a part that keeps a tensor: its path or, where it is no part of a module, its shape.</summary>
    private protected string TitleOf(Shape shape) => Path.Length > 0 ? $"'{Path}'" : $"of shape {shape}";
}
