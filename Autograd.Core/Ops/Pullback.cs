using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>
/// One recorded call of an op on the way back: its inputs and outputs, the gradients that arrived, and where those by the inputs go.
/// </summary>
public readonly ref struct Pullback
{
    private readonly Tape _tape;
    private readonly ref readonly TapeRecord _record;
    private readonly Span<Tensor?> _gradients;
    private readonly ref readonly Delivery _delivery;

    internal Pullback(
        Tape tape, ref readonly TapeRecord record, ReadOnlySpan<Tensor?> upstreams, Span<Tensor?> gradients, bool isRecording,
        ref readonly Delivery delivery)
    {
        _tape = tape;
        _record = ref record;
        _gradients = gradients;
        _delivery = ref delivery;
        Inputs = record.Inputs;
        Upstreams = upstreams;
        IsRecording = isRecording;
    }

    /// <summary>What the op was applied to.</summary>
    public ReadOnlySpan<Tensor> Inputs { get; }

    /// <summary>What it returned; the first of its outputs, where it has several.</summary>
    public Tensor Output => Record.Output;

    /// <summary>All that it returned.</summary>
    public ReadOnlySpan<Tensor> Outputs => Record.Outputs;

    /// <summary>
    /// The gradient by the output of an op that has one, of the output's shape. It may be another tensor's gradient too: to write to it, or
    /// to an input, an output or what was kept, is an error. It may be stated as it is as the gradient by an input.
    /// </summary>
    /// <exception cref="InvalidOperationException">Nothing depends on the first of several outputs.</exception>
    public Tensor Upstream => Upstreams is [{ } upstream, ..] ? upstream : throw HasNoUpstream();

    /// <summary>
    /// The gradients by the outputs, null for one that nothing depends on; at least one is there. None is to be written to.
    /// </summary>
    public ReadOnlySpan<Tensor?> Upstreams { get; }

    /// <summary>Whether the pullback is itself recorded, for a higher derivative; then it must be made of ops.</summary>
    public bool IsRecording { get; }

    /// <summary>What the op kept at the forward pass with <see cref="OpCall.Keep"/>, in the order of keeping.</summary>
    public ReadOnlySpan<Tensor> Kept => Record.Kept;

    /// <summary>Whether the gradient by an input is wanted at all.</summary>
    /// <param name="input">The input's position.</param>
    /// <exception cref="ArgumentOutOfRangeException">The op was applied to fewer inputs.</exception>
    public bool Needs(int input) => _tape.IsTracked(Inputs[Position(input)]);

    /// <summary>States the gradient by an input.</summary>
    /// <param name="input">The input's position.</param>
    /// <param name="gradient">The gradient; a shape that the input broadcasts to is summed back to the input's.</param>
    /// <exception cref="ArgumentNullException">There is no gradient: where it is zero, leave it out.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The op was applied to fewer inputs.</exception>
    public void Set(int input, Tensor gradient) => _gradients[Position(input)] = gradient ?? throw IsNull(nameof(gradient), input);

    /// <summary>
    /// A tensor of an input's shape and type for its gradient to be written to, every element of it, and which is thereby stated; null
    /// where that gradient is not wanted. It may be the <see cref="Tensor.Grad"/> it would be copied to otherwise.
    /// </summary>
    /// <param name="input">The input's position.</param>
    public Tensor? Destination(int input) => Destination(input, Inputs[Position(input)].Shape);

    /// <summary>The same for a gradient of a shape that the input broadcasts to.</summary>
    internal Tensor? Destination(int input, Shape shape)
    {
        if (!Needs(input))
        {
            return null;
        }

        Tensor of = Inputs[input];
        bool isFinal = of.Tape != _tape && of.Shape == shape && IsAlone(input);
        return _gradients[input] = (isFinal ? _delivery.Room(of) : null) ?? Tensor.Result(shape, of.DType);
    }

    /// <summary>The tape on whose way back this is.</summary>
    internal Tape Tape => _tape;

    /// <summary>Passes on a part of the gradient by a tensor that the op depends on, before those that are stated.</summary>
    internal void Route(Tensor tensor, Tensor gradient) => _delivery.Route(tensor, gradient);

    private ref readonly TapeRecord Record
    {
        get
        {
            if (Unsafe.IsNullRef(in _record))
            {
                throw IsDefault();
            }

            return ref _record;
        }
    }

    private int Position(int input) => (uint)input < (uint)Inputs.Length ? input : throw HasNoInput(input);

    // The messages are made apart: inlined, they would use up what the compiler is willing to inline.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ArgumentOutOfRangeException HasNoInput(int input) => new(nameof(input), FormattableString.Invariant(
        $"{Record.Op!.Name}: its pullback asked for input {input}; the op was applied to {Inputs.Length}, counted from 0."));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ArgumentNullException IsNull(string name, int input) => new(name, FormattableString.Invariant(
        $"{Record.Op!.Name}: its pullback set null as the gradient by input {input}; where that is zero, leave it out."));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private InvalidOperationException HasNoUpstream() => new(
        $"{Record.Op!.Name}: nothing depends on its first output, so there is no gradient by it; its pullback asks Upstreams.");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static InvalidOperationException IsDefault() =>
        new("Pullback: made by 'default' it is of no call; an op's Differentiate is given its own.");

    /// <summary>The leaf that an input is, if what this op contributes to its gradient may go to some rows alone; else null.</summary>
    internal Tensor? SparseLeaf(int input) =>
        Inputs[input] is { HasSparseGrad: true } of && of.Tape != _tape && Needs(input) && _delivery.TryTakeRows() ? of : null;

    // The gradient of a leaf that fills several inputs is a sum, which nothing may stand for before all its parts are there.
    private bool IsAlone(int input)
    {
        for (int i = 0; i < Inputs.Length; i++)
        {
            if (i != input && Inputs[i] == Inputs[input])
            {
                return false;
            }
        }

        return true;
    }

    // Sums a gradient over the axes along which its input was broadcast.
    internal static Tensor Undo(Op op, Tensor input, Tensor gradient)
    {
        if (gradient.DType != input.DType)
        {
            throw new InvalidOperationException(
                $"{op.Name}: its pullback returned a gradient of {gradient.DType} for an input of {input.DType}.");
        }

        return gradient.Shape == input.Shape ? gradient : gradient.SumTo(input.Shape, op.Name);
    }
}
