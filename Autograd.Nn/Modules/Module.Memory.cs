namespace Autograd.Nn;

public abstract partial class Module
{
    private IReadOnlyList<ParameterBlock> _blocks = [];

    /// <summary>
    /// The memory of the whole model that this module is part of: its parameters side by side, and their gradients likewise. Outside stay
    /// those that are frozen when it is made, those that belong to another model, and those without memory of their own, such as slices. A
    /// parameter with a sparse gradient is in a block of its own.
    /// It is made by the first call, and anew where parameters have been added, replaced, converted or unfrozen since; ask for it whenever
    /// it is needed. Spans over elements from before must be taken anew then.
    /// </summary>
    public IReadOnlyList<ParameterBlock> ParameterBlocks() =>
        Holder is { } owner ? owner.ParameterBlocks() : _blocks = ParameterBlock.Of(this, _blocks);
}
